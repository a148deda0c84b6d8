"""快速办理 of a major case: straight to 办理中 with a short limit; what was skipped stands in the 办理记录.

依据：实施方案六（三）典型重大案件快速办理（R46）。
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.assignment import Order, foreign_units, misfits
from ledger.actions.clocks import close_clocks, office_clock, refresh_due, set_clock, start_clock
from ledger.actions.guard import event_day, relock
from ledger.actions.move import move
from ledger.models import Case, Clock
from ledger.reference_data import MISROUTE_OBJECTION, OFFICE_LIMIT
from ledger.workflow import Status
from office import trail
from office.models import Unit, User

# What a case usually goes through from here to 办理中.
SKIPPED = {
    Status.REGISTERED: ("交办", "责任单位签收", "五个工作日内的退回异议"),
    Status.ASSIGNED: ("责任单位签收", "五个工作日内的退回异议"),
}


@transaction.atomic
def fast_track(
    *, case: Case, by: User, unit: Unit | None, officer: User | None = None, officer_name: str = "",
    due_on: date | None, reason: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """快速办理: the unit has the case at once, nobody signs for it, and it can no longer be given back.

    Assisting units stay. A limit that runs already is set to the new day; else one begins.

    Raises:
        Refused: not major, unit, officer, deadline or reason missing or not fitting, a paused limit, a request to give
            the case back that nobody has decided.
    """
    relock(case, expected_version)
    now = now or timezone.now()
    day, limit, source = event_day(on, now), office_clock(case), case.status
    assisting = tuple(each for each in case.assisting_units.all() if each != unit)
    order = Order(unit=unit, officer=officer, officer_name=officer_name, due_on=due_on, assisting=assisting)
    problems = [*_not_fitting(case, limit), *misfits(order), *foreign_units(case, order)]
    if due_on and due_on < day:
        problems.append(f"办理期限 {due_on} 早于快速办理的日期 {day}。")
    skipped = [*SKIPPED.get(Status(source), ())]
    move(
        case=case, name="fast_track", by=by, on=day, note=reason, data=order.data | {"skipped": skipped},
        changes=order.changes | {"assigned_on": case.assigned_on or day}, also_missing=problems, now=now,
    )  # fmt: skip
    case.assisting_units.set(assisting)
    _set_limit(case, limit, due_on, by=by, on=day, now=now)
    trail.record(
        "fast_track", by=by, obj=case, now=now, number=case.number, unit=str(unit), due_on=due_on, skipped=skipped
    )
    return case


def _not_fitting(case: Case, limit: Clock | None) -> list[str]:
    problems = []
    if not case.is_major:
        problems.append(f"案件 {case.number} 没有认定为重大案件，不能快速办理；请先办理“认定重大案件”。")
    if case.return_asked_on:
        problems.append(f"责任单位已于 {case.return_asked_on} 申请退回，请先决定是否退回。")
    if limit and limit.paused_on:
        problems.append(f"办理期限已于 {limit.paused_on} 中止，请先恢复计时。")
    return problems


def _set_limit(case: Case, limit: Clock | None, due_on: date | None, *, by: User, on: date, now: datetime) -> None:
    close_clocks(case=case, on=on, by=by, now=now, codes=(MISROUTE_OBJECTION,), reason="快速办理")
    if limit is not None and due_on is not None:
        set_clock(clock=limit, due_on=due_on, on=on, by=by, now=now, reason="快速办理")
    else:
        start_clock(case=case, code=OFFICE_LIMIT, started_on=on, due_on=due_on, by=by, now=now, reason="快速办理")
    refresh_due(case)
