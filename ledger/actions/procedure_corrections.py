"""更正程序结果: a wrong sum or a wrong result of a procedure, closed or open; what stood before stays among its steps.

依据：实施方案六（四）集中执行；the list 赢了官司没拿到钱 rests on the sum that the instrument awards.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.actions.procedure_faults import LONGEST, amount_faults
from ledger.actions.requests import word_faults
from ledger.models import Procedure, ProcedureStep
from ledger.procedures import Stage, order_faults
from ledger.selectors.procedures import stages_of
from ledger.workflow import EMPTY
from office import trail
from office.amounts import show_yuan
from office.models import User
from office.refusals import Refused, refuse_if

LONGEST_REASON = 300
CORRECTED, BEFORE = "更正", "更正前的结果"


@transaction.atomic
def correct_procedure(
    *, procedure: Procedure, by: User, reason: str, result: str = "", amount_yuan: Decimal | None = None,
    on: date | None = None, expected_version: int | None = None, now: datetime | None = None,
) -> Procedure:  # fmt: skip
    """Sets the sum of the instrument, of a closed one also the result, to what they should have been; dates stay.

    Where nothing is told the old value stands.

    Raises:
        Refused: nothing is changed, no reason, a sum that is none, a result of an open procedure, a case without claims,
            a day to come or before the procedure was opened or closed.
    """
    case = relock(procedure.case, expected_version)
    require_on(case, by, "correct_procedure")
    procedure.refresh_from_db()
    procedure.case = case
    now = now or timezone.now()
    day, said, before = event_day(on, now), result.strip(), (procedure.amount_yuan, procedure.result)
    after = (procedure.amount_yuan if amount_yuan is None else amount_yuan, said or procedure.result)
    if case.status in EMPTY:
        raise Refused(f"案件 {case.number} 现在是“{case.get_status_display()}”，不能更正程序结果。")
    problems = _faults(procedure, amount_yuan, said)
    if not problems and after == before:
        problems.append("没有改动：请填写正确的标的，或者正确的结果。")
    problems += word_faults(reason, "更正的理由", LONGEST_REASON)
    refuse_if(problems + _day_faults(procedure, day, now))
    procedure.amount_yuan, procedure.result = after
    procedure.save(update_fields=["amount_yuan", "result"])
    _write(procedure, before, reason=reason.strip(), on=day, by=by, now=now)
    bump(case)
    trail.record("correct_procedure", by=by, obj=case, now=now, number=case.number, kind=str(procedure.kind), on=day)
    return procedure


def _faults(procedure: Procedure, amount_yuan: Decimal | None, result: str) -> list[str]:
    problems = []
    if amount_yuan is not None:
        asked = procedure.kind.asks_instrument
        problems += amount_faults(amount_yuan) if asked else [f"“{procedure.kind}”没有标的，不能更正标的。"]
    if result and procedure.closed_on is None:
        problems.append("程序还没有办结，没有结果可以更正；请登记程序进展，或者办结。")
    return problems + ([f"结果最多 {LONGEST} 个字，请精简。"] if len(result) > LONGEST else [])


def _day_faults(procedure: Procedure, day: date, now: datetime) -> list[str]:
    stages = [stage for stage in stages_of(procedure) if stage.on]
    return order_faults([*stages[-1:], Stage("更正", day)], today=timezone.localdate(now))


def _write(
    procedure: Procedure, before: tuple[Decimal | None, str], *, reason: str, on: date, by: User, now: datetime
) -> None:
    """Two lines where the result changed: what it was, then why and to what sum."""
    amount, result = before
    told = f"{_shown(amount)}更正为{_shown(procedure.amount_yuan)}。" if amount != procedure.amount_yuan else ""
    steps = [(BEFORE, result)] if result != procedure.result else []
    ProcedureStep.objects.bulk_create(
        ProcedureStep(
            procedure=procedure, label=label, on=on, text=text, next_check_on=procedure.next_check_on, at=now, by=by
        )
        for label, text in (*steps, (CORRECTED, f"{told}{reason}"))
    )


def _shown(amount: Decimal | None) -> str:
    return "标的（没有）" if amount is None else f"标的 {show_yuan(amount)} 元"
