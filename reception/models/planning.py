"""Who is to come to a session, what has to be ready, and what of a plan was changed afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from office.constraints import signed
from office.models import Code, Unit
from reception.models.sessions import ReceptionSession


class Delegate(models.Model):
    """参加人员: whom a unit sends to a session, as planned. That it came is `Attendance`."""

    session = models.ForeignKey(ReceptionSession, models.CASCADE, related_name="delegates", verbose_name="场次")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    person = models.CharField("参加人", max_length=40, blank=True)
    post = models.CharField("职务", max_length=40, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )

    class Meta:
        verbose_name = "参加人员"
        verbose_name_plural = "参加人员"
        ordering = ["unit__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "unit"], name="delegate_once_per_unit"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(person="")),
                name="delegate_confirmed_is_named_and_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.person}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class ChecklistItem(models.Model):
    """One thing to be ready before a session (准备事项, 防疫检查). The label is kept as it was when the list was made."""

    session = models.ForeignKey(ReceptionSession, models.CASCADE, related_name="checklist", verbose_name="场次")
    code = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name="事项")
    label = models.CharField("名称", max_length=30)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="完成人"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "准备事项"
        verbose_name_plural = "准备事项"
        ordering = ["code__kind", "code__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "code"], name="checklist_item_once"),
            signed("checklist_done_is_signed", "done_at", "done_by"),
        ]

    def __str__(self) -> str:
        return self.label


class PlanChange(models.Model):
    """变更: what of a dated plan was changed, cancelled or postponed, why, and by which document. Written once.

    Each of `items` tells a label and its text before and after.
    """

    session = models.ForeignKey(ReceptionSession, models.CASCADE, related_name="changes", verbose_name="场次")
    items = models.JSONField("变更内容", default=list)
    reason = models.CharField("原因", max_length=200)
    document_number = models.CharField("文号", max_length=60, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "安排变更"
        verbose_name_plural = "安排变更"
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="plan_change_has_reason")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.reason}"
