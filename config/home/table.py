"""How long there is time for the monthly table, as a figure that leads to it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from office.models import SpecialDay, User
from office.roles import may
from office.workdays import Calendar
from reports.filing import DAY, Filing, days_asked, filing_at
from reports.models import MonthlyTable


@dataclass(frozen=True)
class TableFigure:
    """情况表 with the days left, until the whole month was frozen and sent."""

    filing: Filing
    frozen_on: date | None = None
    sent_on: date | None = None
    is_early: bool = False

    @property
    def label(self) -> str:
        return f"{self.filing.month.month}月情况表（{DAY}日前报）"

    @property
    def text(self) -> str:
        if self._wants_second:
            return "已提前报送，请另存版本 2"
        if self.sent_on:
            return f"{self.sent_on.month}月{self.sent_on.day}日已报送"
        return f"已封存，{self.filing.text}" if self.frozen_on else self.filing.text

    @property
    def css(self) -> str:
        if self._wants_second:
            return "soon"
        if self.sent_on:
            return "done"
        return "overdue" if self.filing.is_late else "soon"

    @property
    def note(self) -> str:
        """When it should go out, and why there is less time than it seems; empty once it was sent."""
        day, due, month = self.filing.planned_on, self.filing.due_on, self.filing.month.month
        if self._wants_second:
            return f"{month}月情况表是月末以前报送的：请核对以后的变动，另存版本 2 再报送。"
        if self.sent_on or self.filing.is_late:
            return ""
        if self.filing.works_before is None:
            return f"{month}月情况表请在{day.month}月{day.day}日报送，最迟{due.month}月{due.day}日，遇休息日不顺延。"
        until = "尽快" if day < self.filing.today else f"在{day.month}月{day.day}日下班前"
        return f"{due.month}月1日至{due.day}日都是休息日，{month}月情况表请{until}报送。"

    @property
    def _wants_second(self) -> bool:
        """An early table went out and its month is over."""
        return self.is_early and self.sent_on is not None and self.filing.today >= self.filing.month.end

    @property
    def url(self) -> str:
        return f"{reverse('reports:monthly_table')}?{urlencode({'month': str(self.filing.month)})}"


def table_figure(user: User, *, today: date) -> TableFigure | None:
    """The countdown for those who may see the table; at most two queries."""
    if user.area_id is None or not may(user, "view_table"):
        return None
    filing = filing_at(today, calendar=_calendar(today))
    return TableFigure(filing, *_kept(user.area_id, filing))


def _kept(area_id: int, filing: Filing) -> tuple[date | None, date | None, bool]:
    """The days on which the month's latest table was frozen and sent, and whether it was an early one."""
    tables = MonthlyTable.objects.filter(area=area_id, month=str(filing.month)).order_by("-version")
    return tables.values_list("filed_on", "submission__sent_on", "is_early").first() or (None, None, False)


def _calendar(today: date) -> Calendar:
    """The days that decide, not the whole calendar of twenty years."""
    first, last = days_asked(today)
    days = SpecialDay.objects.filter(day__gte=first, day__lte=last)
    return Calendar(special={row.day: row.is_workday for row in days}, known_years={today.year, last.year})
