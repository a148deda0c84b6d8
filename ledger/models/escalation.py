"""提级办理: a case too hard for the county goes up to the city and stays on this ledger, open."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models.cases import Case
from office.constraints import signed
from office.models import StoredFile

_PERSON = settings.AUTH_USER_MODEL


class Escalation(models.Model):
    """One escalation: asked for, sent with its dossier, replied to, concluded. `checklist`: {item: True or a remark}."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="escalations", verbose_name="案件")
    requested_on = models.DateField("提请日期")
    reason = models.CharField("提请理由", max_length=500)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="登记人")

    checklist = models.JSONField("案卷清单", default=dict, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    sent_to = models.CharField("报送单位", max_length=80, blank=True)
    sent_on = models.DateField("报送日期", null=True, blank=True)
    sent_at = models.DateTimeField("报送登记时间", null=True, blank=True)
    sent_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="请示件")

    reply = models.CharField("批复内容", max_length=500, blank=True)
    reply_number = models.CharField("批复文号", max_length=60, blank=True)
    replied_on = models.DateField("批复日期", null=True, blank=True)
    replied_at = models.DateTimeField("批复登记时间", null=True, blank=True)
    replied_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reply_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批复件"
    )

    conclusion = models.CharField("提级办理结论", max_length=500, blank=True)
    concluded_on = models.DateField("结论日期", null=True, blank=True)
    concluded_at = models.DateTimeField("结论登记时间", null=True, blank=True)
    concluded_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "提级办理"
        verbose_name_plural = "提级办理"
        ordering = ["-requested_on", "-id"]
        indexes = [models.Index(fields=["case"], name="escalation_sent", condition=Q(sent_on__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["case"], name="escalation_one_at_a_time", condition=Q(concluded_on=None)),
            signed("escalation_sending_is_signed", "sent_on", "sent_at", "sent_by", texts=["document_number"]),
            models.CheckConstraint(
                condition=Q(replied_on=None, replied_at=None, replied_by=None, reply="")
                | (Q(sent_on__isnull=False, replied_on__isnull=False, replied_at__isnull=False,
                     replied_by__isnull=False) & ~Q(reply="")),
                name="escalation_reply_is_signed",
            ),
            signed("escalation_conclusion_is_signed", "concluded_on", "concluded_at", "concluded_by", texts=["conclusion"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.document_number or f"{self.requested_on:%Y-%m-%d}"
