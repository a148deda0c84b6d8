"""What a column is called in the files that an area gets from outside."""

from django.db import models

from office.models.people import Area


class HeadingNames(models.Model):
    """Headings of one column of one kind of table, as the office noted them; they go before the built-in ones."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    kind = models.CharField("种类", max_length=20)
    field = models.CharField("栏目", max_length=40)
    names = models.JSONField("文件里的标题", default=list)

    class Meta:
        verbose_name = "对应栏目"
        verbose_name_plural = "对应栏目"
        constraints = [models.UniqueConstraint(fields=["area", "kind", "field"], name="heading_names_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.field}"
