"""The days of a procedure: in which order they may lie, and how long it took from one to the next. Pure: takes facts.

依据：实施方案六（四）仲裁“快立、快审、快结”。
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import TextChoices

from ledger.day_bounds import coming_faults
from office.workdays import Calendar


class Step(TextChoices):
    """What is noted of an open procedure: somebody looked, the body took it up or would not, it was heard."""

    LOOK = "look", "核查"
    ACCEPTED = "accepted", "受理"
    REFUSED = "refused", "不予受理"
    HEARD = "heard", "审理"


@dataclass(frozen=True)
class Stage:
    """One of the dates of a procedure by the name its kind gives it; `on` None while it has not come."""

    label: str
    on: date | None


@dataclass(frozen=True)
class Span:
    """Calendar days from one date to a later one."""

    first: str
    last: str
    days: int

    def __str__(self) -> str:
        return f"{self.first}→{self.last} {self.days} 天"


def order_faults(stages: Iterable[Stage], *, today: date) -> list[str]:
    """Sentences where a date lies before the one that comes before it, or after today; empty if all is well."""
    known = [(stage.label, stage.on) for stage in stages if stage.on]
    faults = [sentence for label, on in known for sentence in coming_faults(f"{label}日期", on, today)]
    return faults + [
        f"{label}日期 {on} 早于{before}日期 {earlier}。"
        for (before, earlier), (label, on) in pairwise(known)
        if on < earlier
    ]


def spans(stages: Iterable[Stage]) -> list[Span]:
    """The times between the dates that are known, each to the next, and the whole way where there are more than two."""
    known = [(stage.label, stage.on) for stage in stages if stage.on]
    found = [Span(first, last, (end - start).days) for (first, start), (last, end) in pairwise(known)]
    if len(found) > 1:
        found.append(Span(known[0][0], known[-1][0], (known[-1][1] - known[0][1]).days))
    return found


def usual_check(start: date, days: int, *, calendar: Calendar) -> date:
    """The day on which an answer is looked for: so many calendar days on, or the next working day; never `start` itself."""
    day = start + timedelta(days=max(days, 1))
    return day if calendar.is_workday(day) else calendar.add_workdays(day, 1).on
