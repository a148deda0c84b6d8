"""Construction projects and the companies around them."""

from django.db import models

from office.models import Area, Code, Unit


class Company(models.Model):
    """An employer, contractor or developer. `unit` links a company to a member unit that answers for it (回避)."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    name = models.CharField("名称", max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="所属成员单位")

    class Meta:
        verbose_name = "单位和企业"
        verbose_name_plural = "单位和企业"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="company_name_once_per_area")]

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """A project, or the place of work where there is no project."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name="行政区划")
    name = models.CharField("名称", max_length=120)
    address = models.CharField("地址", max_length=200, blank=True)
    sector = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="行业领域")
    developer = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建设单位"
    )
    general_contractor = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="总包单位"
    )

    class Meta:
        verbose_name = "工程项目"
        verbose_name_plural = "工程项目"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="project_name_once_per_area")]

    def __str__(self) -> str:
        return self.name
