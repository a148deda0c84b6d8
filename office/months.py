"""So many calendar months on or back. Pure."""

from calendar import monthrange
from datetime import date
from typing import TypeVar

Day = TypeVar("Day", bound=date)


def months_on(day: Day, months: int) -> Day:
    """The same day (and hour) so many months later, earlier if negative; the month's last where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
