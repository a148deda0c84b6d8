"""Files handed in: encrypted on disk outside the web root, described here.

Who may see a file follows from the case it hangs on: `ledger.selectors.files`.
"""

import uuid

from django.conf import settings
from django.db import models

from office.models.people import Unit, User


class StoredFile(models.Model):
    """One file; its bytes are at `FILES_DIR/<first two of token>/<token>`, encrypted."""

    token = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("文件名", max_length=100)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    # When a virus scanner found nothing in it; empty: 未扫描.
    scanned_at = models.DateTimeField("查毒时间", null=True, editable=False)
    # When the bytes were taken away for good, because the case was old; the row stays, for what rests on it.
    erased_at = models.DateTimeField("清除时间", null=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人")
    # The unit for which it was handed in, as it was then; empty: the office itself, or an account without a unit.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="上传单位"
    )

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def is_from_unit_of(self, user: User) -> bool:
        """True if it was handed in for the unit to which the account belongs; whoever handed it in may have moved on."""
        return self.unit_id is not None and self.unit_id == user.unit_id
