"""The roll of a case as a payment list is matched to it, and what of the list is recorded already.

Of ID numbers and accounts no more than the last four leaves this module. Claims whose people are hidden from the reader
are left out altogether, so that nobody finds out by trying names.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from ledger.models import Case
from ledger.payment_list import Judged, ListLine, Payee, Recorded, last_four, match
from ledger.selectors.case_sheet import ClaimBlock
from ledger.selectors.paid import counting_lines
from reception.models import Worker


def judged_lines(case: Case, lines: Iterable[ListLine], *, blocks: Sequence[ClaimBlock], today: date) -> list[Judged]:
    """Every line of the list with its verdict on this case; `blocks` as the reader sees them."""
    recorded = [
        Recorded(key=line.worker_id, on=line.payment.on, amount_yuan=line.amount_yuan, serial=line.serial)
        for line in counting_lines(case)
    ]
    return match(lines, payees_of(blocks), recorded, today=today)


def payees_of(blocks: Sequence[ClaimBlock]) -> list[Payee]:
    """Workers whose names the reader may know; one query for the last figures of all of them."""
    rows = {row.worker.pk: row for block in blocks if not block.hidden for row in block.workers}
    numbers = Worker.objects.filter(pk__in=rows).order_by("claim", "position").only("name", "id_number", "account")
    return [
        Payee(
            key=worker.pk,
            name=worker.name,
            endings=frozenset(filter(None, map(last_four, (worker.id_number or "", worker.account or "")))),
            outstanding_yuan=rows[worker.pk].outstanding_yuan,
        )
        for worker in numbers
    ]


def hides_somebody(blocks: Iterable[ClaimBlock]) -> bool:
    """True if some claim's people are left out of the matching."""
    return any(block.hidden for block in blocks)
