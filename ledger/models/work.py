"""What is gathered while a case is worked on: progress, payments, evidence, follow-up calls."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models.cases import Case
from office.constraints import signed
from office.models import Code, StoredFile, Unit
from reception.models import Claim, Worker


class ProgressNote(models.Model):
    """办理进展: what was done on a day, in words."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", "进展"
        CONSULTATION = "consultation", "会商"
        LEADER_VISIT = "leader_visit", "包案领导下访"

    case = models.ForeignKey(Case, models.PROTECT, related_name="progress_notes", verbose_name="案件")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices, default=Kind.PROGRESS)
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="会商单位")
    on = models.DateField("日期")
    text = models.TextField("进展")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name="附件")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "办理进展"
        verbose_name_plural = "办理进展"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class Payment(models.Model):
    """支付: money that reached workers of one case on a day, from one source, with one proof."""

    class ProofKind(models.TextChoices):
        TRANSFER = "transfer", "银行转账凭证"
        RECEIPT = "receipt", "本人签字收条"
        OTHER = "other", "其他凭证"
        NONE = "none", "暂无凭证"

    case = models.ForeignKey(Case, models.PROTECT, related_name="payments", verbose_name="案件")
    on = models.DateField("支付日期")
    amount_yuan = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    source = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name="资金渠道")
    proof_kind = models.CharField("凭证种类", max_length=10, choices=ProofKind.choices, default=ProofKind.NONE)
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name="凭证")
    note = models.CharField("说明", max_length=200, blank=True)
    submission = models.UUIDField("提交标识", null=True, blank=True, unique=True, editable=False)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("冲销时间", null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField("冲销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "支付"
        verbose_name_plural = "支付"
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_yuan__gt=0), name="payment_is_positive"),
            signed("payment_void_is_signed", "voided_at", "voided_by"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.amount_yuan}"


class PaymentLine(models.Model):
    """What one worker got of a payment. Imported history has one line per claim and no worker."""

    # Without an index of its own: `worker_once_per_payment` begins with it.
    payment = models.ForeignKey(Payment, models.CASCADE, related_name="lines", db_index=False, verbose_name="支付")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payment_lines", verbose_name="诉求")
    worker = models.ForeignKey(
        Worker, models.PROTECT, null=True, blank=True, related_name="payment_lines", verbose_name="工人"
    )
    amount_yuan = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    serial = models.CharField("流水号", max_length=40, blank=True)

    class Meta:
        verbose_name = "支付明细"
        verbose_name_plural = "支付明细"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "worker"], name="worker_once_per_payment"),
            models.CheckConstraint(condition=Q(amount_yuan__gt=0), name="payment_line_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_yuan}"


class VerifiedPay(models.Model):
    """逐人核实: what one worker of the roll is found to be owed. The claim's verified amount is the sum over its roll."""

    worker = models.OneToOneField(Worker, models.CASCADE, related_name="verified", verbose_name="工人")
    amount_yuan = models.DecimalField("核实金额（元）", max_digits=12, decimal_places=2)
    reason = models.CharField("与欠发不同的原因", max_length=100, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "逐人核实"
        verbose_name_plural = "逐人核实"
        constraints = [
            models.CheckConstraint(condition=Q(amount_yuan__gte=0), name="verified_pay_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_yuan}"


class Evidence(models.Model):
    """证明材料: one dated fact that an outcome rests on. Which outcome asks for which kinds: `ledger.gates`."""

    class Kind(models.TextChoices):
        INSTRUMENT = "instrument", "裁判文书（文号和日期）"
        AGREEMENT = "agreement", "和解协议（签字）"
        FINDING = "finding", "核实结论和依据"
        EXPLANATION = "explanation", "向反映人解释告知"
        WITHDRAWAL = "withdrawal", "撤回声明（签字）"
        JURISDICTION = "jurisdiction", "属于其他地区的理由"
        CONFIRMATION = "confirmation", "对方地区的接收确认"
        CONTACT = "contact", "联系反映人的记录"
        LEADER = "leader", "包案领导批示或结论"

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence", verbose_name="案件")
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name="诉求"
    )
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    on = models.DateField("日期")
    text = models.TextField("内容")
    reference = models.CharField("文号或接收单位", max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, verbose_name="扫描件")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "证明材料"
        verbose_name_plural = "证明材料"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"


class FollowUp(models.Model):
    """回访, or the reason why there is none."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups", verbose_name="案件")
    on = models.DateField("日期")
    satisfaction = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="满意度"
    )
    none_reason = models.CharField("未回访的原因", max_length=200, blank=True)
    text = models.CharField("回访情况", max_length=300, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="回访人")

    class Meta:
        verbose_name = "回访"
        verbose_name_plural = "回访"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=False, none_reason="") | (Q(satisfaction=None) & ~Q(none_reason="")),
                name="follow_up_has_answer_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
