"""How long there is time for the monthly table, as a figure that leads to it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from office.models import Area, Event, SpecialDay, User
from office.roles import may
from office.workdays import Calendar
from reports.filing import DAY, Filing, asks_calendar, due_on, filing_at
from reports.period import OFFICE_TIME, Month

LATEST_EVENTS = 100


@dataclass(frozen=True)
class TableFigure:
    """情况表 with the days left. `taken_on` is the day it was last taken out as a workbook after the month's end."""

    filing: Filing
    taken_on: date | None = None

    @property
    def label(self) -> str:
        return f"{self.filing.month.month}月情况表（{DAY}日前报）"

    @property
    def text(self) -> str:
        return f"{self.taken_on.month}月{self.taken_on.day}日已下载" if self.taken_on else self.filing.text

    @property
    def css(self) -> str:
        if self.taken_on:
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
    return TableFigure(filing, None if filing.works_before else _taken_on(user.area_id, filing.month))


def _calendar(today: date) -> Calendar:
    """The days that decide, not the whole calendar of twenty years."""
    last = due_on(Month.of(today))
    days = SpecialDay.objects.filter(day__gte=today, day__lte=last) if asks_calendar(today) else []
    return Calendar(special={row.day: row.is_workday for row in days}, known_years={today.year, last.year})


def _taken_on(area_id: int, month: Month) -> date | None:
    """A workbook of the running month would not be the table: only what was taken out after its end counts."""
    ended_at = datetime.combine(month.end, time(), OFFICE_TIME)
    events = Event.objects.filter(object_type=Area._meta.label_lower, object_id=str(area_id), at__gte=ended_at)
    for event in events.order_by("-number").only("at", "act", "data")[:LATEST_EVENTS]:
        if event.act == "export" and event.data.get("what") == "monthly_table" and event.data["month"] == str(month):
            return timezone.localdate(event.at)
    return None
