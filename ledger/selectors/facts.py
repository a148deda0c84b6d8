"""The facts of a case as the gates want them: plain values, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ledger.gates import CaseFacts, ClaimFacts, EvidenceFacts, PaymentFacts, WorkerFacts
from ledger.models import Case, CaseClaim, Evidence, PaymentLine
from office.selectors import parameter
from reception.models import Claim

NOT_CONSTRUCTION = "not_construction"


def case_facts(case: Case) -> CaseFacts:
    """What is known of the case now: its live claims, their rolls, payments that count, papers, confirmations."""
    papers = _papers(case)
    lines = _lines(case)
    entries = (
        CaseClaim.objects.filter(case=case, claim__voided_at=None, claim__merged_into=None)
        .select_related("claim__sector", "claim__project__sector")
        .prefetch_related("claim__workers")
    )
    return CaseFacts(
        claims=tuple(_claim_facts(entry, lines[entry.claim_id], papers) for entry in entries),
        completed_on=case.completed_on,
        is_facts_clear=bool(case.facts_clear_text and case.facts_clear_by_id and case.facts_clear_at),
        is_matter_settled=bool(case.matter_settled_text and case.matter_settled_by_id and case.matter_settled_at),
        has_follow_up=case.follow_ups.exists(),
        is_major=case.is_major,
        evidence=tuple(_paper(row) for row in papers),
        contact_attempts=int(parameter("contact_attempts", "3")),
        contact_days=int(parameter("contact_days", "15")),
        is_history=case.origin == Case.Origin.HISTORY,
    )


def _papers(case: Case) -> list[Evidence]:
    return list(case.evidence.order_by("on", "id"))


def _lines(case: Case) -> dict[int, list[PaymentLine]]:
    """Lines of payments that were not cancelled, by claim."""
    found: dict[int, list[PaymentLine]] = defaultdict(list)
    rows = PaymentLine.objects.filter(payment__case=case, payment__voided_at=None).select_related("payment")
    for line in rows.order_by("payment__on", "payment_id", "id"):
        found[line.claim_id].append(line)
    return found


def _claim_facts(entry: CaseClaim, lines: list[PaymentLine], papers: Iterable[Evidence]) -> ClaimFacts:
    claim = entry.claim
    payments = {line.payment_id: line.payment for line in lines}
    return ClaimFacts(
        number=claim.number,
        workers_count=claim.workers_count,
        received_on=claim.received_on,
        outcome=entry.outcome,
        outcome_on=entry.outcome_on,
        has_debtor=claim.employer_id is not None,
        has_period=bool(claim.owed_from),
        is_construction=_is_construction(claim),
        has_project=claim.project_id is not None,
        is_low_income=claim.is_low_income,
        verified_yuan=entry.verified_amount_yuan,
        agreed_yuan=entry.agreed_amount_yuan,
        roll=_roll(claim, lines),
        payments=tuple(
            PaymentFacts(
                on=payment.on,
                amount_yuan=payment.amount_yuan,
                proof_kind=payment.proof_kind,
                has_file=payment.proof_id is not None,
            )
            for payment in payments.values()
        ),
        evidence=tuple(_paper(row) for row in papers if row.claim_id in (None, claim.pk)),
    )


def _roll(claim: Claim, lines: list[PaymentLine]) -> tuple[WorkerFacts, ...]:
    workers = list(claim.workers.all())
    paid: dict[int | None, Decimal] = defaultdict(Decimal)
    for line in lines:
        paid[line.worker_id] += line.amount_yuan
    if len(workers) == 1:
        # Imported payments name no worker; with one worker there is no doubt whose money it was.
        paid[workers[0].pk] += paid[None]
    return tuple(WorkerFacts(name=row.name, owed_yuan=row.owed_yuan, paid_yuan=paid[row.pk]) for row in workers)


def _is_construction(claim: Claim) -> bool:
    sector = claim.sector or (claim.project.sector if claim.project else None)
    return sector is not None and sector.key != NOT_CONSTRUCTION


def _paper(row: Evidence) -> EvidenceFacts:
    return EvidenceFacts(
        kind=row.kind, on=row.on, text=row.text, reference=row.reference, has_file=row.file_id is not None
    )
