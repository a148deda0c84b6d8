"""What the rules on major cases look at, and what stands on a case: who found it major, which leader answers for it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Cast

from ledger.major import MajorFacts, MajorNumbers, OwedFacts, period_months
from ledger.models import (
    Case,
    CaseClaim,
    Evidence,
    Incident,
    Leader,
    MajorMark,
    Ownership,
    ProgressNote,
    Transition,
)
from ledger.selectors.owed_months import with_owed_months
from ledger.selectors.payment_orders import expired_orders, unpaid_cases
from ledger.workflow import OPEN
from office.models import User
from office.selectors import numbers_of
from reception.models import Claim, Correction, Visit, Worker

# Of the natures of a claim, the one of a group.
GROUP = "group"
_LIVE = {"claim__voided_at": None, "claim__merged_into": None}


@dataclass(frozen=True)
class LeaderEntry:
    """One 下访, 批示 or 结论; `reference` is empty for a visit."""

    row: ProgressNote | Evidence
    kind: str
    reference: str = ""


def major_numbers() -> MajorNumbers:
    """The office's own numbers; one query."""
    return numbers_of(MajorNumbers)


def major_facts(
    cases: Iterable[Case], *, today: date, entries: Iterable[CaseClaim] | None = None
) -> dict[int, MajorFacts]:
    """The facts of several cases by their ids, in three queries however many they are, one more where orders have expired.

    `entries` are the live claims with nature and rolls where the caller has them already.
    """
    cases = list(cases)
    rows = _Rows(cases, today)
    found: dict[int, list[CaseClaim]] = {case.pk: [] for case in cases}
    for entry in _entries(cases) if entries is None else entries:
        found[entry.case_id].append(entry)
    unpaid = unpaid_cases({pk: entries for pk, entries in found.items() if rows.of(pk).orders})
    return {
        pk: _facts([entry.claim for entry in entries], rows.of(pk), is_unpaid=pk in unpaid)
        for pk, entries in found.items()
    }


def _facts(claims: Sequence[Claim], others: "_Others", *, is_unpaid: bool) -> MajorFacts:
    amounts = [claim.amount_yuan for claim in claims if claim.amount_yuan is not None]
    months = {claim.pk: period_months(claim.owed_from, claim.owed_until, claim.received_on) for claim in claims}
    longest = max(claims, key=lambda claim: months[claim.pk] or 0, default=None)
    return MajorFacts(
        workers_count=sum(claim.workers_count for claim in claims),
        amount_yuan=sum(amounts, Decimal(0)) if amounts else None,
        owed_since=longest.owed_from if longest else "",
        months=(longest and months[longest.pk]) or 0,
        again=max((others.visits[claim.pk] for claim in claims), default=0),
        is_group=any(claim.is_group or (claim.nature and claim.nature.key == GROUP) for claim in claims),
        incidents=tuple(others.incidents),
        workers=tuple(
            OwedFacts(amount_yuan=worker.owed_yuan, months=months[claim.pk])
            for claim in claims
            for worker in claim.workers.all()
        ),
        expired_orders=tuple(others.orders) if is_unpaid else (),
    )


def load_ownerships(cases: Iterable[Case]) -> None:
    """Every leader of these cases in one query, none where no case is major; the functions below ask no further.

    A led case never ceases to be major.
    """
    major = [case for case in cases if case.is_major]
    ownerships = Ownership.objects.select_related("leader__unit", "by").order_by("-starts_on", "-id")
    prefetch_related_objects(major, Prefetch("ownerships", ownerships))


def ownerships_of(case: Case) -> list[Ownership]:
    """Who leads and who led the case, the newest first."""
    load_ownerships([case])
    return list(case.ownerships.all()) if case.is_major else []


def owner_of(case: Case) -> Ownership | None:
    """The leader who answers for the case now, or did to its end."""
    return next((row for row in ownerships_of(case) if row.ended_on is None), None)


def is_led_by(case: Case, user: User) -> bool:
    """True if this very account is the leader's who answers for the case now."""
    owner = owner_of(case)
    return owner is not None and owner.leader.user_id == user.pk


def leader_accounts(case: Case) -> set[int]:
    """The accounts of all leaders the case ever had."""
    return {row.leader.user_id for row in ownerships_of(case) if row.leader.user_id}


def newest_level() -> Subquery:
    """The level of the decision that stands, for a queryset of cases."""
    return Subquery(MajorMark.objects.filter(case=OuterRef("pk")).order_by("-at", "-id").values("level")[:1])


def leaders_for(case: Case) -> QuerySet[Leader]:
    """Leaders in office of the case's area, but for the one who leads it already."""
    rows = Leader.objects.filter(area=case.area_id, is_active=True).select_related("unit")
    return rows.exclude(ownerships__in=Ownership.objects.filter(case=case, ended_on=None))


def leader_entries(case: Case) -> list[LeaderEntry]:
    """What the leaders did and wrote, the newest first; one query where the papers are loaded."""
    visits = case.progress_notes.filter(kind=ProgressNote.Kind.LEADER_VISIT).select_related("file", "by")
    papers = [row for row in case.evidence.all() if row.kind == Evidence.Kind.LEADER]
    found = [LeaderEntry(row, row.get_kind_display()) for row in visits]
    found += [LeaderEntry(row, row.get_kind_display(), row.reference) for row in papers]
    return sorted(found, key=lambda entry: (entry.row.on, entry.row.at), reverse=True)


def without_leader() -> Q:
    """Open major cases that nobody leads, or only somebody who is in office no more."""
    led = Ownership.objects.filter(case=OuterRef("pk"), ended_on=None, leader__is_active=True)
    return Q(is_major=True, status__in=OPEN) & ~Q(Exists(led))


def undecided(numbers: MajorNumbers) -> Q:
    """Open cases the rules suggest and nobody decided on since something new came; all rules are asked.

    The same thresholds as `ledger.major.suggestion`, put to the database.
    """
    claims = CaseClaim.objects.filter(case=OuterRef("pk"), **_LIVE).order_by()
    sums = claims.values("case").annotate(people=Sum("claim__workers_count"), yuan=Sum("claim__amount_yuan"))
    is_much = Q(people__gte=numbers.major_workers) | Q(yuan__gte=numbers.major_amount_yuan)
    long_owed = with_owed_months(claims).filter(owed_months__gte=numbers.major_months)
    again = claims.annotate(again=Count("claim__visits")).filter(again__gte=numbers.major_visits)
    suggested = (
        Q(Exists(sums.filter(is_much)))
        | Q(Exists(claims.filter(Q(claim__is_group=True) | Q(claim__nature__key=GROUP))))
        | Q(Exists(long_owed))
        | Q(Exists(again))
        | Q(Exists(Incident.objects.live().filter(case=OuterRef("pk"))))
    )
    return Q(is_major=False, status__in=OPEN) & ~Q(Exists(_standing_decisions())) & suggested


def _standing_decisions() -> QuerySet[MajorMark]:
    """Decisions after which nothing came that the rules look at: no claim gathered in, no incident, no visit, no
    correction of what was declared."""
    of_case = {"claim__caseclaim__case": OuterRef("case")}
    later = (
        Transition.objects.filter(case=OuterRef("case"), move="gather_in", at__gt=OuterRef("at")),
        Incident.objects.live().filter(case=OuterRef("case"), at__gt=OuterRef("at")),
        Visit.objects.filter(**of_case, recorded_at__gt=OuterRef("at")),
        Correction.objects.filter(**of_case, at__gt=OuterRef("at")),
    )
    standing = MajorMark.objects.filter(case=OuterRef("pk"))
    for rows in later:
        standing = standing.filter(~Exists(rows.order_by()))
    return standing


def _entries(cases: Sequence[Case]) -> QuerySet[CaseClaim]:
    """Of the rolls no name and no number is read."""
    rolls = Prefetch("claim__workers", Worker.objects.only("claim_id", "owed_yuan"))
    rows = CaseClaim.objects.filter(case__in=cases, **_LIVE).select_related("claim__nature")
    return rows.order_by("id").prefetch_related(rolls)


@dataclass
class _Others:
    """What else is known of a case: further visits by claim, incidents in words, orders to pay whose date has passed."""

    visits: Counter[int] = field(default_factory=Counter)
    incidents: list[str] = field(default_factory=list)
    orders: list[date] = field(default_factory=list)


class _Rows:
    """Visits, incidents and orders to pay of several cases, in one query."""

    def __init__(self, cases: Sequence[Case], today: date) -> None:
        self._of: dict[int, _Others] = defaultdict(_Others)
        for pk, what, text in self._union(cases, today) if cases else ():
            if what == "visit":
                self._of[pk].visits[int(text)] += 1
            elif what == "incident":
                self._of[pk].incidents.append(Incident.Kind(text).label)
            else:
                self._of[pk].orders.append(date.fromisoformat(text))

    def of(self, pk: int) -> _Others:
        return self._of[pk]

    def _union(self, cases: Sequence[Case], today: date) -> QuerySet[Any, Any]:
        clocks, orders = expired_orders(cases, today)
        visits = Visit.objects.filter(claim__caseclaim__case__in=cases)
        parts = [
            _part(visits, "visit", "claim__caseclaim__case", "claim"),
            _part(Incident.objects.live().filter(case__in=cases), "incident", "case", "kind"),
            _part(clocks, "order", "case", "due_on"),
            _part(orders, "order", "case", "due_on"),
        ]
        return parts[0].union(*parts[1:], all=True)


def _part(rows: QuerySet[Any], what: str, case: str, text: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(F(case), Value(what), Cast(text, CharField(max_length=20)))
