"""The ledger on paper: every case of a query in its order, with all that a ledger's row holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ledger.models import Case, CaseClaim
from ledger.selectors.case_list import CaseInBrief, page_of_cases
from ledger.workflow import EMPTY, Outcome
from office.models import User
from reception.identity_access import petitioner_name, place_name

_SHOWN_OF_LINKS = (
    "case_id", "outcome", "case__completed_on", "case__struck_off_on", "claim__received_on", "claim__amount_yuan",
    "claim__workers_count", "claim__is_secret", "claim__voided_at", "claim__merged_into_id", "claim__petitioner__name",
    "claim__project__name", "claim__employer__name", "claim__employer__unit_id",
    "claim__general_contractor__unit_id", "claim__project__general_contractor__unit_id",
)  # fmt: skip


@dataclass(frozen=True)
class PrintedRow:
    """One line of the ledger; `amount_yuan` is the sum of its live claims, None if none of them is known."""

    case: CaseInBrief
    received_on: date | None
    petitioner: str
    claims_count: int
    project: str
    employer: str
    workers_count: int
    amount_yuan: Decimal | None
    outcome: str
    completed_on: date | None
    struck_off_on: date | None


@dataclass(frozen=True)
class PrintedLedger:
    """`is_whole` is False where there are more cases than asked for; the rows are then its beginning.

    Its sums leave out cases that were gathered into others or void: their claims count elsewhere or not at all.
    """

    rows: list[PrintedRow]
    is_whole: bool

    @property
    def summed(self) -> list[PrintedRow]:
        return [row for row in self.rows if row.case.status not in EMPTY]

    @property
    def left_out(self) -> int:
        return len(self.rows) - len(self.summed)

    @property
    def workers_count(self) -> int:
        return sum(row.workers_count for row in self.summed)

    @property
    def amount_yuan(self) -> Decimal:
        """Of the cases whose amount is known."""
        return sum((row.amount_yuan for row in self.summed if row.amount_yuan is not None), Decimal(0))

    @property
    def unknown_amounts(self) -> int:
        return sum(row.amount_yuan is None for row in self.summed)


def printed_ledger(cases: QuerySet[Case], *, user: User, order: str, most: int) -> PrintedLedger:
    """At most so many cases in the list's order, names as this account may read them in a list."""
    page = page_of_cases(cases, order=order, size=most)
    links: dict[int, list[CaseClaim]] = defaultdict(list)
    for link in _links(page.cases):
        links[link.case_id].append(link)
    return PrintedLedger([_row(case, links[case.pk], user) for case in page.cases], is_whole=not page.after)


def _links(cases: list[CaseInBrief]) -> Iterable[CaseClaim]:
    """Claims of the cases with all that a row prints, in one query; nothing is decrypted."""
    return (
        CaseClaim.objects.filter(case__in=[case.pk for case in cases])
        .select_related(
            "case", "claim__petitioner", "claim__project__general_contractor", "claim__employer",
            "claim__general_contractor",
        )
        .only(*_SHOWN_OF_LINKS)
        .order_by("id")
    )  # fmt: skip


def _row(case: CaseInBrief, links: list[CaseClaim], user: User) -> PrintedRow:
    live = [link for link in links if link.claim.is_live] or links
    claims = [link.claim for link in live]
    amounts = [claim.amount_yuan for claim in claims if claim.amount_yuan is not None]
    return PrintedRow(
        case=case,
        received_on=min((claim.received_on for claim in claims), default=None),
        petitioner=petitioner_name(claims[0], user, in_list=True) if claims else "",
        claims_count=len(claims),
        project=_joined(place for claim in claims if (place := place_name(claim, user))),
        employer=_joined(claim.employer.name for claim in claims if claim.employer),
        workers_count=sum(claim.workers_count for claim in claims),
        amount_yuan=sum(amounts, Decimal(0)) if amounts else None,
        outcome=_outcomes(live),
        completed_on=next((link.case.completed_on for link in links), None),
        struck_off_on=next((link.case.struck_off_on for link in links), None),
    )


def _joined(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _outcomes(links: list[CaseClaim]) -> str:
    """已支付完毕; with several claims 已支付完毕 2 件、撤回 1 件."""
    counts = Counter(Outcome(link.outcome).label for link in links if link.outcome)
    return "、".join(label if len(links) == 1 else f"{label} {count} 件" for label, count in counts.items())
