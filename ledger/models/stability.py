"""稳控: the risk of a case, who watches it and when next; incidents; 隐患 that may become claims; early warnings."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models.cases import Case
from ledger.models.funds import OfAreaQuerySet
from office.constraints import signed
from office.models import Area, Code, Unit
from reception.models import Claim, Company, Project

_PERSON = settings.AUTH_USER_MODEL


class RiskMark(models.Model):
    """风险等级: set by a person with a reason; the newest one stands and is cached on the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="risk_marks", verbose_name="案件")
    risk = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name="风险等级")
    reason = models.CharField("理由", max_length=300)
    on = models.DateField("日期")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "风险等级"
        verbose_name_plural = "风险等级"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.risk_id} {self.on:%Y-%m-%d}"


class StabilityMeasure(models.Model):
    """稳控措施: what is done, by whom, and when somebody looks again; ends with what came of it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures", verbose_name="案件")
    text = models.CharField("措施", max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    person = models.CharField("责任人", max_length=40)
    on = models.DateField("日期")
    next_check_on = models.DateField("下次核查日")
    last_check = models.CharField("最近核查情况", max_length=300, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")
    ended_on = models.DateField("解除日期", null=True, blank=True)
    ended_at = models.DateTimeField("解除登记时间", null=True, blank=True)
    ended_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "稳控措施"
        verbose_name_plural = "稳控措施"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["next_check_on", "case"], name="measure_open", condition=Q(ended_on=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_at=None, ended_by=None)
                | Q(ended_on__gte=models.F("on"), ended_at__isnull=False, ended_by__isnull=False),
                name="measure_end_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.on:%Y-%m-%d}"


class IncidentQuerySet(OfAreaQuerySet):
    def live(self) -> "IncidentQuerySet":
        """Incidents that count: not void."""
        return self.filter(voided_at=None)


class Incident(models.Model):
    """事件 of three kinds; the goal is none. May stand on a case or alone; a void one stays to be read and counts nowhere."""

    class Kind(models.TextChoices):
        GROUP = "group", "群体性事件"
        EXTREME = "extreme", "极端事件"
        ONLINE = "online", "网络舆论事件"

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name="案件")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    on = models.DateField("日期")
    place = models.CharField("地点或平台", max_length=120)
    people_count = models.PositiveIntegerField("人数", null=True, blank=True, help_text="空为不详")
    text = models.CharField("经过", max_length=500)
    handling = models.CharField("处置情况", max_length=500, blank=True)
    closed_on = models.DateField("平息日期", null=True, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "事件"
        verbose_name_plural = "事件"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["area", "on"], name="incident_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | (Q(closed_on__gte=models.F("on")) & ~Q(handling="")),
                name="incident_closed_says_how",
            ),
            signed("incident_void_is_signed", "voided_at", "voided_by", texts=["void_reason"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"


class Lead(models.Model):
    """隐患: a risk of unpaid wages found before anybody complained; is solved in the district, or becomes claims."""

    class Status(models.TextChoices):
        OPEN = "open", "处置中"
        SOLVED = "solved", "区内已化解"
        CLAIMED = "claimed", "已成为诉求"
        DISMISSED = "dismissed", "经查不属实"

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    number = models.CharField("编号", max_length=24, unique=True)
    found_on = models.DateField("发现日期")
    found_by = models.CharField("发现途径", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处置单位")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工程项目"
    )
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业")
    workers_count = models.PositiveIntegerField("涉及人数", null=True, blank=True, help_text="空为不详")
    amount_yuan = models.DecimalField(
        "涉及金额（元）", max_digits=14, decimal_places=2, null=True, blank=True, help_text="空为不详"
    )
    text = models.CharField("情况", max_length=500)
    next_check_on = models.DateField("下次核查日", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.OPEN)
    result = models.CharField("结果", max_length=500, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    ended_before = models.CharField("此前的结案", max_length=560, blank=True)
    claims = models.ManyToManyField(Claim, blank=True, related_name="leads", verbose_name="诉求")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")

    objects = OfAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "隐患"
        verbose_name_plural = "隐患"
        ordering = ["-found_on", "-id"]
        indexes = [models.Index(fields=["area", "status", "next_check_on"], name="lead_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None, result="")
                | (~Q(status="open") & Q(closed_on__gte=models.F("found_on")) & ~Q(result="")),
                name="lead_closed_has_day_and_result",
            ),
            models.CheckConstraint(
                condition=~Q(status="open") | Q(next_check_on__isnull=False), name="lead_open_has_check"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StabilityCheck(models.Model):
    """核查 of a measure or of a lead: what was seen on a day, and when somebody looks again (empty: no more)."""

    measure = models.ForeignKey(
        StabilityMeasure, models.PROTECT, null=True, blank=True, related_name="checks", verbose_name="稳控措施"
    )
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="checks", verbose_name="隐患")
    on = models.DateField("核查日期")
    text = models.CharField("核查情况", max_length=300)
    next_check_on = models.DateField("下次核查日", null=True, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "核查"
        verbose_name_plural = "核查"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, lead=None) | Q(measure=None, lead__isnull=False),
                name="check_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class EarlyWarning(models.Model):
    """预警: so many people or claims about one project within so many working days. Told once, with its reckoning."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工程项目"
    )
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="欠薪方")
    first_on = models.DateField("窗口起")
    last_on = models.DateField("窗口止")
    claims_count = models.PositiveIntegerField("诉求（件）")
    people_count = models.PositiveIntegerField("人数")
    claims = models.ManyToManyField(Claim, related_name="+", verbose_name="诉求")
    rule = models.CharField("规则", max_length=300)
    added_up = models.JSONField("合并计算的名称", default=list, blank=True)
    at = models.DateTimeField("时间")
    seen_at = models.DateTimeField("已阅时间", null=True, blank=True)
    seen_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="已阅人")
    handling = models.CharField("处置意见", max_length=300, blank=True)

    objects = OfAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "预警"
        verbose_name_plural = "预警"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False) | Q(company__isnull=False), name="warning_names_its_matter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last_on:%Y-%m-%d}"


class ProjectKey(models.Model):
    """A project's name without its ways of writing, so that others of the same name are found without reading all."""

    project = models.OneToOneField(
        Project, models.CASCADE, primary_key=True, related_name="key", verbose_name="工程项目"
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="行政区划")
    name = models.CharField("读过的名称", max_length=120)
    key = models.CharField("名称要素", max_length=160, blank=True)

    class Meta:
        verbose_name = "项目名称要素"
        verbose_name_plural = "项目名称要素"
        indexes = [models.Index(fields=["area", "key"], name="project_key_of_area")]

    def __str__(self) -> str:
        return self.key


class SameMatter(models.Model):
    """同一项目的判断: what a person said to a proposal that claims concern one project.

    It is not made again for these claims or fewer of them, only when another claim has joined them.
    """

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    fingerprint = models.CharField("提议标识", max_length=64)
    claims = models.ManyToManyField(Claim, related_name="+", verbose_name="诉求")
    is_same = models.BooleanField("是同一项目")
    reason = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="判断人")

    class Meta:
        verbose_name = "同一项目判断"
        verbose_name_plural = "同一项目判断"
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["area", "fingerprint"], name="same_matter_once")]

    def __str__(self) -> str:
        return self.fingerprint[:8]
