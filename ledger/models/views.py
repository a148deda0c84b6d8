"""What a person keeps of the list: views under a name, and the columns last exported."""

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


class ExportChoice(models.Model):
    """The columns that a person chose when exporting the ledger last; personal ones are chosen anew each time."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号")
    columns = models.JSONField("栏目", default=list)

    class Meta:
        verbose_name = "导出栏目"
        verbose_name_plural = "导出栏目"

    def __str__(self) -> str:
        return "、".join(self.columns)
