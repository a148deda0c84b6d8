"""Several member units come in at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from office import trail
from office.models import Area, Unit, User
from office.roles import require


@dataclass(frozen=True)
class UnitRow:
    """A unit as it is to be stored; without `position` it comes last."""

    short_name: str
    name: str
    is_regulator: bool
    is_attending: bool
    position: int | None


@transaction.atomic
def add_units(*, rows: Sequence[UnitRow], area: Area, by: User, now: datetime | None = None) -> list[Unit]:
    """New units of the area, checked beforehand; the database refuses a name that is there already.

    Raises:
        PermissionDenied: the account may not edit reference data.
    """
    require(by, "edit_reference")
    last = max(Unit.objects.filter(area=area).values_list("position", flat=True), default=0)
    units = [
        Unit(
            area=area,
            short_name=row.short_name,
            name=row.name,
            is_regulator=row.is_regulator,
            is_attending=row.is_attending,
            position=row.position or last + number,
        )
        for number, row in enumerate(rows, start=1)
    ]
    made = Unit.objects.bulk_create(units)
    trail.record("import_units", by=by, obj=area, now=now, rows=len(made))
    return made
