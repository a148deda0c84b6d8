"""垫付 and the money it comes from: deposits, the emergency fund, guarantees; and 追偿 from who ought to have paid."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models.cases import Case
from ledger.models.work import Payment
from office.constraints import signed
from office.models import Area, StoredFile, User
from office.roles import OFFICE_ROLES, holds
from reception.models import Company, Project

_PERSON = settings.AUTH_USER_MODEL


class FundSource(models.TextChoices):
    """The three sources of the notice (六（三）)."""

    DEPOSIT = "deposit", "农民工工资保证金"
    EMERGENCY = "emergency", "应急周转金"
    OTHER = "other", "其他渠道"


class OfAreaQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "OfAreaQuerySet":
        """Clerk and head: those of their areas. Others: none."""
        return self.filter(area__in=user.area_ids) if holds(user, OFFICE_ROLES) else self.none()


class FundAccount(models.Model):
    """资金账户 of an area or one project. What it holds is the sum of its entries, never a stored figure."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    source = models.CharField("资金渠道", max_length=10, choices=FundSource.choices)
    name = models.CharField("名称", max_length=80)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="fund_accounts", verbose_name="工程项目"
    )
    opened_on = models.DateField("建立日期")
    is_active = models.BooleanField("在用", default=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)
    closed_at = models.DateTimeField("停用登记时间", null=True, blank=True)
    closed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    close_reason = models.CharField("停用原因", max_length=200, blank=True)

    objects = OfAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "资金账户"
        verbose_name_plural = "资金账户"
        ordering = ["source", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="fund_account_once_per_area"),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_at=None, closed_by=None, close_reason="")
                | (
                    Q(is_active=False, closed_on__isnull=False, closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(close_reason="")
                ),
                name="fund_account_close_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Advance(models.Model):
    """垫付: wages or living allowance paid for the debtor, approved by somebody, to be recovered afterwards.

    Advanced wages reach the workers through a payment of the case; a living allowance is no wage and settles nothing.
    """

    class Kind(models.TextChoices):
        WAGES = "wages", "垫付欠薪"
        LIVING = "living", "基本生活费"

    case = models.ForeignKey(Case, models.PROTECT, related_name="advances", verbose_name="案件")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    source = models.CharField("资金渠道", max_length=10, choices=FundSource.choices)
    account = models.ForeignKey(
        FundAccount, models.PROTECT, null=True, blank=True, related_name="advances", verbose_name="资金账户"
    )
    amount_yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    workers_count = models.PositiveIntegerField("人数")
    on = models.DateField("垫付日期")
    approved_on = models.DateField("批准日期")
    approver = models.CharField("批准人", max_length=60)
    document_number = models.CharField("批准文号", max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="批准材料")
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, blank=True, related_name="advance", verbose_name="支付"
    )
    debtor = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name="追偿对象")
    recover_by = models.DateField("应追回日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    submission = models.UUIDField("提交标识", null=True, blank=True, unique=True, editable=False)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("冲销时间", null=True, blank=True)
    voided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField("冲销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "垫付"
        verbose_name_plural = "垫付"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_yuan__gt=0), name="advance_is_positive"),
            models.CheckConstraint(condition=Q(kind="wages") | Q(payment=None), name="advance_of_living_is_no_payment"),
            signed("advance_void_is_signed", "voided_at", "voided_by", texts=["void_reason"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d} {self.amount_yuan}"


class Recovery(models.Model):
    """追偿: what of an advance came back on a day; runs on after the case is struck off."""

    advance = models.ForeignKey(Advance, models.PROTECT, related_name="recoveries", verbose_name="垫付")
    on = models.DateField("日期")
    amount_yuan = models.DecimalField("追回金额（元）", max_digits=14, decimal_places=2)
    text = models.CharField("说明", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭证")
    submission = models.UUIDField("提交标识", null=True, blank=True, unique=True, editable=False)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("冲销时间", null=True, blank=True)
    voided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField("冲销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "追偿"
        verbose_name_plural = "追偿"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_yuan__gt=0), name="recovery_is_positive"),
            signed("recovery_void_is_signed", "voided_at", "voided_by", texts=["void_reason"]),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.amount_yuan}"


class FundEntry(models.Model):
    """账户记录: money in (positive) or out (negative). Never changed or deleted; a counter-entry takes one back."""

    class Kind(models.TextChoices):
        PAID_IN = "paid_in", "存入"
        ADVANCED = "advanced", "垫付"
        RECOVERED = "recovered", "追回"
        RETURNED = "returned", "退还"
        COUNTER = "counter", "冲正"

    account = models.ForeignKey(FundAccount, models.PROTECT, related_name="entries", verbose_name="资金账户")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    on = models.DateField("日期")
    amount_yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    text = models.CharField("摘要", max_length=200)
    advance = models.ForeignKey(
        Advance, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="垫付"
    )
    recovery = models.OneToOneField(
        Recovery, models.PROTECT, null=True, blank=True, related_name="entry", verbose_name="追偿"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="冲正的记录"
    )
    submission = models.UUIDField("提交标识", null=True, blank=True, unique=True, editable=False)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "账户记录"
        verbose_name_plural = "账户记录"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_yuan=0), name="fund_entry_is_not_zero"),
            models.CheckConstraint(
                condition=Q(kind="counter", reverses__isnull=False) | (~Q(kind="counter") & Q(reverses=None)),
                name="fund_entry_counter_names_what_it_reverses",
            ),
            models.CheckConstraint(
                condition=Q(kind="counter")
                | Q(kind__in=["paid_in", "recovered"], amount_yuan__gt=0)
                | Q(kind__in=["advanced", "returned"], amount_yuan__lt=0),
                name="fund_entry_sign_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.amount_yuan}"


class Guarantee(models.Model):
    """工资保证金保函 (or cash in its place) of a project; a reminder comes before it expires."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    project = models.ForeignKey(Project, models.PROTECT, related_name="guarantees", verbose_name="工程项目")
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", verbose_name="交存单位")
    bank = models.CharField("出具银行", max_length=80)
    number = models.CharField("保函编号", max_length=60)
    amount_yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    issued_on = models.DateField("出具日期")
    expires_on = models.DateField("到期日")
    ended_on = models.DateField("解除日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")

    objects = OfAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "保函"
        verbose_name_plural = "保函"
        ordering = ["expires_on", "id"]
        indexes = [models.Index(fields=["area", "expires_on"], name="guarantee_expiring", condition=Q(ended_on=None))]
        constraints = [
            models.UniqueConstraint(fields=["area", "bank", "number"], name="guarantee_once"),
            models.CheckConstraint(condition=Q(amount_yuan__gt=0), name="guarantee_is_positive"),
            models.CheckConstraint(
                condition=Q(expires_on__gte=models.F("issued_on")), name="guarantee_expires_after_issue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"
