"""The facts of a case as the gates want them: plain values, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects

from ledger.gate_facts import CaseFacts, ClaimFacts, EvidenceFacts, PaymentFacts, WorkerFacts
from ledger.models import Case, CaseClaim, Evidence, FollowUp, PaymentLine, Request, Supervision, Transition
from ledger.numbers import Numbers
from ledger.selectors.escalation import load_escalations, open_escalation
from ledger.selectors.major import leader_accounts, load_ownerships, owner_of
from ledger.selectors.numbers import office_numbers
from ledger.selectors.oversight import load_oversight, open_supervisions, waiting_request
from ledger.selectors.paid import counting_lines, load_payments
from ledger.selectors.procedures import holding_up, load_procedures
from reception.identity_access import NOT_CONSTRUCTION
from reception.models import Claim, Worker

_CONTACT = Evidence.Kind.CONTACT
# Of a roll no number of identity is read.
_ROLL = Worker.objects.select_related("verified").only(
    "claim_id", "position", "name", "owed_yuan", "verified__amount_yuan"
)


@dataclass(frozen=True)
class _Round:
    """What counts of a case since it was reopened last, or from its beginning."""

    reopened_at: datetime | None
    has_follow_up: bool


def case_facts(case: Case, *, entries: Sequence[CaseClaim] | None = None, numbers: Numbers | None = None) -> CaseFacts:
    """What is known of the case now: its live claims, their rolls, payments that count, papers, confirmations.

    `entries` are its live claims where the caller has them already, with sector and project; `numbers` likewise.
    """
    return facts_of([case], entries=entries, numbers=numbers)[case.pk]


def facts_of(
    cases: Sequence[Case], *, entries: Sequence[CaseClaim] | None = None, numbers: Numbers | None = None
) -> dict[int, CaseFacts]:
    """The facts of several cases by their ids, in as many queries as those of one."""
    papers, lines = _papers(cases), _lines(cases)
    claims: dict[int, list[CaseClaim]] = defaultdict(list)
    for entry in _entries(cases) if entries is None else entries:
        claims[entry.case_id].append(entry)
    prefetch_related_objects([entry for found in claims.values() for entry in found], Prefetch("claim__workers", _ROLL))
    load_oversight(cases)
    load_procedures(cases)
    load_escalations(cases)
    rounds = _rounds(cases)
    load_ownerships(cases)
    numbers = numbers or office_numbers()
    return {
        case.pk: CaseFacts(
            claims=tuple(
                _claim_facts(entry, lines[entry.claim_id], _of_round(papers[case.pk], rounds[case.pk]))
                for entry in claims[case.pk]
            ),
            completed_on=case.completed_on,
            is_facts_clear=bool(case.facts_clear_text and case.facts_clear_by_id and case.facts_clear_at),
            is_matter_settled=bool(case.matter_settled_text and case.matter_settled_by_id and case.matter_settled_at),
            has_follow_up=rounds[case.pk].has_follow_up,
            is_major=case.is_major,
            has_leader=_has_leader(case),
            evidence=tuple(_paper(row, leader_accounts(case)) for row in papers[case.pk]),
            contact_attempts=numbers.contact_attempts,
            contact_days=numbers.contact_days,
            unanswered=tuple(f"{row.get_kind_display()}（{row.unit}，{row.on}）" for row in _unanswered(case)),
            escalated_on=_escalated_on(case),
            procedures=tuple(f"{row.kind}（{row.opened_on} {row.kind.opened_label}）" for row in holding_up(case)),
            waits_for_reopening=waiting_request(case, Request.Kind.REOPEN) is not None,
            is_history=case.origin == Case.Origin.HISTORY,
        )
        for case in cases
    }


def with_rounds(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases, each knowing when it was reopened last and whether somebody was called since."""
    reopened = Transition.objects.filter(case=OuterRef("pk"), move="reopen").order_by("-at", "-id")
    since = Q(at__gt=OuterRef("reopened_at"), on__gte=OuterRef("reopened_on"))
    calls = FollowUp.objects.filter(case=OuterRef("pk"))
    return cases.annotate(
        reopened_at=Subquery(reopened.values("at")[:1]), reopened_on=Subquery(reopened.values("on")[:1])
    ).annotate(called=Exists(calls), called_since=Exists(calls.filter(since)))


def _rounds(cases: Sequence[Case]) -> dict[int, _Round]:
    """Asked for, unless the cases were read `with_rounds`."""
    told: Iterable[Any] = cases
    if not all(hasattr(case, "called_since") for case in cases):
        told = with_rounds(Case.objects.filter(pk__in=[case.pk for case in cases]).only("pk"))
    return {case.pk: _Round(case.reopened_at, case.called_since if case.reopened_at else case.called) for case in told}


def _of_round(papers: Iterable[Evidence], of: _Round) -> list[Evidence]:
    """Papers stay good when a case is reopened; that somebody could not be reached before does not."""
    return [row for row in papers if row.kind != _CONTACT or of.reopened_at is None or row.at > of.reopened_at]


def _has_leader(case: Case) -> bool:
    owner = owner_of(case)
    return owner is not None and owner.leader.is_active


def _unanswered(case: Case) -> list[Supervision]:
    return [row for row in open_supervisions(case) if row.kind == Supervision.Kind.REGULATOR]


def _escalated_on(case: Case) -> date | None:
    row = open_escalation(case)
    return row.requested_on if row else None


def _entries(cases: Sequence[Case]) -> QuerySet[CaseClaim]:
    rows = CaseClaim.objects.filter(case__in=cases, claim__voided_at=None, claim__merged_into=None)
    return rows.select_related("claim__sector", "claim__project__sector").order_by("id")


def _papers(cases: Sequence[Case]) -> dict[int, list[Evidence]]:
    papers = Evidence.objects.select_related("claim", "file", "by").order_by("on", "id")
    prefetch_related_objects(list(cases), Prefetch("evidence", papers))
    return {case.pk: list(case.evidence.all()) for case in cases}


def _lines(cases: Sequence[Case]) -> dict[int, list[PaymentLine]]:
    """Lines of payments that were not cancelled, by claim."""
    load_payments(cases)
    found: dict[int, list[PaymentLine]] = defaultdict(list)
    for case in cases:
        for line in counting_lines(case):
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
    return tuple(
        WorkerFacts(name=row.name, owed_yuan=row.owed_yuan, paid_yuan=paid[row.pk], verified_yuan=_figure(row))
        for row in workers
    )


def _figure(worker: Worker) -> Decimal | None:
    found = getattr(worker, "verified", None)
    return found.amount_yuan if found else None


def _is_construction(claim: Claim) -> bool:
    sector = claim.sector or (claim.project.sector if claim.project else None)
    return sector is not None and sector.key != NOT_CONSTRUCTION


def _paper(row: Evidence, leaders: Collection[int] = ()) -> EvidenceFacts:
    return EvidenceFacts(
        kind=row.kind, on=row.on, text=row.text, reference=row.reference, has_file=row.file_id is not None,
        is_by_owner=row.by_id in leaders,
    )  # fmt: skip
