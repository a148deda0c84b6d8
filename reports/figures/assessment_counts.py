"""Counts what the 考核指标 ask for, by unit and month. Dates of events decide the month, never those of entry.

A case counts for its responsible unit, a lead for the unit that deals with it, a session for every unit that signed in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncMonth

from ledger.models import Case, CaseClaim, Clock, ClockChange, FollowUp, Lead
from ledger.reference_data import OFFICE_LIMIT
from ledger.workflow import FINISHED, OPEN, Status
from reception.models import Attendance, ReceptionSession
from reports.figures.assessment import Period, Tally
from reports.period import Month

SATISFIED = ("good", "fair")
_HELD = ReceptionSession.HELD

# Unit (None: no unit yet) and month (None: today) of a tally.
Key = tuple[int | None, Month | None]


@dataclass(frozen=True)
class Tallies:
    """What was counted, by unit and month; sessions of the area itself stand apart, for several units share one."""

    by_unit: dict[Key, Tally]
    of_area: dict[Month, Tally]

    def unit(self, pk: int | None, month: Month | None = None) -> Tally:
        """One unit's numbers, of one month or of the whole period with what is overdue today."""
        return _sum(tally for (unit, of), tally in self.by_unit.items() if unit == pk and month in (None, of))

    def area(self, month: Month | None = None) -> Tally:
        """The whole area's: each session counts once."""
        cases = _sum(tally for (_, of), tally in self.by_unit.items() if month in (None, of))
        held = _sum(tally for of, tally in self.of_area.items() if month in (None, of))
        return replace(cases, sessions=held.sessions)

    @property
    def unit_ids(self) -> set[int | None]:
        return {unit for (unit, _), tally in self.by_unit.items() if tally != Tally()}


def count_tallies(period: Period, *, today: date) -> Tallies:
    """Everything in nine queries, whatever the number of units, months and rows."""
    sums: dict[Key, Tally] = defaultdict(Tally)
    for counted in (_leads, _attended, _claims, _cases, _extended, _called, _answers):
        for key, tally in counted(period):
            sums[key] += tally
    for unit, number in _overdue(period, today):
        sums[unit, None] += Tally(overdue=number)
    return Tallies(dict(sums), dict(_held(period)))


def _leads(period: Period) -> Iterator[tuple[Key, Tally]]:
    rows = Lead.objects.filter(period.during("found_on"), area__in=period.area_ids)
    solved, claimed = Q(status=Lead.Status.SOLVED), Q(status=Lead.Status.CLAIMED)
    counts = {"leads_solved": Count("pk", filter=solved), "leads_claimed": Count("pk", filter=claimed)}
    return _grouped(rows, unit="unit", day="found_on", leads=Count("pk"), **counts)


def _attended(period: Period) -> Iterator[tuple[Key, Tally]]:
    rows = Attendance.objects.filter(
        period.during("session__held_on"), session__area__in=period.area_ids, session__status__in=_HELD
    )
    return _grouped(rows, unit="unit", day="session__held_on", sessions=Count("session", distinct=True))


def _held(period: Period) -> Iterator[tuple[Month, Tally]]:
    rows = ReceptionSession.objects.filter(period.during("held_on"), area__in=period.area_ids, status__in=_HELD)
    for (_, month), tally in _grouped(rows, unit="area", day="held_on", sessions=Count("pk")):
        if month:
            yield month, tally


def _claims(period: Period) -> Iterator[tuple[Key, Tally]]:
    rows = CaseClaim.objects.filter(
        period.during("claim__received_on"), claim__area__in=period.area_ids, claim__voided_at=None,
        claim__merged_into=None,
    )  # fmt: skip
    return _grouped(rows, unit="case__responsible_unit", day="claim__received_on", claims=Count("pk"))


def _completed(period: Period) -> QuerySet[Case]:
    return Case.objects.filter(period.during("completed_on"), area__in=period.area_ids, status__in=FINISHED)


def _cases(period: Period) -> Iterator[tuple[Key, Tally]]:
    # The office's own limit: a case's date may be that of another deadline, or the next check of a paused one.
    limits = Clock.objects.filter(case=OuterRef("pk"), rule__code=OFFICE_LIMIT).order_by("-id")
    cases = _completed(period).annotate(limit_on=Coalesce(Subquery(limits.values("due_on")[:1]), F("due_on")))
    return _of_completed(
        cases,
        completed=Count("pk"),
        with_limit=Count("pk", filter=Q(limit_on__isnull=False)),
        on_time=Count("pk", filter=Q(completed_on__lte=F("limit_on"))),
        struck_off=Count("pk", filter=Q(status=Status.STRUCK_OFF)),
    )


def _extended(period: Period) -> Iterator[tuple[Key, Tally]]:
    longer = ClockChange.objects.filter(
        clock__case=OuterRef("pk"), clock__rule__code=OFFICE_LIMIT, kind=ClockChange.Kind.EXTEND
    )
    return _of_completed(_completed(period).filter(Exists(longer)), extended=Count("pk"))


def _called(period: Period) -> Iterator[tuple[Key, Tally]]:
    answered = FollowUp.objects.filter(case=OuterRef("pk"), satisfaction__isnull=False)
    return _of_completed(_completed(period).filter(Exists(answered)), called=Count("pk"))


def _of_completed(cases: QuerySet[Case], **counts: Any) -> Iterator[tuple[Key, Tally]]:
    return _grouped(cases, unit="responsible_unit", day="completed_on", **counts)


def _answers(period: Period) -> Iterator[tuple[Key, Tally]]:
    rows = FollowUp.objects.filter(period.during("on"), case__area__in=period.area_ids, satisfaction__isnull=False)
    happy = Count("pk", filter=Q(satisfaction__key__in=SATISFIED))
    return _grouped(rows, unit="case__responsible_unit", day="on", answers=Count("pk"), satisfied=happy)


def _overdue(period: Period, today: date) -> Iterator[tuple[int | None, int]]:
    rows = Case.objects.filter(area__in=period.area_ids, status__in=OPEN, due_on__lt=today)
    return rows.order_by().values_list("responsible_unit").annotate(n=Count("pk")).iterator()


def _grouped(rows: QuerySet[Any], *, unit: str, day: str, **counts: Any) -> Iterator[tuple[Key, Tally]]:
    named = {f"n_{name}": count for name, count in counts.items()}
    found = rows.order_by().annotate(counted_month=TruncMonth(day)).values(unit, "counted_month").annotate(**named)
    for row in found:
        numbers = {name: row[f"n_{name}"] for name in counts}
        yield (row[unit], Month.of(row["counted_month"])), Tally(**numbers)


def _sum(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())
