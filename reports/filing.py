"""When the monthly table has to be with the city: on the 3rd of the next month, which no rest day moves. Pure.

依据：实施方案七“每月3日前将上月接访情况报送”。
"""

from dataclasses import dataclass
from datetime import date, timedelta

from office.workdays import Calendar
from reports.period import Month

DAY = 3
EARLY_WORKDAYS = 5
# Five working days are less than that, even around the longest holiday.
LONGEST_REST = timedelta(days=20)


@dataclass(frozen=True)
class Filing:
    """The table of a month, as seen on a day. `planned_on` is the day on which it should go out, the 3rd the last one."""

    month: Month
    today: date
    planned_on: date

    @property
    def works_before(self) -> date | None:
        """The last working day before the 3rd, if nobody works from the 1st on; else None."""
        return self.planned_on if self.planned_on < self.month.end else None

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


def planned_on(month: Month, *, calendar: Calendar) -> date:
    """The day on which the table should go out: the last working day on or before the 2nd.

    A month that still runs is not sent early for a weekend: where nobody works on the 1st and 2nd it is the 3rd, and the
    last working day before only where nobody works on the 3rd either.
    """
    limit = due_on(month)
    for day in (limit - timedelta(days=1), limit - timedelta(days=2), limit):
        if calendar.is_workday(day):
            return day
    return calendar.previous_workday(month.end)


def reminded_on(month: Month, *, calendar: Calendar) -> date:
    """The fifth working day before the 3rd: from then on the office is reminded of the month's table."""
    day = due_on(month)
    for _ in range(EARLY_WORKDAYS):
        day = calendar.previous_workday(day)
    return day


def filing_of(month: Month, *, today: date, calendar: Calendar) -> Filing:
    """The filing of one month, whichever it is."""
    return Filing(month, today, planned_on(month, calendar=calendar))


def filing_at(today: date, *, calendar: Calendar) -> Filing:
    """Last month's table; the running month's from the fifth working day before a 3rd that follows rest days alone."""
    running = filing_of(Month.of(today), today=today, calendar=calendar)
    if running.works_before and today >= reminded_on(running.month, calendar=calendar):
        return running
    return filing_of(running.month.previous, today=today, calendar=calendar)


def days_asked(today: date) -> tuple[date, date]:
    """The first and last day that `filing_at` may ask a calendar for."""
    return Month.of(today).start - LONGEST_REST, due_on(Month.of(today))
