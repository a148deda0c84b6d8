"""The day of a session as its page and its papers show it: who was served, what became of it, who sits at the table.

What a later room knows of a claim is read through the claim's own relation (`caseclaim__case`), never by its models.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from office.models import Unit, User
from office.selectors import numbers_of
from reception.direct import Ground, LeaderNumbers, grounds
from reception.identity import mask_name
from reception.identity_access import HIDDEN_NAME, hides_identity, petitioner_name, place_name, without_names
from reception.models import (
    Attendance,
    Claim,
    Delegate,
    DirectHandling,
    HandlingWaiver,
    ReceptionSession,
    TableOpinion,
    Visit,
)
from reception.summary import DayFigures, SummaryFacts, summary_text


@dataclass
class Served:
    """One visit of the day: a claim that was registered, or with `visit` one that was brought again.

    `name` and `place` are as the account may read them, `masked` as it stands on a paper that goes from hand to hand.
    """

    claim: Claim
    at: datetime
    name: str
    masked: str
    place: str
    hidden: bool
    stage: str
    is_solved: bool = False
    is_solved_there: bool = False
    visit: Visit | None = None
    handlings: list[DirectHandling] = field(default_factory=list)
    opinions: list[TableOpinion] = field(default_factory=list)
    for_leader: list[Ground] = field(default_factory=list)

    @property
    def masked_place(self) -> str:
        """The place as it stands on such a paper: a home bears the name of who complained."""
        return without_names(self.place, [self.claim.petitioner.name])


@dataclass(frozen=True)
class Seat:
    """A unit that is expected or came; `expected` is the person the plan names."""

    unit: Unit
    attendance: Attendance | None
    expected: str


@dataclass(frozen=True)
class Day:
    """Who was served, in the order of their coming, and how often a claim in view was brought again."""

    served: list[Served]
    visits: int

    @property
    def figures(self) -> DayFigures:
        """A claim counts once, and only while it is live."""
        rows = [entry for entry in self.served if entry.visit is None and entry.claim.is_live]
        amounts = [row.claim.amount_yuan for row in rows if row.claim.amount_yuan is not None]
        return DayFigures(
            claims=len(rows),
            workers=sum(row.claim.workers_count for row in rows),
            amount_yuan=sum(amounts, Decimal("0.00")),
            unknown_amounts=len(rows) - len(amounts),
            solved=sum(row.is_solved for row in rows),
            solved_there=sum(row.is_solved_there for row in rows),
            visits=self.visits,
            groups=sum(row.claim.is_group for row in rows),
            not_wages=sum(not row.claim.is_wages for row in rows),
            handled=len({row.claim.pk for row in self.served if row.handlings}),
        )


def day_of(session: ReceptionSession, user: User) -> Day:
    """Everybody whom the account may see; six queries, however many they are."""
    rows = _claims(session, user)
    entries = [_entry(claim, claim.registered_at, session, user) for claim in rows if claim.session_id == session.pk]
    listed, by_key = {entry.claim.pk for entry in entries}, {claim.pk: claim for claim in rows}
    visits = list(Visit.objects.filter(session=session, claim__in=by_key))
    for visit in visits:
        # A claim that was merged stands on the list already, marked 已判重.
        if visit.duplicate_id not in listed:
            entry = _entry(by_key[visit.claim_id], visit.recorded_at, session, user)
            entry.visit = visit
            entries.append(entry)
    entries.sort(key=lambda entry: entry.at)
    _add_table(entries, session)
    return Day(entries, len(visits))


def for_the_leader(entries: Iterable[Served]) -> list[Served]:
    """建议领导直接处理: what the rules put before the leader and nobody has taken or waved off; each claim once."""
    found: dict[int, Served] = {}
    for entry in entries:
        if entry.for_leader and entry.claim.is_live:
            found.setdefault(entry.claim.pk, entry)
    return list(found.values())


def seats(session: ReceptionSession) -> list[Seat]:
    """Units expected at a joint reception or named in the plan, and any other that came; three queries."""
    signed = {row.unit_id: row for row in session.attendances.select_related("unit")}
    sent = dict(Delegate.objects.filter(session=session).values_list("unit", "person"))
    units = Unit.objects.filter(area=session.area_id, is_active=True)
    return [
        Seat(unit, signed.get(unit.pk), sent.get(unit.pk, ""))
        for unit in units
        if unit.is_attending or unit.pk in signed or unit.pk in sent
    ]


def summary_facts(session: ReceptionSession, *, figures: DayFigures, units: Sequence[Seat]) -> SummaryFacts:
    """What the summary of the session is written from."""
    return SummaryFacts(
        day=session.day_text,
        hours=session.hours_text,
        venue=session.venue,
        led_by=session.duty_leader,
        chair=session.chair,
        present=tuple(seat.unit.short_name for seat in units if seat.attendance),
        absent=tuple(seat.unit.short_name for seat in units if not seat.attendance),
        figures=figures,
    )


def proposed_summary(session: ReceptionSession, user: User) -> str:
    """小结 as the figures make it now."""
    figures = day_of(session, user).figures
    return summary_text(summary_facts(session, figures=figures, units=seats(session)))


def opinions_of(claim: Claim) -> QuerySet[TableOpinion]:
    """处理意见 of the units at the table on this claim, the oldest first."""
    return TableOpinion.objects.filter(claim=claim).select_related("unit", "by")


def handlings_of(claim: Claim) -> QuerySet[DirectHandling]:
    """直接处理 of this claim, the oldest first."""
    return DirectHandling.objects.filter(claim=claim).select_related("session", "by")


def sessions_of(claim: Claim) -> list[ReceptionSession]:
    """The sessions at which the claim was brought, the open one first, then the latest."""
    rows = ReceptionSession.objects.opened().filter(Q(claims=claim) | Q(visits__claim=claim)).distinct()
    return sorted(rows.order_by("-held_on", "-pk"), key=lambda row: row.status != ReceptionSession.Status.OPEN)


def _claims(session: ReceptionSession, user: User) -> list[Claim]:
    brought_again = Visit.objects.filter(session=session).values("claim")
    rows = Claim.objects.visible_to(user).filter(Q(session=session) | Q(pk__in=brought_again))
    return list(rows.with_parties().select_related("caseclaim__case__responsible_unit").order_by("pk"))


def _entry(claim: Claim, at: datetime, session: ReceptionSession, user: User) -> Served:
    # Reached as an attribute: a claim without a case has none.
    link: Any = getattr(claim, "caseclaim", None)
    solved = bool(link and link.is_solved)
    return Served(
        claim=claim,
        at=at,
        name=petitioner_name(claim, user, in_list=True),
        masked=HIDDEN_NAME if claim.is_secret else mask_name(claim.petitioner.name),
        place=place_name(claim, user),
        hidden=hides_identity(claim, user),
        stage=_stage(link) if link and claim.is_live else "",
        is_solved=solved,
        is_solved_there=solved and link.outcome_on == session.held_on,
    )


def _stage(link: Any) -> str:
    """待审核 · 住建 · 已支付完毕: the state of the case, who has it, and the outcome once there is one."""
    unit = link.case.responsible_unit
    parts = [link.case.get_status_display(), str(unit or ""), link.get_outcome_display()]
    return " · ".join(part for part in parts if part)


def _add_table(entries: list[Served], session: ReceptionSession) -> None:
    """What was said at this session's table on each claim, and what should be put before the leader."""
    keys = {entry.claim.pk for entry in entries}
    handlings, opinions = _by_claim(DirectHandling, session, keys), _by_claim(TableOpinion, session, keys)
    waived = {row.claim_id for rows in _by_claim(HandlingWaiver, session, keys).values() for row in rows}
    numbers = numbers_of(LeaderNumbers)
    for entry in entries:
        key = entry.claim.pk
        entry.handlings, entry.opinions = handlings[key], opinions[key]
        if key not in waived and not entry.handlings:
            entry.for_leader = grounds(entry.claim, numbers)


def _by_claim(model: Any, session: ReceptionSession, keys: set[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model.objects.filter(session=session, claim__in=keys):
        found[row.claim_id].append(row)
    return found
