"""Loads the reference data of `office.reference_data`: what is missing is added, what is there stays as edited."""

from collections import Counter

from django.db import transaction
from django.db.models import Q

from office import reference_data, trail
from office.calendar_changes import calendar_changed
from office.models import Area, CalendarYear, Code, DataSet, Parameter, SpecialDay, Unit
from office.workdays import PACKAGE_YEARS, special_days_from_package


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Adds areas, units, codes, calendar and parameters that are not there yet; safe to repeat.

    Returns:
        How many rows were added, by their Chinese name; empty if nothing was missing. Only then no event is written.
    """
    added: Counter[str] = Counter()
    DataSet.objects.get_or_create(only=True)
    for load in (_load_areas, _load_units, _load_codes, _load_calendar, _load_parameters):
        added += load()
    if added:
        trail.record("load_reference", by=None, added=dict(added))
    return dict(added)


def _load_areas() -> Counter[str]:
    added = 0
    for code, name, short_name, parent, reporter in reference_data.AREAS:
        above = Area.objects.get(code=parent) if parent else None
        values = {"name": name, "short_name": short_name, "parent": above, "reporter": reporter}
        added += Area.objects.get_or_create(code=code, defaults=values)[1]
    return Counter({"行政区划": added})


def _load_units() -> Counter[str]:
    """A unit that was renamed in one of its two names is still the same unit."""
    area = Area.objects.get(code=reference_data.HOME_AREA)
    known = {name for row in area.units.all() for name in (row.short_name, row.name)}
    missing = [
        Unit(
            area=area,
            short_name=row.short_name,
            name=row.name,
            is_lead=row.is_lead,
            is_regulator=row.is_regulator,
            is_attending=row.is_attending,
            position=position,
        )
        for position, row in enumerate(reference_data.UNITS, start=1)
        if not {row.short_name, row.name} & known
    ]
    return Counter({"成员单位": len(Unit.objects.bulk_create(missing))})


def _load_codes() -> Counter[str]:
    taken = set(Code.objects.values_list("kind", "key")) | set(Code.objects.values_list("kind", "label"))
    missing = [
        Code(kind=kind, key=key, label=label, position=position)
        for kind, rows in reference_data.CODES.items()
        for position, (key, label) in enumerate(rows.items(), start=1)
        if not {(kind.value, key), (kind.value, label)} & taken
    ]
    added = len(Code.objects.bulk_create(missing))
    return Counter(
        {"代码": added, "告知内容": sum(_fill_advice(key, text) for key, text in reference_data.ADVICE.items())}
    )


def _fill_advice(key: str, text: str) -> int:
    """Where the slip would have nothing to say."""
    return Code.objects.filter(kind=Code.Kind.NOT_WAGES, key=key, advice="").update(advice=text)


def _load_calendar() -> Counter[str]:
    """Days of years that are not known yet; a known year is the office's own and is left alone."""
    years = PACKAGE_YEARS - set(CalendarYear.objects.values_list("year", flat=True))
    entered = set(SpecialDay.objects.filter(_in_years(years)).values_list("day", flat=True)) if years else set()
    days = [
        SpecialDay(day=day, is_workday=works, name=name)
        for day, works, name in special_days_from_package(years)
        if day not in entered
    ]
    SpecialDay.objects.bulk_create(days)
    CalendarYear.objects.bulk_create([CalendarYear(year=year) for year in sorted(years)])
    if years:
        calendar_changed(what=f"装入{min(years)}至{max(years)}年节假日安排", by=None)
    return Counter({"节假日和调休": len(days), "日历年份": len(years)})


def _in_years(years: set[int] | frozenset[int]) -> Q:
    return Q(day__year__gte=min(years), day__year__lte=max(years))


def _load_parameters() -> Counter[str]:
    added = 0
    for key, label, value, note in reference_data.PARAMETERS:
        values = {"label": label, "value": value, "note": note}
        added += Parameter.objects.get_or_create(key=key, defaults=values)[1]
    return Counter({"参数": added})
