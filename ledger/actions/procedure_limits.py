"""What a procedure does to the deadlines of its case: pauses the office limit, lets it run on, keeps its own legal one.

Called inside the transaction of an act on procedures that has locked the case.
依据：等待仲裁、法院、公安期间，办理期限中止，另定下次核查日；statutory deadlines run on.
"""

from datetime import date, datetime

from django.db.models import Max, Q

from ledger.actions.clocks import close_clock, office_clock, open_clocks, refresh_due, resume_clocks, start_clock
from ledger.actions.limit_waits import follow_checks, is_paused_by_procedure, wait_for_procedures
from ledger.models import Case, Procedure
from ledger.workflow import OPEN
from office.models import User


def hold_limit(procedure: Procedure, *, by: User, now: datetime) -> str:
    """Pauses the limit that runs, from the day the procedure was opened; returns what to note of it, often nothing.

    From the beginning of the limit, or its last resumption, if the procedure is older than that.
    """
    clock = office_clock(procedure.case)
    if not procedure.kind.pauses_limit or clock is None:
        return ""
    if clock.paused_on:
        follow_checks(clock)
        return ""
    day = wait_for_procedures(clock, on=procedure.opened_on, by=by, now=now)
    procedure.refresh_from_db(fields=["pause"])
    return f"办理期限自 {day} 起中止。" if day else f"办理期限已于 {clock.due_on} 到期，没有中止。"


def release_limit(case: Case, *, on: date, by: User, now: datetime) -> None:
    """Lets the limit run on from the day the last procedure ended that it waited for; a person's own pause stays."""
    clock = office_clock(case)
    if clock is None or clock.paused_on is None or not is_paused_by_procedure(clock):
        return
    if follow_checks(clock):
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
