"""What happens at the table on the day: numbers taken, visits a leader took, opinions of the units."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from office.constraints import signed
from office.models import Unit
from reception.models.claims import Claim
from reception.models.sessions import ReceptionSession


class QueueTicket(models.Model):
    """取号: one number for one visit, a group included. Optional; never in the way of closing a session."""

    class State(models.TextChoices):
        WAITING = "waiting", "等候"
        CALLED = "called", "已叫号"
        SERVED = "served", "已接待"
        LEFT = "left", "已离开"

    session = models.ForeignKey(ReceptionSession, models.CASCADE, related_name="tickets", verbose_name="场次")
    number = models.PositiveSmallIntegerField("号")
    people = models.PositiveSmallIntegerField("人数", default=1)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    desk = models.CharField("窗口", max_length=20, blank=True)
    taken_at = models.DateTimeField("取号时间")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发号人")
    called_at = models.DateTimeField("叫号时间", null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="叫号人"
    )
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    claim = models.ForeignKey(
        Claim, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name="登记的诉求"
    )

    class Meta:
        verbose_name = "取号"
        verbose_name_plural = "取号"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="ticket_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1, people__gte=1), name="ticket_counts_from_one"),
            signed("ticket_call_is_signed", "called_at", "called_by"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "called"], ended_at=None, ended_by=None)
                | Q(state__in=["served", "left"], ended_at__isnull=False, ended_by__isnull=False),
                name="ticket_end_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} 号"


class DirectHandling(models.Model):
    """直接处理: a major, sensitive or group visit that a leader took at the session itself.

    依据：实施方案六（一）领导小组组长直接处理重大、敏感来访或群访问题。
    """

    class Why(models.TextChoices):
        MAJOR = "major", "重大"
        SENSITIVE = "sensitive", "敏感"
        GROUP = "group", "群访"

    session = models.ForeignKey(ReceptionSession, models.PROTECT, related_name="handlings", verbose_name="场次")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="handlings", verbose_name="诉求")
    why = models.CharField("事由", max_length=10, choices=Why.choices)
    leader = models.CharField("领导", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    text = models.TextField("处理意见")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "领导直接处理"
        verbose_name_plural = "领导直接处理"
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(leader="") & ~Q(text=""), name="handling_is_told")]

    def __str__(self) -> str:
        return f"{self.leader} {self.get_why_display()}"


class HandlingWaiver(models.Model):
    """不用领导直接处理: a claim that the rules put before the leader and that goes the usual way all the same."""

    session = models.ForeignKey(ReceptionSession, models.PROTECT, related_name="waivers", verbose_name="场次")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="waivers", verbose_name="诉求")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "不用领导直接处理"
        verbose_name_plural = "不用领导直接处理"
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "claim"], name="handling_waived_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.at:%Y-%m-%d}"


class TableOpinion(models.Model):
    """处理意见 of a unit at the table, on one claim of the session. Never edited: a second thought is a second row."""

    session = models.ForeignKey(ReceptionSession, models.PROTECT, related_name="opinions", verbose_name="场次")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="opinions", verbose_name="诉求")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    text = models.CharField("处理意见", max_length=500)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "现场处理意见"
        verbose_name_plural = "现场处理意见"
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="opinion_has_text")]

    def __str__(self) -> str:
        return f"{self.unit} {self.at:%Y-%m-%d}"
