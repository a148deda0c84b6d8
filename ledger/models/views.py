"""Views of the list that a person keeps under a name."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """常用查询: the conditions of the query bar as an address, without anything typed as text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=300)

    class Meta:
        verbose_name = "常用查询"
        verbose_name_plural = "常用查询"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once_per_person")]

    def __str__(self) -> str:
        return self.name
