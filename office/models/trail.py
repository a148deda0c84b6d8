"""The trail: what was done, by whom, when; append-only and hash-chained. Written by `office.trail` alone."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One act. `digest` covers the row and the digest before it; `data` never holds clear personal data."""

    number = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="events", verbose_name="操作人"
    )
    act = models.CharField("操作", max_length=40)
    object_type = models.CharField("对象类别", max_length=40, blank=True)
    object_id = models.CharField("对象", max_length=40, blank=True)
    data = models.JSONField("内容", default=dict)
    previous_digest = models.CharField("上一摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-number"]
        indexes = [models.Index(fields=["object_type", "object_id", "number"], name="event_by_object")]

    def __str__(self) -> str:
        return f"第 {self.number} 条"


class TrailHead(models.Model):
    """The end of the chain: locked while an event is added, so that the chain never forks and a cut end shows.

    `kept_after` and `kept_digest` are the last event that was removed after its time of keeping; the chain goes on from
    there. `seal` is keyed over all four: whoever can write to the database alone cannot make a new chain that fits.
    """

    only = models.BooleanField(default=True, unique=True, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    kept_after = models.PositiveBigIntegerField(default=0)
    kept_digest = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "审计链尾"
        verbose_name_plural = "审计链尾"
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="trail_head_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)


# What the database itself keeps as it was written.
KEPT = (Event,)
