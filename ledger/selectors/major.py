"""What the rules on major cases look at, and what stands on a case: who found it major, which leader answers for it."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum, prefetch_related_objects

from ledger.major import MajorFacts, MajorNumbers, OwedFacts, months_between, period_months
from ledger.models import (
    Case,
    CaseClaim,
    Clock,
    Evidence,
    Incident,
    Leader,
    MajorMark,
    Ownership,
    Procedure,
    ProgressNote,
    Transition,
)
from ledger.workflow import OPEN
from office.models import User
from office.selectors import numbers_of
from reception.models import Worker

ORDER_PAYMENT = "order_payment"
# Of the natures of a claim, the one of a group.
GROUP = "group"
_LIVE = {"claim__voided_at": None, "claim__merged_into": None}


@dataclass(frozen=True)
class Leading:
    """包案 as the case's page tells it, each list with the newest first; `owner` None while nobody leads."""

    mark: MajorMark | None
    marks: list[MajorMark]
    owner: Ownership | None
    ownerships: list[Ownership]


@dataclass(frozen=True)
class LeaderEntry:
    """One 下访, 批示 or 结论; `reference` is empty for a visit."""

    row: ProgressNote | Evidence
    kind: str
    reference: str = ""


def major_numbers() -> MajorNumbers:
    """The office's own numbers; one query."""
    return numbers_of(MajorNumbers)


def major_facts(cases: Iterable[Case], *, today: date) -> dict[int, MajorFacts]:
    """The facts of several cases by their ids, in five queries however many they are.

    Of a case that is completed the months are counted to that day.
    """
    cases = list(cases)
    days = {case.pk: case.completed_on or today for case in cases}
    facts = {pk: MajorFacts() for pk in days}
    for row in _claims(cases):
        pk, seen = row["case"], facts[row["case"]]
        months = months_between(row["claim__owed_from"], days[pk])
        is_longest = bool(row["claim__owed_from"]) and (months > seen.months or not seen.owed_since)
        facts[pk] = replace(
            seen,
            workers_count=seen.workers_count + row["claim__workers_count"],
            amount_yuan=_sum(seen.amount_yuan, row["claim__amount_yuan"]),
            months=max(months, seen.months),
            owed_since=row["claim__owed_from"] if is_longest else seen.owed_since,
            again=max(row["again"], seen.again),
            is_group=seen.is_group or row["claim__is_group"] or row["claim__nature__key"] == GROUP,
        )
    workers, incidents, orders = _workers(cases, days), _incidents(cases), _expired_orders(cases, today)
    return {
        pk: replace(found, workers=tuple(workers[pk]), incidents=tuple(incidents[pk]), expired_orders=tuple(orders[pk]))
        for pk, found in facts.items()
    }


def load_leading(cases: Iterable[Case]) -> None:
    """Decisions and ownerships of these cases in two queries; the functions below ask no further."""
    marks = MajorMark.objects.select_related("by").order_by("-at", "-id")
    ownerships = Ownership.objects.select_related("leader__unit", "by").order_by("-starts_on", "-id")
    prefetch_related_objects(list(cases), Prefetch("major_marks", marks), Prefetch("ownerships", ownerships))


def leading(case: Case) -> Leading:
    """Who found the case major and who leads it."""
    load_leading([case])
    marks, ownerships = list(case.major_marks.all()), list(case.ownerships.all())
    owner = next((row for row in ownerships if row.ended_on is None), None)
    return Leading(marks[0] if marks else None, marks, owner, ownerships)


def owner_of(case: Case) -> Ownership | None:
    """The leader who answers for the case now, or did to its end; one query, none where they are loaded or where the
    case is not major, which no led case ceases to be."""
    if not case.is_major:
        return None
    if "ownerships" not in getattr(case, "_prefetched_objects_cache", {}):
        prefetch_related_objects([case], Prefetch("ownerships", Ownership.objects.select_related("leader__unit", "by")))
    return next((row for row in case.ownerships.all() if row.ended_on is None), None)


def is_led_by(case: Case, user: User) -> bool:
    """True if this very account is the leader's who answers for the case now."""
    owner = owner_of(case)
    return owner is not None and owner.leader.user_id == user.pk


def leader_accounts(cases: Sequence[Case]) -> dict[int, set[int]]:
    """The accounts of all leaders a case ever had, by case; one query, none where no case is major."""
    found: dict[int, set[int]] = defaultdict(set)
    major = [case.pk for case in cases if case.is_major]
    rows = Ownership.objects.filter(case__in=major, leader__user__isnull=False).order_by() if major else ()
    for pk, account in rows.values_list("case", "leader__user") if major else ():  # type: ignore[union-attr]
        found[pk].add(account)
    return found


def leaders_for(case: Case) -> QuerySet[Leader]:
    """Leaders in office of the case's area, but for the one who leads it already."""
    rows = Leader.objects.filter(area=case.area_id, is_active=True).select_related("unit")
    return rows.exclude(ownerships__in=Ownership.objects.filter(case=case, ended_on=None))


def leader_entries(case: Case) -> list[LeaderEntry]:
    """What the leaders did and wrote, the newest first; two queries."""
    visits = case.progress_notes.filter(kind=ProgressNote.Kind.LEADER_VISIT).select_related("file", "by")
    papers = case.evidence.filter(kind=Evidence.Kind.LEADER).select_related("file", "by")
    found = [LeaderEntry(row, row.get_kind_display()) for row in visits]
    found += [LeaderEntry(row, row.get_kind_display(), row.reference) for row in papers]
    return sorted(found, key=lambda entry: (entry.row.on, entry.row.at), reverse=True)


def without_leader() -> Q:
    """Open major cases that nobody leads."""
    led = Ownership.objects.filter(case=OuterRef("pk"), ended_on=None)
    return Q(is_major=True, status__in=OPEN) & ~Exists(led)


def undecided(numbers: MajorNumbers, today: date) -> Q:
    """Open cases the rules suggest and nobody decided on since the last claim was gathered; all rules are asked.

    The same thresholds as `ledger.major.suggestion`, put to the database.
    """
    claims = CaseClaim.objects.filter(case=OuterRef("pk"), **_LIVE).order_by()
    sums = claims.values("case").annotate(people=Sum("claim__workers_count"), yuan=Sum("claim__amount_yuan"))
    is_much = Q(people__gte=numbers.major_workers) | Q(yuan__gte=numbers.major_amount_yuan)
    since = _months_before(today, numbers.major_months)
    # Days and months are written from the year down, so they are in order as they stand.
    is_long = Q(claim__owed_from__gt="", claim__owed_from__lte=since)
    again = claims.annotate(again=Count("claim__visits")).filter(again__gte=numbers.major_visits)
    suggested = (
        Exists(sums.filter(is_much))
        | Exists(claims.filter(is_long | Q(claim__is_group=True) | Q(claim__nature__key=GROUP)))
        | Exists(again)
        | Exists(Incident.objects.filter(case=OuterRef("pk")))
    )
    return Q(is_major=False, status__in=OPEN) & ~Exists(_standing_decisions()) & suggested


def _standing_decisions() -> QuerySet[MajorMark]:
    later = Transition.objects.filter(case=OuterRef("case"), move="gather_in", at__gt=OuterRef("at"))
    return MajorMark.objects.filter(~Exists(later), case=OuterRef("pk"))


def _months_before(day: date, months: int) -> str:
    """The last day, as text, from which so many full months have passed: on a month's last day, the end of that month."""
    count = day.year * 12 + day.month - 1 - months
    is_last = day.day == monthrange(day.year, day.month)[1]
    return f"{count // 12:04}-{count % 12 + 1:02}-{31 if is_last else day.day:02}"


def _claims(cases: Sequence[Case]) -> Iterable[dict[str, Any]]:
    rows = CaseClaim.objects.filter(case__in=cases, **_LIVE).order_by("id").annotate(again=Count("claim__visits"))
    return rows.values(
        "case", "again", "claim__workers_count", "claim__amount_yuan", "claim__owed_from", "claim__is_group",
        "claim__nature__key",
    )  # fmt: skip


def _workers(cases: Sequence[Case], days: dict[int, date]) -> dict[int, list[OwedFacts]]:
    """What each is owed and for how long. Of the roll no name and no number is read."""
    found: dict[int, list[OwedFacts]] = defaultdict(list)
    rows = Worker.objects.filter(
        claim__caseclaim__case__in=cases, claim__voided_at=None, claim__merged_into=None
    ).order_by()
    for pk, owed, since, until in rows.values_list(
        "claim__caseclaim__case", "owed_yuan", "claim__owed_from", "claim__owed_until"
    ):
        found[pk].append(OwedFacts(amount_yuan=owed, months=period_months(since, until, days[pk])))
    return found


def _incidents(cases: Sequence[Case]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in Incident.objects.filter(case__in=cases).order_by("on", "id").only("case_id", "kind"):
        found[row.case_id].append(row.get_kind_display())  # type: ignore[index]
    return found


def _expired_orders(cases: Sequence[Case], today: date) -> dict[int, list[date]]:
    """Dates of open orders to pay that have passed: kept as a deadline, as a procedure, or as both."""
    found: dict[int, list[date]] = defaultdict(list)
    open_ones = {"case__in": cases, "closed_on": None, "due_on__lt": today}
    clocks = Clock.objects.filter(rule__code=ORDER_PAYMENT, **open_ones).order_by()
    procedures = Procedure.objects.filter(Q(kind__code=ORDER_PAYMENT) | Q(kind__clock_code=ORDER_PAYMENT), **open_ones)
    rows = clocks.values_list("case", "due_on").union(procedures.order_by().values_list("case", "due_on"))
    for pk, due_on in rows:
        found[pk].append(due_on)
    return found


def _sum(*amounts: Decimal | None) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
