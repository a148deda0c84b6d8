"""账号复核: that somebody looked at an account and its roles, and let it stay or ended it."""

from django.conf import settings
from django.db import models


class AccountReview(models.Model):
    """One look at one account. What was held then is kept in words, since roles change."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews", verbose_name="账号")
    roles = models.CharField("当时的岗位", max_length=100)
    is_kept = models.BooleanField("保留")
    at = models.DateTimeField("复核时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="复核人")

    class Meta:
        verbose_name = "账号复核"
        verbose_name_plural = "账号复核"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.account} {self.at:%Y-%m-%d}"
