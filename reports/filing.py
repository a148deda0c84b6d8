"""When the monthly table has to be with the city: on the 3rd of the next month, which no rest day moves. Pure.

依据：实施方案七“每月3日前将上月接访情况报送”。
"""

from dataclasses import dataclass
from datetime import date, timedelta

from office.workdays import Calendar
from reports.period import Month

DAY = 3
EARLY_WORKDAYS = 5


@dataclass(frozen=True)
class Filing:
    """The table that is next to be sent, as seen on a day.

    `works_before` is the last working day before its 3rd, if nobody works from the 1st on; else None.
    """

    month: Month
    today: date
    works_before: date | None = None

    @property
    def due_on(self) -> date:
        return due_on(self.month)

    @property
    def days_left(self) -> int:
        """0 on the day itself, negative after it."""
        return (self.due_on - self.today).days

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def text(self) -> str:
        """还有 2 天 / 今日截止 / 已过 1 天."""
        if self.is_late:
            return f"已过 {-self.days_left} 天"
        return f"还有 {self.days_left} 天" if self.days_left else "今日截止"


def due_on(month: Month) -> date:
    """The last day for the table of a month."""
    return month.end.replace(day=DAY)


def asks_calendar(today: date) -> bool:
    """False while no calendar could bring the running month's table forward, so that none need be read."""
    return today.day >= 15  # noqa: PLR2004 five working days are less than two weeks, even around a long holiday


def reminded_on(month: Month, *, calendar: Calendar) -> date:
    """The fifth working day before the 3rd: from then on the office is reminded of the month's table."""
    day = due_on(month)
    for _ in range(EARLY_WORKDAYS):
        day = calendar.previous_workday(day)
    return day


def filing_at(today: date, *, calendar: Calendar) -> Filing:
    """Last month's table; the running month's from the fifth working day before a 3rd that follows rest days alone."""
    running = Month.of(today)
    if any(calendar.is_workday(running.end + timedelta(days=days)) for days in range(DAY)):
        return Filing(running.previous, today)
    if today < reminded_on(running, calendar=calendar):
        return Filing(running.previous, today)
    return Filing(running, today, works_before=calendar.previous_workday(running.end))
