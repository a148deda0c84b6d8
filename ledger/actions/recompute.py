"""A day is added to the calendar: open deadlines that rest on counted days move, with the reason; closed ones stay.

依据：民法典第二百零三条；节假日安排以国务院办公厅通知为准。
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from ledger.actions.clocks import refresh_due
from ledger.actions.guard import bump, lock_cases
from ledger.actions.limit_waits import wait_for_procedures, write_change
from ledger.clocks import course, is_provisional
from ledger.models import Case, Clock, ClockChange
from ledger.selectors.clocks import pauses_of
from office import trail
from office.models import User
from office.selectors import calendar
from office.workdays import Calendar

KNOWN_NOW = "日期由暂定转为确定"


@transaction.atomic
def recompute_deadlines(*, what: str, by: User | None, now: datetime | None = None) -> int:
    """Moves every open deadline that has a length to where the calendar puts it now, `what` being the reason.

    Returns:
        How many deadlines were changed; only then an event is written.
    """
    now, holidays = now or timezone.now(), calendar()
    found = {clock.case_id for clock in _counted_clocks() if _place(clock, holidays) != _stored(clock)}
    if not found:
        return 0
    cases = {case.pk: case for case in lock_cases(*Case.objects.filter(pk__in=found))}
    changed = 0
    for clock in _counted_clocks().filter(case__in=found):
        if _place(clock, holidays) != _stored(clock):
            _move(clock, holidays, what=what, by=by, now=now)
            changed += 1
    for case in cases.values():
        refresh_due(case)
        bump(case)
    trail.record("recompute_deadlines", by=by, now=now, what=what, deadlines=changed, cases=len(cases))
    return changed


def _counted_clocks() -> QuerySet[Clock]:
    """Open deadlines whose date was counted, not laid down, each with its pauses."""
    rests = ClockChange.objects.filter(kind__in=(ClockChange.Kind.PAUSE, ClockChange.Kind.RESUME)).order_by("id")
    rows = Clock.objects.filter(closed_on=None, length__isnull=False).select_related("rule").order_by("pk")
    return rows.prefetch_related(Prefetch("changes", rests))


def _place(clock: Clock, holidays: Calendar) -> tuple[date, bool]:
    stretches = course(
        clock.started_on, clock.length or 0, clock.rule.day_unit, pauses=pauses_of(clock.changes.all()),
        calendar=holidays,
    )  # fmt: skip
    return stretches[-1].on, is_provisional(stretches)


def _stored(clock: Clock) -> tuple[date, bool]:
    return clock.due_on, clock.is_provisional


def _move(clock: Clock, holidays: Calendar, *, what: str, by: User | None, now: datetime) -> None:
    before = clock.due_on
    clock.due_on, clock.is_provisional = _place(clock, holidays)
    clock.save(update_fields=["due_on", "is_provisional"])
    reason = what if clock.due_on != before else f"{what}，{'日期暂定' if clock.is_provisional else KNOWN_NOW}"
    today = timezone.localdate(now)
    write_change(
        clock, ClockChange.Kind.RECOMPUTE, on=today, before=before, after=clock.due_on, reason=reason, by=by, now=now
    )
    wait_for_procedures(clock, on=today, by=by, now=now)
