"""What is told of a procedure when it is opened, and what keeps it from being opened, noted or closed so: one sentence each.

依据：实施方案六（四）；移送公安的前提见刑法第二百七十六条之一、法释〔2013〕3号, kept as lines of the kind's checklist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from ledger.actions.requests import word_faults
from ledger.day_bounds import LATEST, early_faults, late_faults, next_check_faults
from ledger.models import Case, CaseClaim, Procedure, ProcedureKind
from ledger.procedures import Stage, Step, order_faults, usual_check
from ledger.selectors.procedures import stages_of, violations
from office.models import Code, StoredFile
from office.selectors import calendar
from reception.models import Campaign, Claim

Answer = Procedure.Answer
CENT = Decimal("0.01")
LONGEST, LONGEST_BODY, LONGEST_REFERENCE = 500, 60, 80


@dataclass(frozen=True, kw_only=True)
class ProcedureData:
    """What is told of a procedure when it is opened; `ticked` are the lines of the kind's checklist that hold.

    `opened_on` is today by default, `next_check_on` the day on which the kind's answer is looked for; `claim` None is
    the whole case.
    """

    kind: ProcedureKind
    text: str
    sent_to: str = ""
    opened_on: date | None = None
    claim: Claim | None = None
    reference: str = ""
    ticked: Sequence[str] = ()
    instrument: str = ""
    amount_yuan: Decimal | None = None
    violation: Code | None = None
    drive: Campaign | None = None
    due_on: date | None = None
    next_check_on: date | None = None
    file: StoredFile | None = None


def opening_faults(case: Case, data: ProcedureData, *, opened_on: date, check_on: date, now: datetime) -> list[str]:
    """All that is wrong with what was told: words, days, the checklist, what the kind asks for, what is not of this case."""
    kind = data.kind
    problems = [] if kind.is_active else [f"“{kind}”已停用，请选择其他程序。"]
    problems += [*word_faults(data.text, "事由", LONGEST), *word_faults(data.sent_to, "承办机关", LONGEST_BODY)]
    problems += reference_faults(data.reference)
    problems += order_faults([Stage(kind.opened_label, opened_on)], today=timezone.localdate(now))
    problems += early_faults(f"{kind.opened_label}日期", opened_on)
    problems += [f"事前核对未勾选：{item}。" for item in kind.items if item not in data.ticked]
    problems += _asked_by_kind(data, opened_on)
    problems += next_check_faults(check_on, after=opened_on, what=f"{kind.opened_label}日期")
    return problems + _foreign(case, data)


def _asked_by_kind(data: ProcedureData, opened_on: date) -> list[str]:
    kind, problems = data.kind, []
    if kind.asks_instrument:
        if data.instrument not in Procedure.Instrument.values:
            problems.append("请选择文书种类（判决、裁决，或者申请强制执行的决定）。")
        problems += amount_faults(data.amount_yuan)
    if kind.asks_violation and data.violation not in violations():
        problems.append("请选择违法情形。")
    if kind.asks_due_day and data.due_on is None:
        problems.append("请填写文书指定的日期。")
    elif kind.asks_due_day and data.due_on and data.due_on < opened_on:
        problems.append(f"文书指定的日期 {data.due_on} 早于{kind.opened_label}日期 {opened_on}。")
    return problems + (late_faults("文书指定的日期", data.due_on) if kind.asks_due_day else [])


def amount_faults(amount: Decimal | None) -> list[str]:
    """What is wrong with the sum that an instrument awards."""
    if amount is None or not amount.is_finite() or amount <= 0 or amount != amount.quantize(CENT):
        return ["请填写标的金额，须大于零，最多两位小数。"]
    return []


def _foreign(case: Case, data: ProcedureData) -> list[str]:
    problems = []
    live = CaseClaim.objects.filter(case=case, claim__voided_at=None, claim__merged_into=None)
    if data.claim and not live.filter(claim=data.claim).exists():
        problems.append(f"{data.claim.number}不在案件 {case.number} 中。")
    if data.drive and data.drive.area_id != case.area_id:
        problems.append(f"“{data.drive}”不是本区划的专项行动。")
    return problems


def step_faults(procedure: Procedure, step: str) -> list[str]:
    """A stage that the kind has not, or that is behind the procedure already."""
    kind = procedure.kind
    if step not in Step.values:
        return ["请选择登记什么。"]
    if step in (Step.ACCEPTED, Step.REFUSED):
        if not kind.accepted_label:
            return [f"“{kind}”没有受理这一步，请登记核查情况或办结。"]
        if procedure.answer == Answer.ACCEPTED:
            return [f"已于 {procedure.accepted_on} {kind.accepted_label}，不能再登记是否受理；有结果的请登记办结。"]
    if step == Step.HEARD:
        if not kind.heard_label:
            return [f"“{kind}”没有审理这一步，请登记核查情况或办结。"]
        if procedure.heard_on:
            return [f"已登记{kind.heard_label}日期 {procedure.heard_on}；再次开庭的请登记核查情况。"]
        if kind.accepted_label and not procedure.accepted_on:
            return [f"还没有登记{kind.accepted_label}，请先登记。"]
    return []


def step_day_faults(procedure: Procedure, step: str, on: date, *, today: date) -> list[str]:
    """A day out of order with the procedure's other dates, or to come."""
    if step == Step.ACCEPTED:
        return order_faults(stages_of(procedure, accepted_on=on), today=today)
    if step == Step.HEARD:
        return order_faults(stages_of(procedure, heard_on=on), today=today)
    label = "答复" if step == Step.REFUSED else "核查"
    return order_faults([*stages_of(procedure)[:1], Stage(label, on)], today=today)


def step_word_faults(text: str, step: str) -> list[str]:
    """A look says what was seen, a refusal why; the other steps may be without words."""
    if step in (Step.LOOK, Step.REFUSED):
        return word_faults(text, "不予受理的理由" if step == Step.REFUSED else "核查情况", LONGEST)
    return [f"情况最多 {LONGEST} 个字，请精简。"] if len(text.strip()) > LONGEST else []


def reference_faults(reference: str) -> list[str]:
    too_long = len(reference.strip()) > LONGEST_REFERENCE
    return [f"文号或案号最多 {LONGEST_REFERENCE} 个字，请精简。"] if too_long else []


def next_check(kind: ProcedureKind, *, today: date, due_on: date | None = None) -> date:
    """When nobody says otherwise: the working day after the date an order names, else when the answer is looked for."""
    if due_on and due_on >= today:
        # A date too far ahead is refused by its own name; the day to look after it is not the slip.
        return LATEST if due_on >= LATEST else min(usual_check(due_on, 1, calendar=calendar()), LATEST)
    return usual_check(today, kind.answer_days, calendar=calendar())
