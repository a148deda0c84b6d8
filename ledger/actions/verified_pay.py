"""逐人核实: what each worker of a claim's roll is owed, found one by one; the claim's 核实金额 is their sum.

依据：实施方案六（二）“案情没有搞清楚的不放过”；R31 每名工人的欠发、核实、已付、未付.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, lock_for_work
from ledger.models import CaseClaim, VerifiedPay
from ledger.selectors.claims import concluded_numbers
from office import trail
from office.amounts import CENT
from office.models import User
from office.refusals import refuse_if
from reception.models import Worker

LONGEST_REASON = 100
_LIMIT = Decimal(10) ** 10


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One worker's verified sum in yuan; `reason` where it is not what the roll says."""

    worker: int
    amount_yuan: Decimal
    reason: str = ""


@transaction.atomic
def verify_roll(
    *, case_claim: CaseClaim, by: User, figures: Sequence[Figure], expected_version: int | None = None,
    now: datetime | None = None,
) -> CaseClaim:  # fmt: skip
    """Writes the sum of every worker of the roll and their total as the claim's 核实金额; the roll stays as it is.

    Raises:
        Refused: a worker without a sum or of another claim, a sum that is none, another sum than the roll's without a
            reason, a claim that is concluded.
    """
    case = lock_for_work(case_claim.case, by=by, act="record_outcome", expected_version=expected_version)
    case_claim.refresh_from_db()
    now = now or timezone.now()
    roll = list(case_claim.claim.workers.select_related("verified").order_by("position"))
    refuse_if(_faults(case_claim, roll, figures))
    told = {figure.worker: figure for figure in figures}
    for worker in roll:
        _write(worker, told[worker.pk], by=by, now=now)
    before, total = case_claim.verified_amount_yuan, sum((each.amount_yuan for each in figures), Decimal(0))
    case_claim.verified_amount_yuan = total
    case_claim.save(update_fields=["verified_amount_yuan"])
    bump(case)
    trail.record(
        "verify_roll", by=by, obj=case, now=now, number=case.number, claim=case_claim.claim.number, rows=len(roll),
        verified_amount_yuan=total, before_verified_amount_yuan=before,
        differing=sum(1 for worker in roll if _differs(worker, told[worker.pk])),
    )  # fmt: skip
    return case_claim


def _faults(entry: CaseClaim, roll: Sequence[Worker], figures: Sequence[Figure]) -> list[str]:
    number = entry.claim.number
    problems = [f"{each}已办结，先重新办理再改金额。" for each in concluded_numbers([entry.claim])]
    if not roll:
        problems.append(f"{number}还没有花名册：请先由窗口在“更正登记”中补录，再逐人核实。")
    if sorted(figure.worker for figure in figures) != sorted(worker.pk for worker in roll):
        return [*problems, f"{number}：请给花名册上的每个人填写核实金额；花名册有变动的，请刷新页面后再填。"]
    told = {figure.worker: figure for figure in figures}
    return problems + [fault for worker in roll for fault in _figure_faults(worker, told[worker.pk])]


def _figure_faults(worker: Worker, figure: Figure) -> list[str]:
    amount, row = figure.amount_yuan, f"花名册第 {worker.position} 行"
    if not amount.is_finite() or not 0 <= amount < _LIMIT or amount != amount.quantize(CENT):
        return [f"{row}：核实金额不能小于零，最多两位小数。"]
    if len(figure.reason.strip()) > LONGEST_REASON:
        return [f"{row}：原因最多 {LONGEST_REASON} 个字。"]
    if _differs(worker, figure) and not figure.reason.strip():
        return [f"{row}：核实金额与欠发 {worker.owed_yuan:,.2f} 元不同，请写明原因。"]
    return []


def _differs(worker: Worker, figure: Figure) -> bool:
    """Another sum than the roll's; where the roll has none, there is nothing to differ from."""
    return worker.owed_yuan is not None and figure.amount_yuan != worker.owed_yuan


def _write(worker: Worker, figure: Figure, *, by: User, now: datetime) -> None:
    """A row that stays as it is keeps who verified it and when."""
    found: VerifiedPay | None = getattr(worker, "verified", None)
    reason = figure.reason.strip() if _differs(worker, figure) else ""
    if found and (found.amount_yuan, found.reason) == (figure.amount_yuan, reason):
        return
    given = {"amount_yuan": figure.amount_yuan, "reason": reason, "at": now, "by": by}
    VerifiedPay.objects.update_or_create(worker=worker, defaults=given)
