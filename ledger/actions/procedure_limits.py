"""What a procedure does to the deadlines of its case: pauses the office limit, lets it run on, keeps its own legal one.

Called inside the transaction of an act on procedures that has locked the case.
依据：等待仲裁、法院、公安期间，办理期限中止，另定下次核查日；statutory deadlines run on.
"""

from datetime import date, datetime

from django.db.models import Max, Q

from ledger.actions.clocks import (
    close_clock,
    office_clock,
    open_clocks,
    pause_clocks,
    refresh_due,
    resume_clocks,
    start_clock,
)
from ledger.models import Case, Clock, ClockChange, Procedure
from ledger.workflow import OPEN
from office.models import User

Change = ClockChange.Kind


def hold_limit(procedure: Procedure, *, by: User, now: datetime) -> str:
    """Pauses the limit that runs, from the day the procedure was opened; returns what to note of it, often nothing.

    From the beginning of the limit, or its last resumption, if the procedure is older than that. One that has run out
    stays overdue: others' work does not make good what was late before.

    Raises:
        Refused: the next check does not lie after the pause.
    """
    clock, kind = office_clock(procedure.case), procedure.kind
    if not kind.pauses_limit or clock is None:
        return ""
    if clock.paused_on:
        _follow_checks(procedure.case, clock)
        return ""
    resumed_on = clock.changes.filter(kind=Change.RESUME).aggregate(day=Max("on"))["day"]
    day = max(filter(None, (procedure.opened_on, clock.started_on, resumed_on)))
    if day > clock.due_on:
        return f"办理期限已于 {clock.due_on} 到期，没有中止。"
    pause_clocks(
        case=procedure.case, on=day, next_check_on=_check_of(procedure), by=by, now=now, reason=f"等待{kind}"
    )  # fmt: skip
    procedure.pause = clock.changes.filter(kind=Change.PAUSE).order_by("-id").first()
    procedure.save(update_fields=["pause"])
    return f"办理期限自 {day} 起中止。"


def release_limit(case: Case, *, on: date, by: User, now: datetime) -> None:
    """Lets the limit run on from the day the last procedure ended that it waited for; a person's own pause stays."""
    clock = office_clock(case)
    if clock is None or clock.paused_on is None or not _is_paused_by_procedure(clock):
        return
    if _follow_checks(case, clock):
        return
    # Those that moved away with their claim held this limit too; those that came with one held another.
    held = Procedure.objects.filter(Q(pause__clock__case=case) | Q(case=case, pause=None), kind__pauses_limit=True)
    ends = held.aggregate(day=Max("closed_on"))["day"]
    resume_clocks(case=case, on=max(filter(None, (on, ends, clock.paused_on))), by=by, now=now)


def start_own_clock(procedure: Procedure, *, on: date, by: User, now: datetime) -> None:
    """The legal deadline that the kind has runs from this day, unless one of that name runs already."""
    kind, case = procedure.kind, procedure.case
    if kind.clock_code and case.status in OPEN:
        due_on = procedure.due_on if kind.asks_due_day else None
        start_clock(case=case, code=kind.clock_code, started_on=on, due_on=due_on, by=by, now=now, reason=kind.label)


def close_own_clock(procedure: Procedure, *, on: date, by: User, now: datetime) -> None:
    """Ends that deadline, unless another open procedure of the case still runs on it, or this one never began it."""
    kind, case = procedure.kind, procedure.case
    if not kind.clock_code or (kind.accepted_label and not procedure.accepted_on):
        return
    others = case.procedures.filter(closed_on=None, kind__clock_code=kind.clock_code).exclude(pk=procedure.pk)
    if others.exists():
        return
    for clock in open_clocks(case):
        if clock.rule.code == kind.clock_code:
            close_clock(clock=clock, on=max(on, clock.started_on), by=by, now=now, reason=f"{kind}办结")


def settle_due(case: Case) -> None:
    """The case's own date after all that."""
    if case.status in OPEN:
        refresh_due(case)


def _follow_checks(case: Case, clock: Clock) -> bool:
    """A limit paused by a procedure is looked at on the earliest check of those it waits for; False if there are none."""
    waited_for = case.procedures.filter(closed_on=None, exempted_at=None, kind__pauses_limit=True)
    days = [day for day in waited_for.values_list("next_check_on", flat=True) if day]
    if days and clock.next_check_on != min(days) and _is_paused_by_procedure(clock):
        clock.next_check_on = min(days)
        clock.save(update_fields=["next_check_on"])
    return bool(days)


def _is_paused_by_procedure(clock: Clock) -> bool:
    """Also by one that is closed and went to another case with its claim, while this case waits for a later one."""
    last = clock.changes.filter(kind=Change.PAUSE).order_by("-id").first()
    return last is not None and Procedure.objects.filter(pause=last).exists()


def _check_of(procedure: Procedure) -> date:
    # An open procedure has one: the database holds it to that.
    return procedure.next_check_on or procedure.opened_on
