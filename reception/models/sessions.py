"""Campaigns, joint reception sessions and the units that sat at the table."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from office.models import Area, Unit
from office.partial_dates import show
from office.roles import Role, holds


class Campaign(models.Model):
    """专项行动."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    name = models.CharField("名称", max_length=80)
    document_number = models.CharField("文号", max_length=60, blank=True)
    starts_on = models.DateField("开始", null=True, blank=True)
    ends_on = models.DateField("结束", null=True, blank=True)

    class Meta:
        verbose_name = "专项行动"
        verbose_name_plural = "专项行动"
        ordering = ["-starts_on", "id"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="campaign_name_once_per_area")]

    def __str__(self) -> str:
        return self.name


class ReceptionSessionQuerySet(models.QuerySet["ReceptionSession"]):
    def visible_to(self, user) -> "ReceptionSessionQuerySet":
        """Sessions of the account's areas, for those who work at the counter or on cases."""
        if not holds(user, {Role.CLERK, Role.HEAD, Role.LIAISON}):
            return self.none()
        return self.filter(area__in=user.area_ids)

    def get_for(self, user, pk: int) -> "ReceptionSession":
        """The session, or `Http404` for foreign and absent alike."""
        found = self.visible_to(user).filter(pk=pk).select_related("area", "campaign", "duty_unit").first()
        if found is None:
            raise Http404("没有这场接访，或者不属于您的区划。")
        return found

    def opened(self) -> "ReceptionSessionQuerySet":
        """Sessions that were held (已开展), closed or not."""
        return self.filter(status__in=ReceptionSession.HELD)


class ReceptionSession(models.Model):
    """One 集中联合接访. `held_on` is the day it was really opened; only that day counts for the table."""

    class Status(models.TextChoices):
        PLANNED = "planned", "计划"
        OPEN = "open", "接访中"
        CLOSED = "closed", "已结束"
        POSTPONED = "postponed", "已改期"
        CANCELLED = "cancelled", "已取消"

    HELD = (Status.OPEN, Status.CLOSED)

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, verbose_name="专项行动")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PLANNED)
    planned_on = models.DateField("计划日期", null=True, blank=True, help_text="待定的月份计划没有日期")
    planned_month = models.CharField("计划月份", max_length=7, blank=True, help_text="如 2021-07")
    held_on = models.DateField("接访日期", null=True, blank=True)
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    venue = models.CharField("地点", max_length=120)
    duty_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="带班单位"
    )
    duty_leader = models.CharField("带班领导", max_length=40, blank=True)
    chair = models.CharField("参加的领导小组组长", max_length=40, blank=True, help_text="空为不参加")
    note = models.CharField("备注", max_length=300, blank=True)
    opened_at = models.DateTimeField("开始接访的登记时间", null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("结束接访的登记时间", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.TextField("小结", blank=True, help_text="结束接访时填写")
    cancelled_at = models.DateTimeField("取消或改期的登记时间", null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField("取消或改期的原因", max_length=200, blank=True)
    cancel_document = models.CharField("取消或改期的文号", max_length=60, blank=True)
    postponed_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="改到的场次"
    )

    objects = ReceptionSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "接访场次"
        verbose_name_plural = "接访场次"
        ordering = ["-held_on", "-planned_on", "-id"]
        indexes = [models.Index(fields=["area", "held_on"], name="session_by_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["open", "closed"], held_on__isnull=False, opened_at__isnull=False)
                | Q(status__in=["planned", "postponed", "cancelled"], held_on__isnull=True, opened_at__isnull=True),
                name="session_held_has_date_and_opening",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="session_closed_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(held_on__isnull=False) | ~Q(planned_month=""),
                name="session_has_day_or_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_text} {self.get_status_display()}"

    @property
    def day(self):
        """The day held, else the day planned, else None (待定)."""
        return self.held_on or self.planned_on

    @property
    def day_text(self) -> str:
        day = self.day
        return f"{day.year}年{day.month}月{day.day}日" if day else f"{show(self.planned_month)}（待定）"

    @property
    def hours_text(self) -> str:
        """`14:30—17:00`; empty without a start."""
        return "—".join(f"{clock:%H:%M}" for clock in (self.starts_at, self.ends_at) if clock)

    @property
    def is_held(self) -> bool:
        return self.status in self.HELD


class Attendance(models.Model):
    """参加接访: one unit at one session, with the person it sent. The row exists once the unit has signed in."""

    session = models.ForeignKey(ReceptionSession, models.CASCADE, related_name="attendances", verbose_name="场次")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    person = models.CharField("参加人", max_length=40, blank=True)
    signed_in_at = models.DateTimeField("签到时间", default=timezone.now)
    signed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "单位签到"
        verbose_name_plural = "单位签到"
        ordering = ["unit__position", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "unit"], name="unit_once_per_session")]

    def __str__(self) -> str:
        return f"{self.unit}"
