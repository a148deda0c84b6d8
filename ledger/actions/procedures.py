"""相关程序: opened, looked at, answered, heard, closed; or found by the head to have no bearing on the wages.

依据：实施方案六（四）仲裁绿色通道、引导仲裁、移送公安、集中执行、行业督办；while one is open, 办结 waits for it.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.actions.pauses import PAUSABLE
from ledger.actions.procedure_faults import (
    LONGEST,
    Answer,
    ProcedureData,
    next_check,
    opening_faults,
    reference_faults,
    step_day_faults,
    step_faults,
    step_word_faults,
)
from ledger.actions.procedure_limits import close_own_clock, hold_limit, release_limit, settle_due, start_own_clock
from ledger.actions.requests import word_faults
from ledger.day_bounds import next_check_faults
from ledger.models import Case, Procedure, ProcedureStep
from ledger.procedures import Step, order_faults
from ledger.selectors.procedures import stages_of, step_label
from ledger.workflow import EMPTY, OPEN, Status
from office import trail
from office.models import StoredFile, User
from office.refusals import Refused, refuse_if
from office.roles import ACTS, Role

EXEMPTED = "认定不影响工资支付"
LONGEST_REASON = 300


@transaction.atomic
def open_procedure(
    *, case: Case, by: User, data: ProcedureData, expected_version: int | None = None, now: datetime | None = None
) -> Procedure:
    """登记程序. Pauses the office limit and starts a legal deadline where the kind says so.

    Raises:
        Refused: case not in hand, kind not in use, lines not ticked, what the kind asks for, dates out of order.
    """
    relock(case, expected_version)
    require_on(case, by, "open_procedure")
    now = now or timezone.now()
    opened_on, kind = event_day(data.opened_on, now), data.kind
    if case.status not in PAUSABLE:
        raise Refused(_wrong_state(case, "open_procedure"))
    check_on = data.next_check_on or next_check(kind, today=timezone.localdate(now), due_on=data.due_on)
    refuse_if(opening_faults(case, data, opened_on=opened_on, check_on=check_on, now=now))
    procedure = Procedure.objects.create(
        case=case, kind=kind, claim=data.claim, sent_to=data.sent_to.strip(), opened_on=opened_on,
        text=data.text.strip(), reference=data.reference.strip(), checklist=kind.items,
        instrument=data.instrument if kind.asks_instrument else "",
        amount_yuan=data.amount_yuan if kind.asks_instrument else None,
        drive=data.drive if kind.asks_instrument else None,
        violation=data.violation if kind.asks_violation else None, due_on=data.due_on if kind.asks_due_day else None,
        next_check_on=check_on, file=data.file, at=now, by=by,
    )  # fmt: skip
    said = hold_limit(procedure, by=by, now=now)
    if not kind.accepted_label:
        start_own_clock(procedure, on=opened_on, by=by, now=now)
    _write_step(
        procedure, kind.opened_label, on=opened_on, text=said, next_check_on=check_on, file=data.file, by=by, now=now
    )
    _finish("open_procedure", procedure, by=by, now=now, on=opened_on, next_check_on=check_on)
    return procedure


@transaction.atomic
def note_procedure(
    *, procedure: Procedure, by: User, step: str, text: str = "", on: date | None = None,
    next_check_on: date | None = None, reference: str = "", file: StoredFile | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> ProcedureStep:  # fmt: skip
    """登记程序进展: a look, 受理, 审理, or 不予受理 with its reason, which closes the procedure in the same act.

    Raises:
        Refused: closed, a stage the kind has not, answered before, no words, dates out of order.
    """
    case, now = _begin(procedure, "note_procedure", by, expected_version, now)
    day, kind, today = event_day(on, now), procedure.kind, timezone.localdate(now)
    problems = [*step_faults(procedure, step), *step_word_faults(text, step), *reference_faults(reference)]
    check_on = None if step == Step.REFUSED else next_check_on or next_check(kind, today=today)
    problems += next_check_faults(check_on, after=day, what="本次日期") if check_on else []
    refuse_if(problems or step_day_faults(procedure, step, day, today=today))
    procedure.reference = reference.strip() or procedure.reference
    procedure.next_check_on = check_on
    if step == Step.REFUSED:
        procedure.answer = Answer.REFUSED
        _close(procedure, result=text, on=day, by=by, now=now)
    elif step == Step.ACCEPTED:
        procedure.answer, procedure.accepted_on = Answer.ACCEPTED, day
    elif step == Step.HEARD:
        procedure.heard_on = day
    procedure.save()
    if step == Step.ACCEPTED:
        start_own_clock(procedure, on=day, by=by, now=now)
    release_limit(case, on=day, by=by, now=now)
    label = step_label(step, kind)
    noted = _write_step(procedure, label, on=day, text=text, next_check_on=check_on, file=file, by=by, now=now)
    _finish("note_procedure", procedure, by=by, now=now, step=label, on=day)
    return noted


@transaction.atomic
def close_procedure(
    *, procedure: Procedure, by: User, result: str, on: date | None = None, file: StoredFile | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Procedure:  # fmt: skip
    """程序办结 with its result: the limit runs on unless another procedure is waited for, its own deadline ends.

    Raises:
        Refused: closed already, no result, a day to come or before its other dates.
    """
    case, now = _begin(procedure, "close_procedure", by, expected_version, now)
    day = event_day(on, now)
    wrong_days = order_faults(stages_of(procedure, closed_on=day), today=timezone.localdate(now))
    refuse_if([*word_faults(result, "结果", LONGEST), *wrong_days])
    _close(procedure, result=result, on=day, by=by, now=now)
    procedure.save()
    close_own_clock(procedure, on=day, by=by, now=now)
    release_limit(case, on=day, by=by, now=now)
    _write_step(procedure, procedure.kind.closed_label, on=day, text=result, file=file, by=by, now=now)
    _finish("close_procedure", procedure, by=by, now=now, on=day)
    return procedure


@transaction.atomic
def exempt_procedure(
    *, procedure: Procedure, by: User, reason: str, expected_version: int | None = None, now: datetime | None = None
) -> Procedure:
    """认定程序不影响工资支付: the head's finding; the case may be completed meanwhile and no longer waits for it.

    Raises:
        Refused: closed or found so already, no reason, case finished.
    """
    case, now = _begin(procedure, "exempt_procedure", by, expected_version, now)
    if case.status not in OPEN:
        raise Refused(_wrong_state(case, "exempt_procedure"))
    problems = word_faults(reason, "理由", LONGEST_REASON)
    if procedure.exempted_at:
        problems.append(f"这个程序已于 {timezone.localdate(procedure.exempted_at)} {EXEMPTED}。")
    refuse_if(problems)
    today = timezone.localdate(now)
    procedure.exempted_at, procedure.exempted_by, procedure.exempted_reason = now, by, reason.strip()
    procedure.save(update_fields=["exempted_at", "exempted_by", "exempted_reason"])
    release_limit(case, on=today, by=by, now=now)
    check_on = procedure.next_check_on
    _write_step(procedure, EXEMPTED, on=today, text=reason, next_check_on=check_on, by=by, now=now)
    _finish("exempt_procedure", procedure, by=by, now=now)
    return procedure


def _begin(
    procedure: Procedure, act: str, by: User, expected_version: int | None, now: datetime | None
) -> tuple[Case, datetime]:
    """Locks the case and reads the procedure anew behind the lock; only an open one passes."""
    case = relock(procedure.case, expected_version)
    require_on(case, by, act)
    procedure.refresh_from_db()
    procedure.case = case
    if case.status in EMPTY or (case.status == Status.UNDER_REVIEW and Role.HEAD not in by.role_set):
        raise Refused(_wrong_state(case, act))
    if procedure.closed_on:
        raise Refused(f"“{procedure.kind}”已于 {procedure.closed_on} 办结，不能再登记。")
    return case, now or timezone.now()


def _close(procedure: Procedure, *, result: str, on: date, by: User, now: datetime) -> None:
    procedure.result, procedure.closed_on = result.strip(), on
    procedure.closed_at, procedure.closed_by, procedure.next_check_on = now, by, None


def _write_step(
    procedure: Procedure, label: str, *, on: date, by: User, now: datetime, text: str = "",
    next_check_on: date | None = None, file: StoredFile | None = None,
) -> ProcedureStep:  # fmt: skip
    return ProcedureStep.objects.create(
        procedure=procedure,
        label=label,
        on=on,
        text=text.strip(),
        next_check_on=next_check_on,
        file=file,
        at=now,
        by=by,
    )


def _finish(act: str, procedure: Procedure, *, by: User, now: datetime, **facts: Any) -> None:
    """What is written freely stays with the procedure; the trail names the kind alone."""
    case = procedure.case
    settle_due(case)
    bump(case)
    trail.record(act, by=by, obj=case, now=now, number=case.number, kind=str(procedure.kind), **facts)


def _wrong_state(case: Case, act: str) -> str:
    hint = "：待审核的案件由主任办理，或先退回补办" if case.status == Status.UNDER_REVIEW else ""
    return f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{ACTS[act][0]}{hint}。"
