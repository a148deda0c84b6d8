"""How often something was tried lately: one row that all processes share, so that a limit holds whoever answers."""

from django.db import models


class Throttle(models.Model):
    """Tries of one key within the window that began at `since`. `key` is a keyed hash: no address is kept in clear."""

    key = models.CharField("标识", max_length=64, unique=True)
    since = models.DateTimeField("自")
    tries = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = "频率限制"
        verbose_name_plural = "频率限制"
        indexes = [models.Index(fields=["since"], name="throttle_by_age")]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M} {self.tries}"
