"""公告: what was published of a session, and where it was posted. Published once, never edited: a change is a new one."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from office.models import Code, StoredFile
from reception.models.sessions import ReceptionSession


class Notice(models.Model):
    """One published text of one session. The newest version is the one in force."""

    class Kind(models.TextChoices):
        FIRST = "first", "公告"
        CHANGE = "change", "变更公告"
        CANCELLATION = "cancellation", "取消公告"

    session = models.ForeignKey(ReceptionSession, models.PROTECT, related_name="notices", verbose_name="场次")
    version = models.PositiveSmallIntegerField("版本")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    # What was told of the plan, as it stood then: a later change of the plan is seen by comparing.
    held_on = models.DateField("接访日期")
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    venue = models.CharField("地点", max_length=120)
    body = models.TextField("正文")
    reason = models.CharField("变更或取消的原因", max_length=200, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    published_on = models.DateField("公开日期")
    published_at = models.DateTimeField("登记时间")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发布人")

    class Meta:
        verbose_name = "公告"
        verbose_name_plural = "公告"
        ordering = ["session", "version"]
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="notice_version_once"),
            models.CheckConstraint(
                condition=Q(kind="first", version=1) | (~Q(kind="first") & Q(version__gt=1) & ~Q(reason="")),
                name="notice_change_follows_and_has_reason",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="notice_has_body"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on:%Y-%m-%d}"


class NoticePosting(models.Model):
    """公开渠道: where a notice was posted, since when, with a picture as proof."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="postings", verbose_name="公告")
    place = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name="渠道")
    posted_on = models.DateField("公开日期")
    proof = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证明图片"
    )
    note = models.CharField("说明", max_length=200, blank=True, help_text="如网址、张贴处")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "公开渠道"
        verbose_name_plural = "公开渠道"
        ordering = ["posted_on", "id"]
        constraints = [models.UniqueConstraint(fields=["notice", "place"], name="notice_posted_once_per_place")]

    def __str__(self) -> str:
        return f"{self.place} {self.posted_on:%Y-%m-%d}"
