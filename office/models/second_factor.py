"""二次验证: what the telephone of an account and the program both know, and the last code that was used."""

from django.conf import settings
from django.db import models

from office.fields import EncryptedField


class SecondFactor(models.Model):
    """Counts only once it is confirmed by a code of its own. A code is of a step of time; one is never taken twice."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor", verbose_name="账号"
    )
    secret = EncryptedField("密钥")
    confirmed_at = models.DateTimeField("启用时间", null=True)
    last_step = models.BigIntegerField("最近用过的时段", default=0)

    class Meta:
        verbose_name = "二次验证"
        verbose_name_plural = "二次验证"

    def __str__(self) -> str:
        return f"{self.account}"
