"""考核指标: found early, channel open, on time, struck off, satisfaction, each as so many of so many.

依据：实施方案六（一）：隐患能否及时发现、渠道是否畅通、能否及时办结和销账，是保障农民工工资支付工作考核的重要指标。
What is counted and how stands in `reports.figures.assessment_counts`; here is what is asked of the numbers.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q

from reports.period import MonthSpan


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Whole numbers that add up over units and months; `overdue` is of today and stands in no month."""

    leads: int = 0
    leads_solved: int = 0
    leads_claimed: int = 0
    sessions: int = 0
    claims: int = 0
    completed: int = 0
    with_limit: int = 0
    on_time: int = 0
    extended: int = 0
    struck_off: int = 0
    called: int = 0
    answers: int = 0
    satisfied: int = 0
    overdue: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


@dataclass(frozen=True)
class Share:
    """So many of so many; a plain number where `of` is None. `percent` None: nothing to divide by."""

    value: int
    of: int | None = None

    @property
    def percent(self) -> Decimal | None:
        if not self.of:
            return None
        return (Decimal(self.value) * 100 / self.of).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def text(self) -> str:
        """``75.0%（3/4）``, ``—（0/0）``, or the plain number."""
        if self.of is None:
            return f"{self.value:,}"
        return f"{'—' if self.percent is None else f'{self.percent}%'}（{self.value:,}/{self.of:,}）"


@dataclass(frozen=True, kw_only=True)
class Period(MonthSpan):
    """The months and areas that are counted."""

    area_ids: Collection[int]

    def during(self, field: str) -> Q:
        """Rows whose day lies in the period."""
        return Q(**{f"{field}__gte": self.first.start, f"{field}__lt": self.last.end})


def leads_found(tally: Tally) -> Share:
    """早发现 隐患: found in the month."""
    return Share(tally.leads)


def leads_solved(tally: Tally) -> Share:
    """Of those found in the month, solved in the district by now."""
    return Share(tally.leads_solved, tally.leads)


def leads_claimed(tally: Tally) -> Share:
    """Of those found in the month, claims by now: found early, but not early enough."""
    return Share(tally.leads_claimed, tally.leads)


def sessions_held(tally: Tally) -> Share:
    """渠道畅通: sessions opened, by the day they were held; of a unit those it signed in at."""
    return Share(tally.sessions)


def claims_received(tally: Tally) -> Share:
    """Live claims by the day they were received, at a session or not."""
    return Share(tally.claims)


def completed_on_time(tally: Tally) -> Share:
    """按期办结: completed on the limit's last day or before, the extended one where it was extended."""
    return Share(tally.on_time, tally.with_limit)


def extended(tally: Tally) -> Share:
    """How many of the completed had their limit extended."""
    return Share(tally.extended, tally.completed)


def struck_off(tally: Tally) -> Share:
    """销号: of the cases completed in the month, those struck off by now."""
    return Share(tally.struck_off, tally.completed)


def called_back(tally: Tally) -> Share:
    """回访率: of the cases completed in the month, those where somebody was reached and answered."""
    return Share(tally.called, tally.completed)


def satisfied(tally: Tally) -> Share:
    """满意率: 满意 and 基本满意 among the answers of the month; several calls of one case are several answers."""
    return Share(tally.satisfied, tally.answers)


def overdue_now(tally: Tally) -> Share:
    """Open cases whose limit has passed, today, whatever the period."""
    return Share(tally.overdue)
