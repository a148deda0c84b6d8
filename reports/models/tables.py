"""封存的情况表: what was signed, byte for byte, and what became of it afterwards (报送, 回执)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import Http404

from office.models import Area, StoredFile, User
from office.roles import OFFICE_ROLES, Role, holds
from reception.models import ReceptionSession


class MonthlyTableQuerySet(models.QuerySet["MonthlyTable"]):
    def visible_to(self, user: User) -> "MonthlyTableQuerySet":
        """Clerk and head: their areas. City: the areas below it. Others: none."""
        if not holds(user, OFFICE_ROLES | {Role.CITY}):
            return self.none()
        return self.filter(area__in=user.area_ids)

    def get_for(self, user: User, pk: int) -> "MonthlyTable":
        """The table, or `Http404` for foreign and absent alike."""
        found = self.visible_to(user).filter(pk=pk).select_related("area", "frozen_by").first()
        if found is None:
            raise Http404("没有这份封存的情况表，或者不属于您的区划。")
        return found

    def of_month(self, area: Area, month: str) -> "MonthlyTableQuerySet":
        """Every version of one month, the latest last."""
        return self.filter(area=area, month=month).order_by("version")


class MonthlyTable(models.Model):
    """One version of one area's month, as it was signed. Never changed: `office.append_only` holds the database to it.

    `snapshot` is the canonical JSON of everything the table says and was counted from (claim ids, values, reasons);
    `digest` is its SHA-256. It names the digest of the table frozen before it, so that all tables form one chain.
    """

    number = models.PositiveIntegerField("封存序号", unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="monthly_tables", verbose_name="行政区划")
    month = models.CharField("月份", max_length=7)
    version = models.PositiveSmallIntegerField("版本")
    rule = models.CharField("口径", max_length=10)
    is_early = models.BooleanField("提前报送", default=False)
    filed_on = models.DateField("填报日期")
    reason = models.CharField("更正原因", max_length=200, blank=True)
    snapshot = models.TextField("快照")
    workbook = models.BinaryField("工作簿")
    digest = models.CharField("摘要", max_length=64, unique=True)
    previous_digest = models.CharField("上一摘要", max_length=64, blank=True)
    frozen_at = models.DateTimeField("封存时间")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="签字人")

    objects = MonthlyTableQuerySet.as_manager()

    class Meta:
        verbose_name = "封存的情况表"
        verbose_name_plural = "封存的情况表"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["area", "month", "version"], name="table_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, reason="") | (Q(version__gt=1) & ~Q(reason="")),
                name="table_correction_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} 版本 {self.version}"


class TableHead(models.Model):
    """The end of the chain: locked while a table is frozen, so that the chain never forks and a cut end shows."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "封存链尾"
        verbose_name_plural = "封存链尾"
        constraints = [models.CheckConstraint(condition=Q(only=True), name="table_head_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)


class Submission(models.Model):
    """报送: that a frozen table was sent to the city, when, by whom, under which document number."""

    table = models.OneToOneField(MonthlyTable, models.PROTECT, related_name="submission", verbose_name="情况表")
    sent_on = models.DateField("报送日期")
    person = models.CharField("报送人", max_length=40)
    document_number = models.CharField("文号", max_length=60, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "报送"
        verbose_name_plural = "报送"
        ordering = ["sent_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(person=""), name="submission_names_the_person")]

    def __str__(self) -> str:
        return f"{self.sent_on:%Y-%m-%d}"


class Receipt(models.Model):
    """市治欠办的回执: when it came, from whom, with its file."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="receipt", verbose_name="报送")
    received_on = models.DateField("回执日期")
    person = models.CharField("市治欠办经办人", max_length=40)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回执文件"
    )
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "回执"
        verbose_name_plural = "回执"
        ordering = ["received_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(person=""), name="receipt_names_the_person")]

    def __str__(self) -> str:
        return f"{self.received_on:%Y-%m-%d}"


class TableSettingQuerySet(models.QuerySet["TableSetting"]):
    def in_force(self, area: Area, month: str) -> "TableSetting":
        """What the area has set for this month; where it never set anything, the usual (not stored)."""
        found = self.filter(area=area, from_month__lte=month).order_by("from_month", "pk").last()
        return found or TableSetting(area=area)


class TableSetting(models.Model):
    """From which month on an area counts 已解决 by which rule, and what stands in column B. Rows are added, not changed."""

    class Rule(models.TextChoices):
        FLOW = "flow", "按解决月份（本月解决的，不论哪月接访）"
        COHORT = "cohort", "按接访月份（本月接访的，不论何时解决）"

    class ColumnB(models.TextChoices):
        SHORT_NAME = "short_name", "区划简称，一个区划一行"
        NAME = "name", "区划全称，一个区划一行"
        DAY = "day", "接访日期，一场接访一行"
        PLACE = "place", "接访日期和地点，一场接访一行"

    area = models.ForeignKey(Area, models.PROTECT, related_name="table_settings", verbose_name="行政区划")
    from_month = models.CharField("起始月份", max_length=7)
    rule = models.CharField("已解决的口径", max_length=10, choices=Rule.choices, default=Rule.FLOW)
    column_b = models.CharField("第二列的内容", max_length=10, choices=ColumnB.choices, default=ColumnB.SHORT_NAME)
    heading = models.CharField("第二列的标题", max_length=20, blank=True, help_text="附件原样为空")
    document_number = models.CharField("文号", max_length=60, blank=True)
    at = models.DateTimeField("设定时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="设定人")

    objects = TableSettingQuerySet.as_manager()

    class Meta:
        verbose_name = "情况表设定"
        verbose_name_plural = "情况表设定"
        ordering = ["-from_month", "-id"]

    def __str__(self) -> str:
        return f"{self.from_month}起 {self.get_rule_display()}"

    @property
    def is_by_session(self) -> bool:
        return self.column_b in (self.ColumnB.DAY, self.ColumnB.PLACE)

    def name_of(self, area: Area) -> str:
        """What column B calls an area."""
        return area.name if self.column_b == self.ColumnB.NAME else area.short_name


class LeftOutSession(models.Model):
    """不计入次数: a session held with too few units that the head does not count, why, and whether it was taken in again."""

    session = models.ForeignKey(ReceptionSession, models.PROTECT, related_name="leavings_out", verbose_name="接访场次")
    reason = models.CharField("不计入的理由", max_length=100)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    undone_at = models.DateTimeField("恢复时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="恢复人"
    )

    class Meta:
        verbose_name = "不计入次数的接访"
        verbose_name_plural = "不计入次数的接访"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(undone_at=None), name="session_left_out_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="left_out_with_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="left_out_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
