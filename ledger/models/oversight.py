"""What keeps a case moving: requests that wait for the head, supervision, instalments, messages."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models.cases import Case
from ledger.models.work import Evidence
from office.constraints import signed
from office.models import Unit
from reception.models import Claim


class Request(models.Model):
    """申请: something the head decides. `by` None: the program asked (a broken instalment, an unhappy follow-up)."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", "延期申请"
        REOPEN = "reopen", "重新办理申请"

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests", verbose_name="案件")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    on = models.DateField("申请日期")
    until = models.DateField("申请延至", null=True, blank=True)
    reason = models.CharField("理由", max_length=300)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="申请人")
    granted = models.BooleanField("同意", null=True, blank=True)
    granted_until = models.DateField("批准延至", null=True, blank=True)
    decision = models.CharField("决定说明", max_length=300, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_at = models.DateTimeField("决定登记时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )

    class Meta:
        verbose_name = "申请"
        verbose_name_plural = "申请"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="request_waits_once", condition=Q(granted=None)),
            signed("request_decision_is_signed", "granted", "decided_on", "decided_at", "decided_by"),
            models.CheckConstraint(
                condition=~Q(kind="extension") | Q(until__isnull=False), name="request_extension_names_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"


class Supervision(models.Model):
    """催办、督办、挂牌督办: what the office asked of a unit, until when, and what was replied."""

    class Kind(models.TextChoices):
        REMIND = "remind", "催办"
        SUPERVISE = "supervise", "督办"
        LISTED = "listed", "挂牌督办"
        REGULATOR = "regulator", "行业督办"

    case = models.ForeignKey(Case, models.PROTECT, related_name="supervisions", verbose_name="案件")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="对象单位")
    on = models.DateField("日期")
    text = models.CharField("要求", max_length=300)
    reply_due_on = models.DateField("回复期限", null=True, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    reply = models.CharField("回复", max_length=500, blank=True)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    replied_at = models.DateTimeField("回复登记时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回复人"
    )

    class Meta:
        verbose_name = "督办"
        verbose_name_plural = "督办"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["reply_due_on", "case"], name="supervision_open", condition=Q(replied_on=None))]
        constraints = [
            signed("supervision_reply_is_signed", "replied_on", "replied_at", "replied_by", texts=["reply"]),
            models.CheckConstraint(
                condition=Q(kind="remind") | Q(reply_due_on__isnull=False), name="supervision_has_reply_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"


class Instalment(models.Model):
    """分期: one promise of a payment plan for one claim. Kept or broken is counted from the payments, never stored."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="instalments", verbose_name="案件")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="instalments", verbose_name="诉求")
    agreement = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, verbose_name="和解协议")
    due_on = models.DateField("应付日期")
    amount_yuan = models.DecimalField("应付金额（元）", max_digits=14, decimal_places=2)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "分期"
        verbose_name_plural = "分期"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on", "case"], name="instalment_due", condition=Q(withdrawn_at=None))]
        constraints = [
            models.CheckConstraint(condition=Q(amount_yuan__gt=0), name="instalment_is_positive"),
            models.UniqueConstraint(
                fields=["claim", "due_on"], name="instalment_once_a_day", condition=Q(withdrawn_at=None)
            ),
            signed("instalment_withdrawal_is_signed", "withdrawn_at", "withdrawn_by"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d} {self.amount_yuan}"


class Message(models.Model):
    """站内消息 to one account about one case. `key` names the event, so that nobody is told twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox", verbose_name="收件人")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="案件")
    key = models.CharField("事由标识", max_length=80)
    text = models.CharField("内容", max_length=200)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "-id"], name="message_newest")]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="message_once_per_event")]

    def __str__(self) -> str:
        return self.key
