"""Passwords that were used before, as what Django makes of them, never as typed."""

from django.conf import settings
from django.db import models


class FormerPassword(models.Model):
    """One that its owner chose; the latest few are kept, under a profile that does not take them again."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="former_passwords", verbose_name="账号"
    )
    encoded = models.CharField("密码摘要", max_length=128)

    class Meta:
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["account", "encoded"], name="former_password_once")]

    def __str__(self) -> str:
        return f"{self.account}"
