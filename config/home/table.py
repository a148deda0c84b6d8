"""How long there is time for the monthly table, as a figure that leads to it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from office.models import SpecialDay, User
from office.roles import may
from office.workdays import Calendar
from reports.filing import DAY, Filing, asks_calendar, due_on, filing_at
from reports.models import MonthlyTable
from reports.period import Month


@dataclass(frozen=True)
class TableFigure:
    """情况表 with the days left, until the whole month was frozen and sent."""

    filing: Filing
    frozen_on: date | None = None
    sent_on: date | None = None

    @property
    def label(self) -> str:
        return f"{self.filing.month.month}月情况表（{DAY}日前报）"

    @property
    def text(self) -> str:
        if self.sent_on:
            return f"{self.sent_on.month}月{self.sent_on.day}日已报送"
        return f"已封存，{self.filing.text}" if self.frozen_on else self.filing.text

    @property
    def css(self) -> str:
        if self.sent_on:
            return "done"
        return "overdue" if self.filing.is_late else "soon"

    @property
    def note(self) -> str:
        """Why there is less time than it seems; empty where there is not."""
        day, due = self.filing.works_before, self.filing.due_on
        if day is None:
            return ""
        until = "尽快" if day < self.filing.today else f"在{day.month}月{day.day}日下班前"
        return f"{due.month}月1日至{due.day}日都是休息日，{self.filing.month.month}月情况表请{until}报送。"

    @property
    def url(self) -> str:
        return f"{reverse('reports:monthly_table')}?{urlencode({'month': str(self.filing.month)})}"


def table_figure(user: User, *, today: date) -> TableFigure | None:
    """The countdown for those who may see the table; at most two queries."""
    if user.area_id is None or not may(user, "view_table"):
        return None
    filing = filing_at(today, calendar=_calendar(today))
    frozen_on, sent_on = _kept(user.area_id, filing)
    return TableFigure(filing, frozen_on, sent_on)


def _kept(area_id: int, filing: Filing) -> tuple[date | None, date | None]:
    """The days on which the month's latest table was frozen and sent; an early one does not end a month that is over."""
    tables = MonthlyTable.objects.filter(area=area_id, month=str(filing.month))
    if not filing.works_before:
        tables = tables.filter(is_early=False)
    days = tables.order_by("-version").values_list("filed_on", "submission__sent_on").first()
    return days or (None, None)


def _calendar(today: date) -> Calendar:
    """The days that decide, not the whole calendar of twenty years."""
    last = due_on(Month.of(today))
    days = SpecialDay.objects.filter(day__gte=today, day__lte=last) if asks_calendar(today) else []
    return Calendar(special={row.day: row.is_workday for row in days}, known_years={today.year, last.year})
