"""move(): the only door to a case's state. start_case(): the only way a case comes to be at the counter.

Imported history is written by `ledger.actions.history.record_history`, the only other writer of states.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from ledger.actions.guard import conflict, event_day, lock_case, relock, require_on
from ledger.actions.messages import tell
from ledger.day_bounds import coming_faults
from ledger.gate_facts import CaseFacts
from ledger.gates import missing_for_completion, missing_for_strike_off
from ledger.models import Case, CaseClaim, Transition
from ledger.selectors.facts import case_facts
from ledger.selectors.reach import reaches_as_deputy
from ledger.workflow import COUNTED, MOVES, PACING, UNPACED, Move, Status
from office.frozen_months import frozen_faults
from office.models import User
from office.numbering import CASE, next_number
from office.refusals import Refused
from office.roles import require
from reception.models import Claim

__all__ = ["lock_case", "missing_fields", "move", "start_case"]

GATES: dict[str, Callable[[CaseFacts], list[str]]] = {
    "completion": missing_for_completion,
    "strike_off": missing_for_strike_off,
}
# What the table calls a required thing: where it stands, and its name on the page.
_FIELDS = {
    "unit": ("responsible_unit", "责任单位"),
    "officer": ("officer_name", "责任人员"),
    "due_on": ("due_on", "办理期限"),
}


@transaction.atomic
def move(
    *,
    case: Case,
    name: str,
    by: User,
    on: date | None = None,
    note: str = "",
    claim: Claim | None = None,
    outcome: str = "",
    data: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    also_missing: Iterable[str] = (),
    expected_version: int | None = None,
    now: datetime | None = None,
) -> Transition:
    """Carries out one row of the table on the locked case and writes its Transition; refreshes `case` in place.

    `changes` are fields of the case that go with the move; `also_missing` is what the calling action found missing, so
    that everything is named at once. The caller writes the trail's event afterwards.

    Raises:
        Refused: wrong state, or everything that is missing: fields, dates, what the gate asks for.
        Conflict: somebody else was first.
        PermissionDenied: the role or the reach of the account does not allow it.
    """
    row, now, changes = MOVES[name], now or timezone.now(), dict(changes or {})
    _lock(case, row, expected_version)
    require_on(case, by, row.act)
    _refuse_state(case, row)
    on, note = event_day(on, now), note.strip()
    missing = [*also_missing, *missing_fields(row, changes, note), *_wrong_dates(case, row, on, now)]
    if row.gate:
        missing += _gate(case, row, on)
    if missing:
        raise Refused(missing)
    kept = dict(data or {}) | ({"as_deputy": True} if reaches_as_deputy(by, case, row.act) else {})
    source = case.status
    _carry_out(case, row, by=by, on=on, now=now, changes=changes)
    step = Transition.objects.create(
        case=case, claim=claim, move=name, from_status=source, to_status=case.status, on=on, at=now, by=by,
        outcome=outcome, note=note, data=kept,
    )  # fmt: skip
    tell(event=name, case=case, key=step.pk, by=by, now=now, due_on=case.due_on)
    return step


@transaction.atomic
def start_case(*, name: str, claim: Claim, by: User, on: date, now: datetime, note: str = "") -> Case:
    """A new case with its number and first Transition (`register` or `split_in`); the claim is put on it."""
    row = MOVES[name]
    require(by, row.act)
    case = Case.objects.create(
        area=claim.area,
        number=next_number(CASE, area=claim.area, year=claim.received_on.year),
        status=row.target or Status.REGISTERED,
        opened_on=claim.received_on,
        opened_at=now,
        opened_by=by,
    )
    if not CaseClaim.objects.filter(claim=claim).update(case=case):
        CaseClaim.objects.create(claim=claim, case=case)
    Transition.objects.create(case=case, claim=claim, move=name, to_status=case.status, on=on, at=now, by=by, note=note)
    return case


def missing_fields(row: Move, changes: Mapping[str, Any], note: str) -> list[str]:
    """What the table requires for this move and was not given."""
    missing = [f"{row.label}必须填写{label}。" for key, (field, label) in _FIELDS.items()
               if key in row.required and not changes.get(field)]  # fmt: skip
    if "reason" in row.required and not note:
        missing.append(f"{row.label}必须写明原因。")
    return missing


def _lock(case: Case, row: Move, expected_version: int | None) -> None:
    """Locks the row. A caller that saw a state the move starts from, and finds another, came second."""
    seen = case.status
    relock(case, expected_version)
    if seen in row.sources and case.status not in row.sources:
        raise conflict(case)


def _refuse_state(case: Case, row: Move) -> None:
    if case.status not in row.sources:
        raise Refused(f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{row.label}。")


def _wrong_dates(case: Case, row: Move, on: date, now: datetime) -> list[str]:
    wrong = coming_faults(f"{row.label}日期", on, timezone.localdate(now))
    previous = Transition.objects.filter(case=case, move__in=PACING).aggregate(day=models.Max("on"))["day"]
    earliest = max(filter(None, (previous, case.opened_on)))
    if on < earliest and row.name not in UNPACED:
        wrong.append(f"{row.label}日期 {on} 早于上一步的日期 {earliest}。")
    if row.name in COUNTED:
        wrong += frozen_faults(f"{row.label}日期", on, area_id=case.area_id)
    return wrong


def _gate(case: Case, row: Move, on: date) -> list[str]:
    facts = case_facts(case)
    missing = GATES[row.gate](facts)
    last = facts.last_event_on
    if row.stamps == "completed_on" and last and on < last:
        missing.append(f"办结日期 {on} 早于最后的结果或支付日期 {last}。")
    return missing


def _carry_out(case: Case, row: Move, *, by: User, on: date, now: datetime, changes: dict[str, Any]) -> None:
    for field, value in changes.items():
        setattr(case, field, value)
    if row.stamps:
        setattr(case, row.stamps, on)
    for end in ("completed", "struck_off"):
        if row.stamps == f"{end}_on":
            setattr(case, f"{end}_at", now)
            setattr(case, f"{end}_by", by)
    case.status = row.target or case.status
    case.version += 1
    case.save()
