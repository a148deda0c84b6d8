"""What a month's figures are counted from, as plain values: sessions, claims, conclusions. No query here."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ledger.workflow import SOLVED, Outcome
from reports.period import Month


class Standing(StrEnum):
    """Whether a claim counts, by what was known at the instant asked about."""

    LIVE = "live"
    VOID = "void"
    DUPLICATE = "duplicate"
    NOT_YET = "not_yet"


@dataclass(frozen=True, kw_only=True)
class SessionFact:
    """A session held in the month, with how many units signed in and whether the lead unit (人社) did.

    `left_out` is the head's reason not to count it.
    """

    pk: int
    area_id: int
    held_on: date
    is_closed: bool = True
    units: int = 2
    has_lead: bool = True
    venue: str = ""
    left_out: str = ""

    @property
    def day(self) -> date:
        return self.held_on


@dataclass(frozen=True, kw_only=True)
class CalledOff:
    """A session planned for the month that was cancelled, or moved to another day (`moved_to`, None if undated)."""

    pk: int
    area_id: int
    planned_on: date
    reason: str
    was_moved: bool
    moved_to: date | None = None

    @property
    def day(self) -> date:
        return self.planned_on


@dataclass(frozen=True, kw_only=True)
class ClaimFact:
    """A claim with its counted values. `held_on` is the day of its session, None without a session that was held and counts.

    `left_out` is why its session does not count.
    """

    pk: int
    number: str
    area_id: int
    held_on: date | None
    received_on: date
    session_id: int | None = None
    workers: int = 1
    amount_yuan: Decimal | None = None
    is_wages: bool = True
    not_wages_kind: str = ""
    standing: Standing = Standing.LIVE
    merged_into: str = ""
    left_out: str = ""

    @property
    def is_live(self) -> bool:
        return self.standing == Standing.LIVE


@dataclass(frozen=True, kw_only=True)
class TableFact:
    """What a district's figure in the city's table was taken from: its frozen table, or (`is_file`) the form it sent."""

    pk: int
    area_id: int
    number: str
    is_file: bool = False


@dataclass(frozen=True, kw_only=True)
class Event:
    """诉求办结 (with its outcome) or 诉求重新办理 of one claim. `pk` grows in the order of entry."""

    pk: int
    claim_id: int
    is_conclusion: bool
    outcome: str
    on: date

    @property
    def is_solved(self) -> bool:
        return self.outcome in SOLVED

    @property
    def outcome_label(self) -> str:
        return Outcome(self.outcome).label


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything one month's table is made of, for one or several areas.

    `received`: claims tied to the month's sessions, those that do not count included. `beside`: claims received in the
    month outside any held session. `moved`: other claims with an event in the month. `opening`, `closing`: session
    claims unfinished at the month's two ends. `events`: by claim, in order of entry. `same_workers`: for each ID number
    found on the rolls of several claims of the month, the ids of those claims, ascending, whether they count or not.
    `not_counted`: sessions of the month left out by the head.
    """

    month: Month
    sessions: tuple[SessionFact, ...] = ()
    called_off: tuple[CalledOff, ...] = ()
    received: tuple[ClaimFact, ...] = ()
    beside: tuple[ClaimFact, ...] = ()
    moved: tuple[ClaimFact, ...] = ()
    opening: tuple[ClaimFact, ...] = ()
    closing: tuple[ClaimFact, ...] = ()
    events: dict[int, tuple[Event, ...]] = field(default_factory=dict)
    same_workers: tuple[tuple[int, ...], ...] = ()
    not_counted: tuple[SessionFact, ...] = ()

    @property
    def counted(self) -> tuple[ClaimFact, ...]:
        """The month's claims that count (件)."""
        return tuple(claim for claim in self.received if claim.is_live)

    @property
    def population(self) -> tuple[ClaimFact, ...]:
        """Claims of any session up to the month's end that something happened to in the month."""
        moved = (claim for claim in self.moved if claim.is_live and claim.held_on and claim.held_on < self.month.start)
        return (*self.counted, *moved)

    def conclusion(self, claim: ClaimFact, *, before: date | None = None) -> Event | None:
        """The conclusion that stands: the last entered event dated before the day (any day if None), unless 重新办理.

        None as well for a claim whose session lies on that day or after it: it was not there yet.
        """
        if before and (claim.held_on is None or claim.held_on >= before):
            return None
        known = [event for event in self.events.get(claim.pk, ()) if before is None or event.on < before]
        return known[-1] if known and known[-1].is_conclusion else None

    def of_areas(self, area_ids: Collection[int]) -> "Facts":
        """The same month, these areas only."""
        return Facts(
            month=self.month,
            sessions=tuple(fact for fact in self.sessions if fact.area_id in area_ids),
            called_off=tuple(fact for fact in self.called_off if fact.area_id in area_ids),
            events=self.events,
            same_workers=self.same_workers,
            not_counted=tuple(fact for fact in self.not_counted if fact.area_id in area_ids),
            received=_within(self.received, area_ids),
            beside=_within(self.beside, area_ids),
            moved=_within(self.moved, area_ids),
            opening=_within(self.opening, area_ids),
            closing=_within(self.closing, area_ids),
        )


def _within(claims: tuple[ClaimFact, ...], area_ids: Collection[int]) -> tuple[ClaimFact, ...]:
    return tuple(claim for claim in claims if claim.area_id in area_ids)
