"""Payment plans of claims with what became of each promise."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects

from ledger.instalments import Kept, Promise, Standing, standings
from ledger.models import Case, Evidence, Instalment, PaymentLine, Request
from ledger.selectors.paid import counting_lines
from ledger.workflow import FINISHED, SOLVED

LEVELS = {Kept.PENDING: "", Kept.DUE: "soon", Kept.PAID: "ok", Kept.BROKEN: "overdue"}


@dataclass(frozen=True)
class InstalmentRow:
    """One promise and how it stands; `number` counts within the plan of its claim."""

    row: Instalment
    standing: Standing
    number: int

    @property
    def level(self) -> str:
        return LEVELS[self.standing.state]


def load_instalments(case: Case) -> None:
    """Puts the case's promises that were not withdrawn on it, in one query, however often they are asked for."""
    promises = Instalment.objects.filter(withdrawn_at=None).select_related("claim", "by").order_by("claim", "due_on")
    prefetch_related_objects([case], Prefetch("instalments", promises))


def instalment_rows(case: Case, *, today: date) -> list[InstalmentRow]:
    """Promises of the case that stand, claim by claim, each in the order of its days."""
    load_instalments(case)
    paid: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for line in counting_lines(case):
        paid[line.claim_id].append((line.payment.on, line.amount_yuan))
    return _rows(case.instalments.all(), paid, today)


def promises_to_watch(case: Case, *, today: date) -> list[InstalmentRow]:
    """What was not paid by its day, or is due today; else the promise that comes next, once for each claim."""
    found: dict[int, InstalmentRow] = {}
    for each in instalment_rows(case, today=today):
        known = found.get(each.row.claim_id)
        # The last broken one says how much is wanting in all.
        if each.standing.state != Kept.PAID and (known is None or each.standing.state in (Kept.BROKEN, Kept.DUE)):
            found[each.row.claim_id] = each
    return list(found.values())


def broken_in_finished_cases(*, today: date) -> dict[int, list[Instalment]]:
    """By case, promises of finished cases that were not kept; those that a request of the program tells of left out."""
    finished = Instalment.objects.filter(withdrawn_at=None, case__status__in=FINISHED)
    plans = list(
        finished.filter(claim__in=finished.filter(due_on__lt=today).values("claim"))
        .select_related("claim")
        .order_by("claim", "due_on")
    )
    rows = _rows(plans, _paid(row.claim_id for row in plans), today)
    told: dict[int, list[Request]] = defaultdict(list)
    cases = {each.row.case_id for each in rows}
    for request in Request.objects.filter(case__in=cases, kind=Request.Kind.REOPEN, by=None):
        told[request.case_id].append(request)
    broken: dict[int, list[Instalment]] = defaultdict(list)
    for each in rows:
        if each.standing.state == Kept.BROKEN and not _is_told(each.row, told[each.row.case_id]):
            broken[each.row.case_id].append(each.row)
    return dict(broken)


def claims_with_agreement(case: Case) -> set[int]:
    """Ids of the case's claims that have an agreement: a signed paper, or an agreed sum."""
    links = case.case_claims.all()
    signed = {row.claim_id for row in case.evidence.all() if row.kind == Evidence.Kind.AGREEMENT}
    return {
        link.claim_id
        for link in links
        if None in signed or link.claim_id in signed or link.agreed_amount_yuan is not None
    }


def claims_paid_by_plan(case: Case) -> set[int]:
    """Ids of claims that ended unsolved while a plan runs on: what is paid on it is registered to the last promise."""
    load_instalments(case)
    planned = {row.claim_id for row in case.instalments.all()}
    return {link.claim_id for link in case.case_claims.all() if link.claim_id in planned and link.outcome not in SOLVED}


def _rows(
    plans: Iterable[Instalment], paid: Mapping[int, list[tuple[date, Decimal]]], today: date
) -> list[InstalmentRow]:
    by_claim: dict[int, list[Instalment]] = defaultdict(list)
    for row in plans:
        by_claim[row.claim_id].append(row)
    found = []
    for claim_id, rows in by_claim.items():
        promises = [Promise(row.due_on, row.amount_yuan) for row in rows]
        stand = standings(promises, paid.get(claim_id, []), today=today)
        found += [InstalmentRow(row, each, n) for n, (row, each) in enumerate(zip(rows, stand, strict=True), start=1)]
    return found


def _paid(claim_ids: Iterable[int]) -> dict[int, list[tuple[date, Decimal]]]:
    paid: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    lines = PaymentLine.objects.filter(claim__in=set(claim_ids), payment__voided_at=None)
    for claim_id, on, amount in lines.values_list("claim_id", "payment__on", "amount_yuan"):
        paid[claim_id].append((on, amount))
    return paid


def _is_told(row: Instalment, requests: list[Request]) -> bool:
    """True if the program has asked since the promise was broken and written down."""
    return any(request.on > row.due_on and request.at >= row.at for request in requests)
