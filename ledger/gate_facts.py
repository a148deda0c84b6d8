"""The plain facts of a case that the gates look at. Pure: values, no rows; `ledger.selectors.facts` fills them in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class WorkerFacts:
    """One row of the roll: owed and verified (None: not known), and what the payments of this case brought, in yuan."""

    name: str
    owed_yuan: Decimal | None
    paid_yuan: Decimal
    verified_yuan: Decimal | None = None

    @property
    def due_yuan(self) -> Decimal | None:
        """What the worker has to get: what was verified for this one, else what the roll says; None if not known."""
        return self.owed_yuan if self.verified_yuan is None else self.verified_yuan


@dataclass(frozen=True, kw_only=True)
class PaymentFacts:
    """One payment that counts; `amount_yuan` is the whole payment's."""

    on: date
    amount_yuan: Decimal
    proof_kind: str
    has_file: bool


@dataclass(frozen=True, kw_only=True)
class EvidenceFacts:
    """One dated paper or note. `is_by_owner`: a leader who led the case wrote it with his own account."""

    kind: str
    on: date
    text: str = ""
    reference: str = ""
    has_file: bool = False
    is_by_owner: bool = False


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """One live claim with everything that its outcome may rest on."""

    number: str
    workers_count: int
    received_on: date
    outcome: str = ""
    outcome_on: date | None = None
    has_debtor: bool = False
    has_period: bool = False
    is_construction: bool = False
    has_project: bool = False
    is_low_income: bool = False
    verified_yuan: Decimal | None = None
    agreed_yuan: Decimal | None = None
    roll: tuple[WorkerFacts, ...] = ()
    payments: tuple[PaymentFacts, ...] = ()
    evidence: tuple[EvidenceFacts, ...] = ()

    @property
    def last_payment_on(self) -> date | None:
        return max((payment.on for payment in self.payments), default=None)


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """A case as it stands now. `has_leader`: somebody in office leads it. `procedures` names each open one that the head has not found to have no bearing on the
    wages. `contact_*` are the office's editable numbers for 无法联系; `unanswered` names each
    行业督办 that still awaits its reply, `escalated_on` the day of an escalation without conclusion, `has_follow_up` counts none from before a reopening."""

    claims: tuple[ClaimFacts, ...]
    completed_on: date | None = None
    is_facts_clear: bool = False
    is_matter_settled: bool = False
    has_follow_up: bool = False
    is_major: bool = False
    has_leader: bool = False
    evidence: tuple[EvidenceFacts, ...] = ()
    contact_attempts: int = 3
    contact_days: int = 15
    unanswered: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    escalated_on: date | None = None
    waits_for_reopening: bool = False
    is_history: bool = False

    @property
    def last_event_on(self) -> date | None:
        """The last outcome or payment: a completion cannot lie before it."""
        days = [claim.outcome_on for claim in self.claims] + [claim.last_payment_on for claim in self.claims]
        return max((day for day in days if day), default=None)
