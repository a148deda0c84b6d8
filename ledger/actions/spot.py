"""当场解决: a case settled at the table passes all states on one day and waits only for the head's review.

依据：实施方案六（一）“能当场解决的直接处理”。
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from ledger.actions.clocks import close_clocks, start_clock
from ledger.actions.guard import event_day
from ledger.actions.move import move
from ledger.actions.payments import Line, write_payment
from ledger.actions.work import write_amounts, write_confirmations, write_follow_up, write_outcome
from ledger.models import Case, Evidence, Payment
from ledger.reference_data import OFFICE_LIMIT
from ledger.selectors.claims import live_entries
from ledger.workflow import SOLVED, Outcome
from office import trail
from office.models import Code, StoredFile, Unit, User
from office.refusals import Refused
from office.roles import OFFICE_ROLES, Role, holds
from reception.identity_access import debtors_of
from reception.models import Claim


@dataclass(frozen=True, kw_only=True)
class SpotPayment:
    """Money paid at the table."""

    lines: Sequence[Line]
    source: Code | None
    proof_kind: str
    proof: StoredFile | None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper the outcome rests on, e.g. the signed agreement; for one claim or the whole case."""

    kind: str
    text: str
    reference: str = ""
    file: StoredFile | None = None
    claim: Claim | None = None


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """Everything told on the one page. Amounts by claim id; verified by default is what was paid for the claim."""

    facts_clear_text: str
    matter_settled_text: str
    payments: Sequence[SpotPayment]
    outcome: str = Outcome.PAID
    verified_yuan: Mapping[int, Decimal] | None = None
    agreed_yuan: Mapping[int, Decimal] | None = None
    papers: Sequence[Paper] = ()
    satisfaction: Code | None = None
    none_reason: str = ""
    follow_up_text: str = ""


@transaction.atomic
def settle_on_spot(
    *, case: Case, by: User, settlement: Settlement, unit: Unit | None = None, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Case:  # fmt: skip
    """Assigns, signs for, pays, concludes and asks for completion in one transaction, on one day.

    Without `unit` a liaison takes the case for the own unit and names no other, others for the leading unit (人社).

    Raises:
        Refused: everything that is missing at once; nothing is kept, not even the payment.
    """
    now = now or timezone.now()
    day = event_day(on, now)
    unit = unit or _own_or_leading_unit(case, by)
    order = {"responsible_unit": unit, "responsible_officer": by, "officer_name": str(by), "due_on": day}
    kept = {"unit": str(unit or ""), "officer": str(by), "due_on": str(day)}
    move(
        case=case, name="spot_assign", by=by, on=day, changes=order, data=kept, expected_version=expected_version,
        also_missing=[*_unfit(case, unit, settlement.outcome), *_not_its_own(unit, by), *_in_conflict(case, by)], now=now,
    )  # fmt: skip
    move(case=case, name="spot_sign_for", by=by, on=day, now=now)
    problems = _write_down(case, settlement, by=by, on=day, now=now)
    move(case=case, name="spot_request", by=by, on=day, also_missing=problems, now=now)
    start_clock(case=case, code=OFFICE_LIMIT, started_on=day, due_on=day, by=by, now=now, reason="当场解决")
    close_clocks(case=case, on=day, by=by, now=now, reason="当场解决")
    trail.record(
        "settle_on_spot", by=by, obj=case, now=now, number=case.number, outcome=Outcome(settlement.outcome).label
    )
    return case


def _write_down(case: Case, told: Settlement, *, by: User, on: date, now: datetime) -> list[str]:
    """Writes what can be written and returns what was refused; the caller's transaction keeps all or nothing."""
    signed: dict[str, Any] = {"by": by, "now": now}
    steps: list[Callable[[], Any]] = [partial(_write_payment, case, paid, on=on, **signed) for paid in told.payments]
    steps += [partial(_write_paper, case, paper, on=on, **signed) for paper in told.papers]
    for entry in live_entries(case):
        agreed = (told.agreed_yuan or {}).get(entry.claim_id)
        verified = (told.verified_yuan or {}).get(entry.claim_id) or _paid_for(entry.claim, told.payments)
        steps.append(partial(write_amounts, entry, verified, agreed))
        steps.append(partial(write_outcome, entry, outcome=told.outcome, outcome_on=on, **signed))
    # What is not told at all is named by the gate.
    clear, settled = told.facts_clear_text, told.matter_settled_text
    if clear.strip() or settled.strip():
        steps.append(partial(write_confirmations, case, facts_clear=clear, matter_settled=settled, **signed))
    call: dict[str, Any] = {
        "satisfaction": told.satisfaction,
        "none_reason": told.none_reason,
        "text": told.follow_up_text,
    }
    if told.satisfaction or told.none_reason.strip():
        steps.append(partial(write_follow_up, case, **call, on=on, **signed))
    return [sentence for step in steps for sentence in _refusals(step)]


def _refusals(step: Callable[[], object]) -> list[str]:
    try:
        with transaction.atomic():
            step()
    except Refused as refused:
        return refused.missing
    return []


def _write_payment(case: Case, paid: SpotPayment, *, by: User, on: date, now: datetime) -> Payment:
    return write_payment(
        case, by=by, on=on, source=paid.source, lines=paid.lines, proof_kind=paid.proof_kind, proof=paid.proof,
        note=paid.note, submission=None, now=now,
    )  # fmt: skip


def _write_paper(case: Case, paper: Paper, *, by: User, on: date, now: datetime) -> Evidence:
    if paper.kind not in Evidence.Kind.values or paper.kind == Evidence.Kind.LEADER:
        raise Refused("请选择证明材料的种类。")
    return Evidence.objects.create(
        case=case, claim=paper.claim, kind=paper.kind, on=on, text=paper.text, reference=paper.reference,
        file=paper.file, at=now, by=by,
    )  # fmt: skip


def _paid_for(claim: Claim, payments: Sequence[SpotPayment]) -> Decimal | None:
    lines = [line.amount_yuan for paid in payments for line in paid.lines if line.claim.pk == claim.pk]
    return sum(lines, Decimal(0)) or None


def _unfit(case: Case, unit: Unit | None, outcome: str) -> list[str]:
    problems = []
    if outcome not in SOLVED:
        problems.append("当场解决的结果只能是已支付完毕、和解履行完毕或裁判已执行到位。")
    if unit and (unit.area_id != case.area_id or not unit.is_active):
        problems.append(f"{unit}不是本区划在用的成员单位。")
    return problems


def _not_its_own(unit: Unit | None, by: User) -> list[str]:
    """A liaison answers for the own unit alone; which other one is responsible, the head decides (交办)."""
    if holds(by, OFFICE_ROLES) or unit is None or unit.pk == by.unit_id:
        return []
    return [f"联络员当场解决的，由本单位办理：办理单位请选{by.unit}，交其他单位的请主任交办。"]


def _in_conflict(case: Case, by: User) -> list[str]:
    """依据：分工表“回避”。"""
    if holds(by, OFFICE_ROLES) or not by.unit_id:
        return []
    owing = [
        role
        for entry in live_entries(case)
        for company, role in debtors_of(entry.claim)
        if company.unit_id == by.unit_id
    ]
    return [f"回避：{by.unit}是{owing[0]}的所属单位，不当场办理本案，请主任交办。"] if owing else []


def _own_or_leading_unit(case: Case, by: User) -> Unit | None:
    if Role.LIAISON in by.role_set and by.unit:
        return by.unit
    return Unit.objects.filter(area=case.area_id, is_lead=True, is_active=True).first()
