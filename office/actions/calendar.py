"""A year's holidays come in at once, and what rests on them moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from office import trail
from office.calendar_changes import calendar_changed
from office.models import CalendarYear, SpecialDay, User
from office.roles import require


@dataclass(frozen=True)
class DayRow:
    """One day that differs from its week."""

    day: date
    is_workday: bool
    name: str


@dataclass(frozen=True)
class Imported:
    """How many days were written, how many stood there alike, and the years that are known now."""

    written: int
    unchanged: int
    years: list[int]


@transaction.atomic
def import_days(*, rows: Sequence[DayRow], by: User, now: datetime | None = None) -> Imported:
    """Writes the days, each of their years being known from now on; days that the file does not name stay.

    Raises:
        PermissionDenied: the account may not edit reference data.
    """
    require(by, "edit_reference")
    kept = {day.day: day for day in SpecialDay.objects.select_for_update().filter(day__in=[row.day for row in rows])}
    changed = [row for row in rows if not _is_same(kept.get(row.day), row)]
    for row in changed:
        SpecialDay.objects.update_or_create(day=row.day, defaults={"is_workday": row.is_workday, "name": row.name})
    years = sorted({row.day.year for row in rows})
    new = [year for year in years if CalendarYear.objects.get_or_create(year=year)[1]]
    if changed or new:
        calendar_changed(what=f"导入{'、'.join(map(str, years))}年节假日安排", by=by, now=now)
        trail.record("import_calendar", by=by, now=now, years=years, rows=len(changed))
    return Imported(len(changed), len(rows) - len(changed), years)


def _is_same(kept: SpecialDay | None, row: DayRow) -> bool:
    return kept is not None and (kept.is_workday, kept.name) == (row.is_workday, row.name)
