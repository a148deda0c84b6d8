"""Stories of cases on which other bodies decide: an award that was won and not paid, an order that ended with the police."""

from datetime import timedelta
from typing import Any

from config.demo.desk import Desk, claims_of
from config.demo.stories import DAY, Steps, in_progress
from ledger.actions.procedure_faults import ProcedureData
from ledger.actions.procedures import close_procedure, note_procedure, open_procedure
from ledger.models import Case, Procedure, ProcedureKind
from ledger.procedure_data import ARBITRATION, ENFORCEMENT, GUIDANCE, PAYMENT_ORDER, POLICE, VIOLATION
from reception.models import ReceptionSession

DAYS_OF_ORDER = 10


def won_but_unpaid(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Guided to arbitration for want of evidence, awarded on the fast lane, before the court ever since."""
    case = yield from in_progress(desk, session, workers=3)
    yield DAY
    guided = _open(desk, case, GUIDANCE, "没有劳动合同，考勤不全，证据不足。")
    yield 3 * DAY
    _close(desk, guided, "反映人已提出仲裁申请。")
    award = _open(desk, case, ARBITRATION, "工资数额有争议，请求裁决支付拖欠的工资。")
    yield 3 * DAY
    _note(desk, award, "accepted", reference="临翔劳人仲案〔2021〕示例 3 号")
    yield 12 * DAY
    _note(desk, award, "heard", "双方到庭，被申请人承认用工。")
    yield 8 * DAY
    _close(desk, award, "裁决用人单位十五日内支付拖欠的工资。")
    yield 20 * DAY
    amount = sum((claim.amount_yuan or 0) for claim in claims_of(case))
    court = _open(
        desk, case, ENFORCEMENT, "裁决生效，用人单位没有履行。", instrument=Procedure.Instrument.AWARD, amount_yuan=amount,
        reference="临翔劳人仲案〔2021〕示例 3 号",
    )  # fmt: skip
    yield 7 * DAY
    _note(desk, court, "accepted", reference="（2021）云0902执示例 5 号")


def handed_to_police(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Ordered to pay, not paid by the day named, handed to the police; the subletting goes to the regulator apart."""
    case = yield from in_progress(desk, session, workers=12)
    yield DAY
    violation = desk.codes["cause", "subletting"]
    _open(desk, case, VIOLATION, "总包将主体工程转包给没有资质的个人。", violation=violation)
    due_on = desk.today + timedelta(days=DAYS_OF_ORDER)
    order = _open(
        desk,
        case,
        PAYMENT_ORDER,
        "责令十日内支付拖欠的工资。",
        due_on=due_on,
        reference="临翔人社监令〔2021〕示例 2 号",
    )
    yield (DAYS_OF_ORDER + 1) * DAY
    _close(desk, order, "期限已过，仍未支付，负责人转移账户资金。")
    police = _open(desk, case, POLICE, "经责令仍不支付，有转移财产的证据，涉嫌拒不支付劳动报酬。")
    yield 6 * DAY
    _note(desk, police, "accepted", reference="临翔公（经）立字〔2021〕示例 4 号")


def _open(desk: Desk, case: Case, kind: str, text: str, **told: Any) -> Procedure:
    row = ProcedureKind.objects.get(code=kind)
    data = ProcedureData(kind=row, text=text, sent_to=row.body, opened_on=desk.today, ticked=row.items, **told)
    return open_procedure(case=case, by=desk.officer_of(case), data=data, now=desk.now)


def _note(desk: Desk, row: Procedure, step: str, text: str = "", reference: str = "") -> None:
    note_procedure(
        procedure=row, by=desk.officer_of(row.case), step=step, text=text, reference=reference, now=desk.now
    )  # fmt: skip


def _close(desk: Desk, row: Procedure, result: str) -> None:
    close_procedure(procedure=row, by=desk.officer_of(row.case), result=result, now=desk.now)
