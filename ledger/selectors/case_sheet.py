"""The head of a case's page and its claims with their rolls, in a fixed number of queries however long they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from django.db.models import Prefetch, prefetch_related_objects

from ledger.deadlines import DueState, due_state
from ledger.models import Case, CaseClaim, VerifiedPay
from ledger.numbers import Numbers
from ledger.selectors.hidden_names import names_hidden_on
from ledger.selectors.numbers import office_numbers
from ledger.selectors.paid import counting_lines
from ledger.selectors.recusal import recusal
from ledger.workflow import OPEN, Outcome
from office.models import StoredFile, User
from reception.identity import mask_id, mask_phone, without_numbers
from reception.identity_access import (
    HIDDEN_NAME,
    hides_identity,
    knows_nobody,
    petitioner_identity,
    petitioner_name,
    place_name,
    representatives_of,
    struck,
)
from reception.models import Claim, Representative, Worker
from reception.papers import group_text

ZERO = Decimal("0.00")
# What `with_entry_counts` puts before the name of what it has counted with a case.
COUNTED = "counted_"


class Roll(Enum):
    """How much of the rolls a page needs: all of it, the names and sums alone, or nothing."""

    WHOLE = auto()
    NAMES = auto()
    NONE = auto()


_ROLLS = {
    Roll.WHOLE: Worker.objects.select_related("verified").order_by("position"),
    Roll.NAMES: Worker.objects.select_related("verified")
    .only("claim_id", "position", "name", "owed_yuan", "verified__amount_yuan", "verified__reason")
    .order_by("position"),
}


@dataclass(frozen=True)
class WorkerRow:
    """One worker of the roll; numbers of identity are masked, names hidden under secrecy or conflict.

    `outstanding_yuan`: of what was verified for this worker, else of what the roll says; None if neither is known.
    """

    worker: Worker
    name: str
    id_number: str
    phone: str
    paid_yuan: Decimal
    outstanding_yuan: Decimal | None
    verified: VerifiedPay | None


@dataclass(frozen=True)
class ClaimBlock:
    """One claim of the case with its roll and its money; `outstanding_yuan` None while no amount is known."""

    link: CaseClaim
    claim: Claim
    hidden: bool
    petitioner: str
    place: str
    phone: str
    group: str
    workers: list[WorkerRow]
    paid_yuan: Decimal
    due_yuan: Decimal | None
    recusal: str

    @property
    def outstanding_yuan(self) -> Decimal | None:
        return None if self.due_yuan is None else max(self.due_yuan - self.paid_yuan, ZERO)

    @property
    def is_verified_by_worker(self) -> bool:
        """True once somebody of the roll has a verified sum of his own."""
        return any(row.verified for row in self.workers)

    @property
    def owing_count(self) -> int:
        """How many workers of the roll have not got all of it."""
        return sum(1 for row in self.workers if row.outstanding_yuan)


@dataclass(frozen=True)
class CaseSheet:
    """`hidden_names` are to be struck out of whatever was written about the case, longest first.

    `is_nameless`: read by the city, to whom neither numbers of people nor files are shown. `reader`: whose sheet it is.
    """

    case: Case
    due: DueState
    blocks: list[ClaimBlock]
    hidden_names: list[str]
    numbers: Numbers
    reader: User
    is_nameless: bool = False

    def kept_back(self, file: StoredFile) -> str:
        """What is said instead of the way to a file that `files.is_withheld` keeps from the reader; else empty."""
        if self.is_nameless:
            return "不对外提供"
        is_ours = not self.hidden_names or file.is_from_unit_of(self.reader)
        return "" if is_ours else "须保密，不能下载"

    @property
    def project(self) -> str:
        """Projects or places of work as the reader may know them."""
        return "、".join(dict.fromkeys(self.as_read(block.place) for block in self.blocks if block.place))

    @property
    def is_low_income(self) -> bool:
        return any(block.claim.is_low_income for block in self.blocks)

    @property
    def workers_count(self) -> int:
        return sum(block.claim.workers_count for block in self.blocks)

    @property
    def amount_yuan(self) -> Decimal | None:
        """Sum of the claimed amounts; None if none is known."""
        return _sum(block.claim.amount_yuan for block in self.blocks)

    @property
    def paid_yuan(self) -> Decimal:
        return sum((block.paid_yuan for block in self.blocks), ZERO)

    @property
    def due_yuan(self) -> Decimal | None:
        return _sum(block.due_yuan for block in self.blocks)

    @property
    def outstanding_yuan(self) -> Decimal | None:
        """What is left of all claims whose amount is known; what one got too much does not pay another's debt."""
        return _sum(block.outstanding_yuan for block in self.blocks)

    @property
    def paid_percent(self) -> int | None:
        """Whole percents of what has to be paid, 100 at most; None while no amount is known."""
        return min(int(self.paid_yuan * 100 / self.due_yuan), 100) if self.due_yuan else None

    def as_read(self, text: str) -> str:
        """What somebody wrote, without the names and numbers that its reader may not know."""
        told = struck(text, self.hidden_names)
        return without_numbers(told) if self.is_nameless else told


def case_sheet(case: Case, *, user: User, today: date, roll: Roll = Roll.WHOLE) -> CaseSheet:
    """The sheet of a case that the account may see."""
    numbers = office_numbers()
    return CaseSheet(
        case=case,
        due=due_state(case.due_on, today=today, is_open=case.status in OPEN, soon_days=numbers.due_soon_days),
        blocks=claim_blocks(case, user=user, roll=roll),
        hidden_names=names_hidden_on(case, user),
        numbers=numbers,
        reader=user,
        is_nameless=knows_nobody(user),
    )


def may_have(case: Case, what: str) -> bool:
    """False where the page of a case has counted none of these with the case itself: then nothing more is asked."""
    return getattr(case, f"{COUNTED}{what}", 1) > 0


def claim_blocks(case: Case, *, user: User, roll: Roll = Roll.WHOLE) -> list[ClaimBlock]:
    """The live claims of a case, each with so much of its roll and what each worker got; five queries."""
    live = (
        CaseClaim.objects.filter(claim__voided_at=None, claim__merged_into=None)
        .select_related(
            "claim__petitioner", "claim__project__general_contractor", "claim__project__developer", "claim__area", "claim__employer",
            "claim__general_contractor", "claim__developer",
            "claim__channel", "claim__nature", "claim__sector", "claim__project__sector", "claim__session", "outcome_by",
        )
        .order_by("id")
    )  # fmt: skip
    # Kept on the case, so that what may be done with its claims is seen without asking again.
    prefetch_related_objects([case], Prefetch("case_claims", live))
    links = list(case.case_claims.all())
    if roll != Roll.NONE:
        speakers = Representative.objects.all() if may_have(case, "representatives") else Representative.objects.none()
        prefetch_related_objects(links, Prefetch("claim__representatives", speakers))
        # Kept on the claim, so that the gate's facts need not ask again.
        prefetch_related_objects(links, Prefetch("claim__workers", _ROLLS[roll]))
    paid, paid_to = _payments_of(case)
    return [
        _block(
            link, [] if roll == Roll.NONE else list(link.claim.workers.all()), paid=paid[link.claim_id],
            paid_to=paid_to, user=user, roll=roll,
        )
        for link in links
    ]  # fmt: skip


def _payments_of(case: Case) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """What was paid, by claim and by worker; payments that were struck out do not count."""
    by_claim: dict[int, Decimal] = defaultdict(lambda: ZERO)
    by_worker: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in counting_lines(case):
        by_claim[line.claim_id] += line.amount_yuan
        if line.worker_id:
            by_worker[line.worker_id] += line.amount_yuan
    return by_claim, by_worker


def _block(
    link: CaseClaim, workers: list[Worker], *, paid: Decimal, paid_to: dict[int, Decimal], user: User, roll: Roll
) -> ClaimBlock:
    claim = link.claim
    hidden = hides_identity(claim, user)
    numbers = roll == Roll.WHOLE and not hidden
    return ClaimBlock(
        link=link,
        claim=claim,
        hidden=hidden,
        petitioner=petitioner_name(claim, user),
        place=place_name(claim, user),
        phone="" if hidden else mask_phone(claim.petitioner.phone or ""),
        group=""
        if hidden or roll == Roll.NONE
        else group_text(claim, petitioner_identity(claim, user), representatives_of(claim, user)),
        workers=[_worker_row(worker, paid_to[worker.pk], name=not hidden, numbers=numbers) for worker in workers],
        paid_yuan=paid,
        due_yuan=_amount_due(link),
        recusal="" if hidden else recusal(claim, link.case.responsible_unit),
    )


def _worker_row(worker: Worker, paid: Decimal, *, name: bool, numbers: bool) -> WorkerRow:
    verified: VerifiedPay | None = getattr(worker, "verified", None)
    due = verified.amount_yuan if verified else worker.owed_yuan
    return WorkerRow(
        worker=worker,
        name=worker.name if name else HIDDEN_NAME,
        id_number=mask_id(worker.id_number or "") if numbers else "",
        phone=mask_phone(worker.phone or "") if numbers else "",
        paid_yuan=paid,
        outstanding_yuan=None if due is None else max(due - paid, ZERO),
        verified=verified,
    )


def _amount_due(link: CaseClaim) -> Decimal | None:
    """What still has to be paid in all: the agreed sum of a settlement, else the verified one, else the claimed one."""
    if link.outcome == Outcome.SETTLED and link.agreed_amount_yuan is not None:
        return link.agreed_amount_yuan
    if link.verified_amount_yuan is not None:
        return link.verified_amount_yuan
    return link.claim.amount_yuan


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known else None
