"""Which unit a claim of an industry or a cause usually goes to (谁主管谁负责). A suggestion; the head decides."""

from django.db import models
from django.db.models import Q

from office.models import Code, Unit


class UnitRoute(models.Model):
    """默认单位: by industry, or by cause (违法发包 and the like: the industry's regulator, as supervision)."""

    # Named, since the counter asks which industries go to the unit that sits at its table.
    sector = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="unit_routes", verbose_name="行业领域"
    )
    cause = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="欠薪原因")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位",
                             help_text="按原因督办时可空：由该行业的主管部门督办")  # fmt: skip
    is_supervision = models.BooleanField("作为行业督办", default=False)

    class Meta:
        verbose_name = "默认责任单位"
        verbose_name_plural = "默认责任单位"
        ordering = ["is_supervision", "sector__position", "cause__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sector"], name="route_of_sector_once", condition=Q(cause=None)),
            models.UniqueConstraint(fields=["cause"], name="route_of_cause_once", condition=Q(sector=None)),
            models.UniqueConstraint(fields=["sector", "cause"], name="route_once"),
            models.CheckConstraint(
                condition=Q(sector__isnull=False) | Q(cause__isnull=False), name="route_has_sector_or_cause"
            ),
            models.CheckConstraint(
                condition=Q(is_supervision=True) | Q(unit__isnull=False), name="route_names_its_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sector or self.cause} {self.unit or ''}"
