"""How long a deadline runs and where it stands: length and calendar in, a date out. Pure: takes facts.

依据：民法典第二百零一条至第二百零三条（开始的当日不计入；按年计算的，到期年的对应日为期间的最后一日）；
实施方案六（三）“明确办理期限”。
"""

from collections.abc import Iterable
from datetime import date

from office.workdays import Calendar, Reckoning

WORKING, CALENDAR, YEAR, DATE = "working", "calendar", "year", "date"


def reckon(start: date, length: int, day_unit: str, *, calendar: Calendar) -> Reckoning:
    """The last day of so many working days, calendar days or years from `start`, which itself is not counted.

    Calendar days and years that end on a rest day end on the next working day.

    Raises:
        ValueError: a negative length, or a unit that has none (a date that was laid down needs no reckoning).
    """
    if day_unit == WORKING:
        return calendar.add_workdays(start, length)
    if day_unit == CALENDAR:
        return calendar.add_calendar_days(start, length)
    if day_unit == YEAR:
        return calendar.add_calendar_days(start, (_years_later(start, length) - start).days)
    raise ValueError(f"no length in {day_unit}")


def days_left(on: date, due_on: date, day_unit: str, *, calendar: Calendar) -> int:
    """How many days of its kind a clock still has after the day `on`; 0 on its last day, never less."""
    if day_unit == WORKING:
        return max(calendar.workdays_between(on, due_on), 0)
    return max((due_on - on).days, 0)


def resumed(due_on: date, pause: tuple[date, date], day_unit: str, *, calendar: Calendar) -> Reckoning:
    """The date after a pause: the days that were left on its first day are counted again from its last.

    With none left, the day of the resumption is the last one, or the next working day after it.
    """
    paused_on, resumed_on = pause
    left = days_left(paused_on, due_on, day_unit, calendar=calendar)
    if day_unit == WORKING and left:
        return calendar.add_workdays(resumed_on, left)
    return calendar.add_calendar_days(resumed_on, left)


def course(
    start: date, length: int, day_unit: str, *, pauses: Iterable[tuple[date, date]], calendar: Calendar
) -> list[Reckoning]:
    """Every stretch of a clock, the first from its start, the others from each resumption; the last one ends it."""
    stretches = [reckon(start, length, day_unit, calendar=calendar)]
    for pause in pauses:
        stretches.append(resumed(stretches[-1].on, pause, day_unit, calendar=calendar))
    return stretches


def is_provisional(stretches: Iterable[Reckoning]) -> bool:
    """True if the holidays of a year on the way are not known yet."""
    return any(stretch.provisional for stretch in stretches)


def stands_on(due_on: date, next_check_on: date | None) -> date:
    """The day a clock asks for somebody: its date, or the next check while it is paused."""
    return next_check_on or due_on


def earliest(days: Iterable[date]) -> date | None:
    """The day that leads among several clocks; None if none runs."""
    return min(days, default=None)


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 29 February ends on the last day of the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
