"""Money that reached workers: recorded by worker, cancelled with a reason, never deleted.

依据：实施方案六（二）事情没有解决的不放过；domain term 支付, 冲销.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, event_day, lock_for_work, relock, require_on
from ledger.day_bounds import coming_faults, early_faults
from ledger.models import Advance, Case, Payment, PaymentLine
from ledger.selectors.claims import concluded_numbers, live_entries
from ledger.selectors.instalments import claims_paid_by_plan
from ledger.workflow import FINISHED
from office import trail
from office.models import Code, StoredFile, User
from office.refusals import Refused
from reception.models import Claim, Worker

CENT = Decimal("0.01")
NO_PROOF = Payment.ProofKind.NONE


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one worker got. `worker` None only for a claim that has no roll yet; `serial`: the bank's 流水号."""

    claim: Claim
    worker: Worker | None
    amount_yuan: Decimal
    serial: str = ""


@transaction.atomic
def record_payment(
    *,
    case: Case,
    by: User,
    on: date | None = None,
    source: Code | None,
    lines: Sequence[Line],
    proof_kind: str = NO_PROOF,
    proof: StoredFile | None = None,
    note: str = "",
    submission: UUID | None = None,
    now: datetime | None = None,
) -> Payment:
    """登记支付; the proof may come later, but no gate opens without it. The same `submission` again: the first payment.

    On a finished case only what is paid by a plan that runs on.

    Raises:
        Refused: no lines, amounts not above zero, a worker of another case, a day to come or before 2000.
    """
    _lock_to_pay(case, lines, by=by)
    first = Payment.objects.filter(submission=submission).first() if submission else None
    if first:
        if first.case_id == case.pk:
            return first
        raise Refused("这一页已经用来登记过另一个案件的支付：请返回案件，重新打开“登记支付”再填。")
    now = now or timezone.now()
    payment = write_payment(
        case, by=by, on=event_day(on, now), source=source, lines=lines, proof_kind=proof_kind, proof=proof, note=note,
        submission=submission, now=now,
    )  # fmt: skip
    bump(case)
    trail.record(
        "record_payment", by=by, obj=case, now=now, number=case.number, payment=payment.pk, on=payment.on,
        amount_yuan=payment.amount_yuan, source=payment.source.label,
    )  # fmt: skip
    return payment


@transaction.atomic
def add_proof(
    *, payment: Payment, by: User, proof_kind: str, proof: StoredFile | None, now: datetime | None = None
) -> Payment:
    """补凭证 or another one in its place; on a finished case only where there was none, since that takes nothing away.

    Raises:
        Refused: no file or kind, payment cancelled, proof already there on a finished case.
    """
    case = relock(payment.case)
    payment.refresh_from_db()
    require_on(case, by, "record_payment")
    if case.status not in FINISHED or payment.proof_id:
        lock_for_work(case, by=by, act="record_payment")
    problems = _proof_faults(proof_kind, proof)
    if proof is None:
        problems.append("请上传凭证文件。")
    if payment.voided_at:
        problems.append("这笔支付已冲销。")
    if problems:
        raise Refused(problems)
    payment.proof_kind, payment.proof = proof_kind, proof
    payment.save(update_fields=["proof_kind", "proof"])
    bump(case)
    trail.record(
        "add_proof",
        by=by,
        obj=case,
        now=now,
        number=case.number,
        payment=payment.pk,
        proof_kind=Payment.ProofKind(proof_kind).label,
    )
    return payment


@transaction.atomic
def void_payment(*, payment: Payment, by: User, reason: str, now: datetime | None = None) -> Payment:
    """冲销: the payment stays to be read and no longer counts. Refused once its claim is concluded.

    Raises:
        Refused: no reason, cancelled before, claim concluded, paid by an advance.
    """
    case = lock_for_work(payment.case, by=by, act="record_payment")
    if Advance.objects.filter(payment=payment).exists():
        raise Refused("这笔支付是垫付的工资，请由主任用“冲销垫付”办理，垫付和资金账户一并冲销。")
    now = now or timezone.now()
    write_void(payment, by=by, reason=reason, now=now)
    bump(case)
    trail.record("void_payment", by=by, obj=case, now=now, number=case.number, payment=payment.pk)
    return payment


def write_void(payment: Payment, *, by: User, reason: str, now: datetime) -> None:
    """Cancels a payment of a locked case; the calling action has asked for the right and writes the event."""
    payment.refresh_from_db()
    claims = {line.claim for line in payment.lines.select_related("claim")}
    problems = [f"{number}已办结，先重新办理再冲销支付。" for number in concluded_numbers(claims)]
    if payment.voided_at:
        problems.append("这笔支付已经冲销过。")
    if not reason.strip():
        problems.append("请写明冲销原因。")
    if problems:
        raise Refused(problems)
    payment.voided_at, payment.voided_by, payment.void_reason = now, by, reason.strip()
    payment.save(update_fields=["voided_at", "voided_by", "void_reason"])


def write_payment(
    case: Case,
    *,
    by: User,
    on: date,
    source: Code | None,
    lines: Sequence[Line],
    proof_kind: str,
    proof: StoredFile | None,
    note: str,
    submission: UUID | None,
    now: datetime,
) -> Payment:
    """Checks and stores a payment on a locked case; the calling action has asked for the right and writes the event."""
    problems = [*_day_faults(on, now), *_line_faults(case, lines), *_proof_faults(proof_kind, proof)]
    if source is None or source.kind != Code.Kind.SOURCE:
        problems.append("请选择资金渠道。")
    if problems or source is None:
        raise Refused(problems)
    payment = Payment.objects.create(
        case=case, on=on, amount_yuan=sum(line.amount_yuan for line in lines), source=source, proof_kind=proof_kind,
        proof=proof, note=note.strip(), submission=submission, at=now, by=by,
    )  # fmt: skip
    PaymentLine.objects.bulk_create(
        PaymentLine(
            payment=payment, claim=line.claim, worker=line.worker, amount_yuan=line.amount_yuan, serial=line.serial
        )
        for line in lines
    )
    return payment


def _lock_to_pay(case: Case, lines: Sequence[Line], *, by: User) -> None:
    relock(case)
    require_on(case, by, "record_payment")
    by_plan = case.status in FINISHED and {line.claim.pk for line in lines} <= claims_paid_by_plan(case)
    if not (by_plan and lines):
        lock_for_work(case, by=by, act="record_payment")


def _day_faults(on: date, now: datetime) -> list[str]:
    return coming_faults("支付日期", on, timezone.localdate(now)) + early_faults("支付日期", on)


def _line_faults(case: Case, lines: Sequence[Line]) -> list[str]:
    on_case = {entry.claim_id for entry in live_entries(case)}
    workers = [line.worker.pk for line in lines if line.worker]
    problems = [] if lines else ["请填写每个工人的支付金额。"]
    for line in lines:
        if (
            not line.amount_yuan.is_finite()
            or line.amount_yuan <= 0
            or line.amount_yuan != line.amount_yuan.quantize(CENT)
        ):
            problems.append(f"{line.claim.number}：支付金额须大于零，最多两位小数。")
        if line.claim.pk not in on_case:
            problems.append(f"{line.claim.number}不在案件 {case.number} 中。")
        elif line.worker and line.worker.claim_id != line.claim.pk:
            problems.append(f"{line.claim.number}：所选工人不在这件诉求的花名册中。")
        elif line.worker is None and line.claim.workers.exists():
            problems.append(f"{line.claim.number}：请按花名册逐人登记支付。")
    if len(workers) != len(set(workers)):
        problems.append("同一笔支付中每个工人只能填一行。")
    by_plan = claims_paid_by_plan(case)
    concluded = concluded_numbers({line.claim for line in lines if line.claim.pk not in by_plan})
    return problems + [f"{number}已办结，先重新办理再登记支付。" for number in concluded]


def _proof_faults(kind: str, proof: StoredFile | None) -> list[str]:
    if kind not in Payment.ProofKind.values:
        return ["请选择凭证种类。"]
    if proof and kind == NO_PROOF:
        return ["已上传凭证，请选择凭证种类。"]
    return []
