"""草稿: what a counter has typed and not yet saved. Encrypted as one text, gone once the claim is stored."""

from django.conf import settings
from django.db import models
from django.http import Http404

from office.fields import EncryptedField
from office.models import Area


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user) -> "DraftQuerySet":
        """The account's own, whatever its role."""
        return self.filter(saved_by=user.pk)

    def get_for(self, user, submission) -> "Draft":
        """The draft, or `Http404` for foreign and absent alike."""
        found = self.visible_to(user).filter(submission=submission).first()
        if found is None:
            raise Http404("没有这份草稿，或者不是您存的。")
        return found


class Draft(models.Model):
    """One half-typed form, known by the mark (`submission`) that its claim will bear."""

    submission = models.UUIDField("提交标识", unique=True)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    # JSON of the form's fields as typed; personal data, so never readable in the database.
    payload = EncryptedField("内容")
    # Counts the saves of one page, so that an older one that arrives late never overwrites a newer one.
    revision = models.PositiveIntegerField("第几次", default=1)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name="登记员")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "草稿"
        verbose_name_plural = "草稿"
        ordering = ["-saved_at", "-id"]
        indexes = [models.Index(fields=["saved_by", "-saved_at"], name="draft_by_account")]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H:%M}"
