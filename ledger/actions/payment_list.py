"""登记支付清单: the lines that fit the roll become payments, one for each day; the others are named and left alone.

All in one transaction. A line that is recorded already is recorded once, however often the list is sent.
依据：工资支付凭证清单（姓名、后四位、实发金额、发放日期、流水号）。
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import bump, lock_for_work
from ledger.actions.payments import Line, write_payment
from ledger.models import Case, Payment
from ledger.payment_list import Judged, ListLine, Verdict
from ledger.selectors.case_sheet import ClaimBlock, Roll, claim_blocks
from ledger.selectors.payment_list import judged_lines
from office import trail
from office.models import Code, StoredFile, User
from office.refusals import Refused
from reception.models import Worker


@dataclass(frozen=True, kw_only=True)
class Slip:
    """Where the money came from and what proves that it went out: the same for all lines."""

    source: Code | None
    proof_kind: str
    proof: StoredFile | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a list."""

    payments: list[Payment]
    judged: list[Judged]

    def count(self, verdict: Verdict) -> int:
        return sum(1 for each in self.judged if each.verdict is verdict)


@transaction.atomic
def record_payment_list(
    *, case: Case, by: User, lines: Sequence[ListLine], slip: Slip, submission: UUID | None = None,
    now: datetime | None = None,
) -> Outcome:  # fmt: skip
    """Records the lines that fit; with none of them nothing is written, not even an event.

    Raises:
        Refused: no lines, no source, a claim that is concluded, a case that is not being worked on.
    """
    lock_for_work(case, by=by, act="record_payment_list")
    if not lines:
        raise Refused("清单是空的：请粘贴支付明细或选择表格文件。")
    now = now or timezone.now()
    # Read anew behind the lock: what the caller's own instance has loaded may be older.
    fresh = Case.objects.get(pk=case.pk)
    blocks = claim_blocks(fresh, user=by, roll=Roll.NAMES)
    judged = judged_lines(fresh, lines, blocks=blocks, today=timezone.localdate(now))
    payments = [
        write_payment(
            case, by=by, on=on, source=slip.source, lines=found, proof_kind=slip.proof_kind, proof=slip.proof,
            note=slip.note, submission=None if place else submission, now=now,
        )
        for place, (on, found) in enumerate(_by_day(judged, blocks))
    ]  # fmt: skip
    outcome = Outcome(payments=payments, judged=judged)
    if payments:
        bump(case)
        _record(case, outcome, by=by, now=now)
    return outcome


def _by_day(judged: Iterable[Judged], blocks: Iterable[ClaimBlock]) -> list[tuple[date, list[Line]]]:
    """The lines of each day; a worker paid twice on one day stands on a second payment of that day."""
    workers: dict[int, Worker] = {row.worker.pk: row.worker for block in blocks for row in block.workers}
    days: dict[tuple[date, int], dict[int, Line]] = {}
    for each in judged:
        if each.transfer is None:
            continue
        key, on, amount = each.transfer
        turn = next(turn for turn in count() if key not in days.get((on, turn), {}))
        line = Line(claim=workers[key].claim, worker=workers[key], amount_yuan=amount, serial=each.line.serial)
        days.setdefault((on, turn), {})[key] = line
    return [(on, list(found.values())) for (on, _turn), found in sorted(days.items(), key=lambda pair: pair[0])]


def _record(case: Case, outcome: Outcome, *, by: User, now: datetime) -> None:
    total = sum((payment.amount_yuan for payment in outcome.payments), Decimal(0))
    trail.record(
        "record_payment_list", by=by, obj=case, now=now, number=case.number,
        payments=[payment.pk for payment in outcome.payments], rows=len(outcome.judged),
        matched=outcome.count(Verdict.MATCHED), already=outcome.count(Verdict.RECORDED),
        faulty=outcome.count(Verdict.PROBLEM), amount_yuan=total,
    )  # fmt: skip
