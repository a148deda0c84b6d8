"""What the plan shows: the months of a year, whose turn it is to lead, who is to come, what was changed."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from office.models import Area, Unit, User
from reception.models import Delegate, PlanChange, ReceptionSession
from reception.selectors import month_of

Status = ReceptionSession.Status
STANDING = (Status.PLANNED, Status.OPEN, Status.CLOSED)
MONTHS = range(1, 13)
POSTPONEMENTS = 3


@dataclass
class PlanMonth:
    """One month of the year plan; `undated` are its 待定 plans, `gone` what was cancelled or postponed."""

    key: str
    sessions: list[ReceptionSession] = field(default_factory=list)
    undated: list[ReceptionSession] = field(default_factory=list)
    gone: list[ReceptionSession] = field(default_factory=list)
    is_before_first: bool = False
    has_come: bool = False

    @property
    def label(self) -> str:
        return f"{int(self.key[5:])}月"

    @property
    def is_without(self) -> bool:
        """True if the month has no session with a day; months before the first session of all are not asked.

        依据：实施方案三（接访时间：每月组织一次）。
        """
        return not self.sessions and not self.is_before_first


@dataclass(frozen=True)
class RosterLine:
    """One unit that is to come, and whom it sends; None while nobody is named."""

    unit: Unit
    delegate: Delegate | None

    @property
    def is_confirmed(self) -> bool:
        return bool(self.delegate and self.delegate.confirmed_at)


def year_plan(user: User, year: int, *, today: date) -> list[PlanMonth]:
    """The twelve months of a year in view of this account."""
    rows = list(ReceptionSession.objects.visible_to(user).select_related("duty_unit", "postponed_to", "area"))
    first = min((month_of(row) for row in rows if row.day and row.status in STANDING), default="")
    months = {f"{year:04d}-{month:02d}": PlanMonth(f"{year:04d}-{month:02d}") for month in MONTHS}
    for row in sorted(rows, key=lambda row: (str(row.day or ""), str(row.starts_at or ""), row.pk)):
        month = months.get(month_of(row))
        if month:
            _place_of(month, row).append(row)
    for month in months.values():
        month.is_before_first = not first or month.key < first
        month.has_come = month.key <= f"{today:%Y-%m}"
    return list(months.values())


def _place_of(month: PlanMonth, row: ReceptionSession) -> list[ReceptionSession]:
    if row.status not in STANDING:
        return month.gone
    return month.sessions if row.day else month.undated


def months_without(area: Area, year: int) -> list[str]:
    """`2021-07` …: months of the year with neither a session nor a plan."""
    rows = ReceptionSession.objects.filter(area=area, status__in=STANDING)
    taken = {month_of(row) for row in rows.only("held_on", "planned_on", "planned_month")}
    return [key for key in (f"{year:04d}-{month:02d}" for month in MONTHS) if key not in taken]


def month_has_session(area_id: int, day: date) -> bool:
    """True if the month of this day has a session with a day, planned or held."""
    inside = {"year": day.year, "month": day.month}
    held = Q(held_on__year=inside["year"], held_on__month=inside["month"])
    planned = Q(held_on=None, planned_on__year=inside["year"], planned_on__month=inside["month"])
    return ReceptionSession.objects.filter(held | planned, area=area_id, status__in=STANDING).exists()


def undated_plans(area: Area) -> dict[str, ReceptionSession]:
    """The 待定 plans by month, the first made of each."""
    rows = ReceptionSession.objects.filter(area=area, status=Status.PLANNED, planned_on=None).select_related("area")
    found: dict[str, ReceptionSession] = {}
    for row in rows.order_by("pk"):
        found.setdefault(row.planned_month, row)
    return found


def duty_units(area: Area) -> QuerySet[Unit]:
    """Units whose heads lead sessions in turn, in the order of the turn.

    依据：实施方案六（一）：区人社局和区住建局、区交通运输局、区水务局等行业主管部门负责同志要带班接访。
    """
    leads = Q(is_lead=True) | Q(is_regulator=True)
    return Unit.objects.filter(leads, area=area, is_active=True).order_by("position", "pk")


def next_duty_unit(area: Area) -> Unit | None:
    """Whose turn comes after the last dated session that has a duty unit; None if no unit leads."""
    return duty_turns(area, [date.max])[date.max]


def duty_turns(area: Area, days: Iterable[date]) -> dict[date, Unit | None]:
    """The duty unit of a new session on each day: the one after that of the session before it, new ones included."""
    order = list(duty_units(area))
    rows = ReceptionSession.objects.filter(area=area, status__in=STANDING).exclude(duty_unit=None)
    known = sorted((row.day, row.duty_unit_id) for row in rows if row.day)
    turns: dict[date, Unit | None] = {}
    for day in sorted(days):
        place = bisect_left(known, (day, 0))
        turns[day] = _after(order, known[place - 1][1] if place else None)
        if unit := turns[day]:
            known.insert(place, (day, unit.pk))
    return turns


def _after(order: list[Unit], unit_id: int | None) -> Unit | None:
    if not order:
        return None
    places = [place for place, unit in enumerate(order) if unit.pk == unit_id]
    return order[(places[0] + 1) % len(order)] if places else order[0]


def roster(session: ReceptionSession) -> list[RosterLine]:
    """Units expected at a joint reception, and any other with a delegate; two queries."""
    named = {row.unit_id: row for row in session.delegates.select_related("confirmed_by")}
    units = Unit.objects.filter(area=session.area_id, is_active=True)
    return [
        RosterLine(unit, named.get(unit.pk))
        for unit in units.order_by("position", "pk")
        if unit.is_attending or unit.pk in named
    ]


def roster_before(session: ReceptionSession) -> ReceptionSession | None:
    """The latest session before this one (before any day, if this has none) with delegates on its roster."""
    rows = ReceptionSession.objects.filter(area=session.area_id, delegates__isnull=False).exclude(pk=session.pk)
    dated = [row for row in rows.distinct() if row.day and (session.day is None or row.day < session.day)]
    return max(dated, key=lambda row: (row.day, row.pk), default=None)


def changes_of(session: ReceptionSession) -> list[PlanChange]:
    """What was changed of this plan and of those it was postponed from, a few postponements back, in order; one query."""
    back = ("session" + "__postponed_to" * step for step in range(POSTPONEMENTS + 1))
    of_the_chain = reduce(or_, (Q(**{path: session.pk}) for path in back))
    return list(PlanChange.objects.filter(of_the_chain).select_related("by"))
