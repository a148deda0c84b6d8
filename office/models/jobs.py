"""Long work in two phases: one row a job, its file and its preview sealed beside it, and the pulse of the worker.

The row is the truth: whoever works on a job takes it, beats while working, and loses it when somebody else had to take it.
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.http import Http404

from office.fields import EncryptedField
from office.models.people import Area

KEPT = timedelta(hours=24)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user) -> "JobQuerySet":
        """The account's own, whatever its role."""
        return self.filter(requested_by=user.pk)

    def get_for(self, user, token) -> "Job":
        """The job, or `Http404` for foreign and absent alike."""
        found = self.visible_to(user).filter(token=token).select_related("area").first()
        if found is None:
            raise Http404("没有这次导入，或者不是您上传的。")
        return found


class Job(models.Model):
    """One import from upload to the end. `runner` is who works on it now, `beat_at` when that was last heard of."""

    class State(models.TextChoices):
        CHECKING = "checking", "正在核对"
        CHECKED = "checked", "待确认"
        WRITING = "writing", "正在写入"
        DONE = "done", "已导入"
        CANCELLED = "cancelled", "已取消"
        EXPIRED = "expired", "已过期"
        FAILED = "failed", "没有完成"

    token = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("种类", max_length=20)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    # The claim or case the table belongs to, where there is one; its room knows which.
    object_id = models.PositiveBigIntegerField("对象", null=True)
    # Names of files and sheets are chosen by people, and may name one.
    file_name = EncryptedField("文件名")
    message = EncryptedField("说明", blank=True)
    sha256 = models.CharField("文件摘要", max_length=64)
    # When a virus scanner found nothing in it; empty: 未扫描.
    scanned_at = models.DateTimeField("查毒时间", null=True)
    plan_digest = models.CharField("核对结果摘要", max_length=64, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.CHECKING)
    done = models.PositiveIntegerField("已处理行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    counts = models.JSONField("结果", default=dict)
    runner = models.CharField("处理者", max_length=32, blank=True)
    beat_at = models.DateTimeField("最近一次动作", null=True)
    tries = models.PositiveSmallIntegerField("处理次数", default=0)
    requested_at = models.DateTimeField("上传时间")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name="上传人"
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "id"], name="job_by_state"),
            models.Index(fields=["requested_by", "-id"], name="job_by_account"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=("checked", "writing")) | ~models.Q(plan_digest=""),
                name="job_checked_has_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def has_expired(self, now: datetime) -> bool:
        """True for an upload that nobody confirmed for a day."""
        return self.state == self.State.CHECKED and now - self.requested_at > KEPT


RUNNING = (Job.State.CHECKING, Job.State.WRITING)
OPEN = (*RUNNING, Job.State.CHECKED)


class JobPart(models.Model):
    """A sealed part of a job: the file as uploaded, or what the check found. Gone when it is no longer needed."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="parts")
    name = models.CharField("名称", max_length=10)
    sealed = models.BinaryField("内容")

    class Meta:
        verbose_name = "导入内容"
        verbose_name_plural = "导入内容"
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="one_part_of_each_name")]

    def __str__(self) -> str:
        return self.name


class WorkerPulse(models.Model):
    """When the background process was last alive: one row."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    beat_at = models.DateTimeField("最近一次动作")

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="worker_pulse_is_one_row")]

    def __str__(self) -> str:
        return f"{self.beat_at:%Y-%m-%d %H:%M:%S}"
