"""相关程序: what other bodies decide on a case. One model; the kinds are data, so that a new one needs no program."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledger.models.cases import Case
from ledger.models.clocks import ClockChange
from office.constraints import signed
from office.models import Code, StoredFile
from reception.models import Campaign, Claim

_PERSON = settings.AUTH_USER_MODEL


class ProcedureKind(models.Model):
    """程序种类: what its dates are called, what must be ticked before, how long an answer may take."""

    code = models.SlugField("标识", max_length=20, unique=True)
    label = models.CharField("名称", max_length=30)
    body = models.CharField("承办机关", max_length=60, help_text="新登记时的建议，可改")
    opened_label = models.CharField("第一个日期的名称", max_length=10, default="提请")
    accepted_label = models.CharField("第二个日期的名称", max_length=10, blank=True, help_text="空为没有这个日期")
    heard_label = models.CharField("第三个日期的名称", max_length=10, blank=True, help_text="空为没有这个日期")
    closed_label = models.CharField("最后日期的名称", max_length=10, default="办结")
    checklist = models.TextField("事前核对", blank=True, help_text="每行一项，登记时逐项勾选")
    slip = models.TextField(
        "引导告知单所列材料", blank=True, help_text="每行一项，印在交给反映人的告知单上；空为没有告知单"
    )
    asks_instrument = models.BooleanField("须填文书种类和标的", default=False)
    asks_violation = models.BooleanField("须填违法情形", default=False)
    asks_due_day = models.BooleanField("须填文书指定的日期", default=False)
    pauses_limit = models.BooleanField("期间中止办理期限", default=False)
    clock_code = models.SlugField("法定期限", max_length=30, blank=True, help_text="期限规则的标识，空为没有")
    answer_days = models.PositiveSmallIntegerField("多少天后核查", default=15)
    basis = models.CharField("依据", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "程序种类"
        verbose_name_plural = "程序种类"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def items(self) -> list[str]:
        """The lines of the checklist."""
        return _lines(self.checklist)

    @property
    def slip_items(self) -> list[str]:
        """What the slip tells the petitioner to bring; empty where there is no slip."""
        return _lines(self.slip)


class Procedure(models.Model):
    """程序: opened on a day, perhaps accepted or refused, perhaps heard, closed with a result.

    While it is open somebody looks again on `next_check_on`. `pause` is the pause of the office limit that this procedure
    began, if it did: the limit is resumed with it. `exempted_*`: the head found that it has no bearing on
    the wages, so that the case may be completed meanwhile.
    """

    class Instrument(models.TextChoices):
        JUDGMENT = "judgment", "判决"
        AWARD = "award", "裁决"
        APPLICATION = "application", "申请强制执行的决定"

    class Answer(models.TextChoices):
        WAITING = "waiting", "等待答复"
        ACCEPTED = "accepted", "已受理"
        REFUSED = "refused", "不予受理"

    case = models.ForeignKey(Case, models.PROTECT, related_name="procedures", verbose_name="案件")
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="procedures", verbose_name="诉求",
        help_text="空为全案",
    )  # fmt: skip
    kind = models.ForeignKey(ProcedureKind, models.PROTECT, related_name="procedures", verbose_name="程序")
    sent_to = models.CharField("承办机关", max_length=60)
    opened_on = models.DateField("提请日期")
    text = models.CharField("事由", max_length=500)
    reference = models.CharField("文号或案号", max_length=80, blank=True)
    checklist = models.JSONField("事前核对", default=list, blank=True)
    instrument = models.CharField("文书种类", max_length=12, choices=Instrument.choices, blank=True)
    amount_yuan = models.DecimalField("标的（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    violation = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="违法情形"
    )
    drive = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="集中执行行动"
    )
    due_on = models.DateField("文书指定的日期", null=True, blank=True)
    next_check_on = models.DateField("下次核查日", null=True, blank=True)
    answer = models.CharField("是否受理", max_length=10, choices=Answer.choices, default=Answer.WAITING)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    heard_on = models.DateField("审理日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("结果", max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="附件")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")
    closed_at = models.DateTimeField("办结登记时间", null=True, blank=True)
    closed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    pause = models.ForeignKey(
        ClockChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="因此中止的期限"
    )
    exempted_at = models.DateTimeField("认定不影响工资支付的时间", null=True, blank=True)
    exempted_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    exempted_reason = models.CharField("不影响工资支付的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "程序"
        verbose_name_plural = "程序"
        ordering = ["-opened_on", "-id"]
        indexes = [models.Index(fields=["next_check_on", "case"], name="procedure_open", condition=Q(closed_on=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_at=None, closed_by=None, result="")
                | (Q(closed_on__gte=F("opened_on"), closed_at__isnull=False, closed_by__isnull=False)
                   & ~Q(result="")),
                name="procedure_closing_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | Q(next_check_on__isnull=False), name="procedure_open_has_check"
            ),
            signed("procedure_exemption_is_signed", "exempted_at", "exempted_by", texts=["exempted_reason"]),
            models.CheckConstraint(
                condition=Q(amount_yuan=None) | Q(amount_yuan__gte=0), name="procedure_amount_not_negative"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind_id} {self.opened_on:%Y-%m-%d}"


class ProcedureStep(models.Model):
    """程序进展: what was heard of it on a day; each look at it leaves one, with the next day to look."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="steps", verbose_name="程序")
    label = models.CharField("步骤", max_length=20)
    on = models.DateField("日期")
    text = models.CharField("情况", max_length=500, blank=True)
    next_check_on = models.DateField("下次核查日", null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="附件")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "程序进展"
        verbose_name_plural = "程序进展"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.label} {self.on:%Y-%m-%d}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
