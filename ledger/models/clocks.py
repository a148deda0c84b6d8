"""Deadlines that run on cases: the office's editable table of them, each running clock, and why it was moved."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.models.cases import Case


class ClockRule(models.Model):
    """期限规则: one row of the table of deadlines. Rules ask for `code`; length and validity may be edited."""

    class DayUnit(models.TextChoices):
        WORKING = "working", "工作日"
        CALENDAR = "calendar", "日"
        YEAR = "year", "年"
        DATE = "date", "指定日期"

    code = models.SlugField("标识", max_length=30)
    label = models.CharField("名称", max_length=30)
    applies = models.CharField("适用情形", max_length=60)
    trigger = models.CharField("起算", max_length=30)
    length = models.PositiveSmallIntegerField("长度", default=0)
    day_unit = models.CharField("单位", max_length=8, choices=DayUnit.choices, default=DayUnit.WORKING)
    extension = models.PositiveSmallIntegerField("可延长", default=0, help_text="0 为不得延长")
    basis = models.CharField("依据", max_length=80)
    is_duty = models.BooleanField("计入案件期限", default=True, help_text="不计入的只显示，不亮灯")
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "期限规则"
        verbose_name_plural = "期限规则"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="clock_rule_once"),
            models.UniqueConstraint(fields=["code"], name="clock_rule_once_from_ever", condition=Q(valid_from=None)),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="clock_rule_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Clock(models.Model):
    """期限: one deadline running on a case. The earliest open one that is a duty is the case's `due_on`.

    While it is paused (`paused_on`), `next_check_on` stands in its place; closed ones are never recomputed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", verbose_name="案件")
    rule = models.ForeignKey(ClockRule, models.PROTECT, related_name="clocks", verbose_name="期限规则")
    started_on = models.DateField("起算日")
    length = models.PositiveSmallIntegerField("长度", null=True, blank=True, help_text="空为直接确定的日期")
    due_on = models.DateField("到期日")
    is_provisional = models.BooleanField("暂定", default=False)
    paused_on = models.DateField("中止日", null=True, blank=True)
    pause_reason = models.CharField("中止原因", max_length=100, blank=True)
    next_check_on = models.DateField("下次核查日", null=True, blank=True)
    closed_on = models.DateField("结束日", null=True, blank=True)

    class Meta:
        verbose_name = "期限"
        verbose_name_plural = "期限"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on", "case"], name="clock_open", condition=Q(closed_on=None))]
        constraints = [
            models.UniqueConstraint(fields=["case", "rule"], name="clock_runs_once", condition=Q(closed_on=None)),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("started_on")), name="clock_ends_after_start"),
            models.CheckConstraint(
                condition=Q(paused_on=None, next_check_on=None, pause_reason="")
                | (Q(paused_on__isnull=False, next_check_on__isnull=False) & ~Q(pause_reason="")),
                name="clock_pause_has_reason_and_check",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.due_on:%Y-%m-%d}"


class ClockChange(models.Model):
    """期限变动: what happened to a clock, with the dates before and after and the reason in words."""

    class Kind(models.TextChoices):
        START = "start", "起算"
        EXTEND = "extend", "延长"
        PAUSE = "pause", "中止"
        RESUME = "resume", "恢复"
        SET = "set", "改定"
        RECOMPUTE = "recompute", "重新计算"
        CLOSE = "close", "结束"

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="changes", verbose_name="期限")
    kind = models.CharField("变动", max_length=10, choices=Kind.choices)
    on = models.DateField("日期")
    before = models.DateField("原到期日", null=True, blank=True)
    after = models.DateField("现到期日", null=True, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "期限变动"
        verbose_name_plural = "期限变动"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"
