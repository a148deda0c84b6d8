"""Numbers without gaps or doubles: a counter row per series, area and year, locked until the caller's commit."""

import re
from collections import Counter as Counts
from collections.abc import Sequence

from django.db import transaction

from office.models import Area, Counter

CLAIM, CASE, LEAD = "J", "A", "Y"
_FORMAT = re.compile(r"^(?P<series>[A-Z])(?P<area>\d{6})-(?P<year>\d{4})-(?P<value>\d{4,9})$")


def next_number(series: str, *, area: Area, year: int) -> str:
    """The next number of a series, e.g. `J530902-2021-0031`; rolled back with the caller's transaction."""
    return next_numbers(series, area=area, year=year, count=1)[0]


def next_numbers(series: str, *, area: Area, year: int, count: int) -> list[str]:
    """`count` consecutive numbers under one lock."""
    counter = _locked(series, area=area, year=year)
    first = counter.value + 1
    counter.value += count
    counter.save(update_fields=["value"])
    return [show(series, area=area, year=year, value=value) for value in range(first, first + count)]


def move_past(number: str, *, area: Area) -> None:
    """Moves the counter so that a number kept from outside is never given again."""
    parts = parse(number)
    if parts is None or parts[1] != area.code:
        return
    counter = _locked(parts[0], area=area, year=parts[2])
    if counter.value < parts[3]:
        counter.value = parts[3]
        counter.save(update_fields=["value"])


def fill_numbers(series: str, *, area: Area, wanted: Sequence[tuple[str, int]]) -> list[str]:
    """Completes pairs of (number that is kept or empty, year) in order; each counter is locked once.

    Kept numbers move their counters first, so that no number is given twice.
    """
    highest: dict[int, str] = {}
    for number, _year in wanted:
        parts = parse(number)
        if parts and parts[3] > (parse(highest.get(parts[2], "")) or (0, 0, 0, -1))[3]:
            highest[parts[2]] = number
    for _year, number in sorted(highest.items()):
        move_past(number, area=area)
    open_years = Counts(year for number, year in wanted if not number)
    given = {
        year: iter(next_numbers(series, area=area, year=year, count=count))
        for year, count in sorted(open_years.items())
    }
    return [number or next(given[year]) for number, year in wanted]


def parse(number: str) -> tuple[str, str, int, int] | None:
    """Series, area code, year and value of a number in our form; None for any other text."""
    match = _FORMAT.match(number)
    return (match["series"], match["area"], int(match["year"]), int(match["value"])) if match else None


def show(series: str, *, area: Area, year: int, value: int) -> str:
    return f"{series}{area.code}-{year}-{value:04d}"


def _locked(series: str, *, area: Area, year: int) -> Counter:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("numbers are given only inside a transaction")
    counters = Counter.objects.select_for_update().filter(series=series, area=area, year=year)
    found = counters.first()
    if found:
        return found
    Counter.objects.get_or_create(series=series, area=area, year=year)
    return counters.get()
