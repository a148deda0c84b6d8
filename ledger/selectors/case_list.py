"""The ledger as a list: which cases, in which order, one page without counting, and what a row says of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ledger.deadlines import SOON_DAYS, DueState, due_state
from ledger.models import Case, CaseClaim
from ledger.workflow import EMPTY, OPEN
from office.models import Unit, User
from office.text import fold
from reception.identity_access import petitioner_name

NEWEST, OLDEST, DUE = "newest", "oldest", "due"
NO_UNIT = "none"
OPEN_CASES = "open"


@dataclass(frozen=True)
class CaseRow:
    """One line of the list; `amount_yuan` is the sum of its live claims, None if none of them is known."""

    case: Case
    petitioner: str
    claims_count: int
    project: str
    workers_count: int
    amount_yuan: Decimal | None
    due: DueState
    is_low_income: bool
    suggested_unit_id: int | None


@dataclass(frozen=True)
class Page:
    """At most `size` cases, and the cursors of its neighbours (empty if there is none)."""

    cases: list[Case]
    before: str
    after: str


def units_of(cases: QuerySet[Case]) -> list[Unit]:
    """Responsible units of the given cases: the only ones a filter may offer."""
    return list(Unit.objects.filter(Exists(cases.filter(responsible_unit=OuterRef("pk")))))


def filtered_cases(cases: QuerySet[Case], *, today: date, **asked: Any) -> QuerySet[Case]:
    """Cases that meet every condition asked for: status, unit, due, received_from, received_to, low_income, q."""
    for name, condition in _CONDITIONS.items():
        if asked.get(name):
            cases = cases.filter(condition(asked[name]))
    cases = cases.filter(_received(asked.get("received_from"), asked.get("received_to")))
    return cases.filter(_due(asked["due"], today)) if asked.get("due") else cases


def page_of_cases(cases: QuerySet[Case], *, order: str, size: int, after: str = "", before: str = "") -> Page:
    """One page by key, not by number: n + 1 rows are read, nothing is counted.

    Raises:
        ValueError: a cursor that this order never gave out.
    """
    keys = _KEYS[order]
    found = cases.order_by(*(_ordering(key, backwards=bool(before)) for key in keys))
    if before or after:
        found = found.filter(_beyond(keys, _parse(before or after, order), backwards=bool(before)))
    rows = list(found.select_related("responsible_unit")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    has_previous, has_next = (more, True) if before else (bool(after), more)
    return Page(
        rows,
        before=_cursor(rows[0], order) if rows and has_previous else "",
        after=_cursor(rows[-1], order) if rows and has_next else "",
    )


def case_rows(cases: Iterable[Case], *, user: User, today: date) -> list[CaseRow]:
    """What the list prints of each case; one query for all of them."""
    cases = list(cases)
    claims: dict[int, list[Any]] = {case.pk: [] for case in cases}
    links = CaseClaim.objects.filter(case__in=cases).select_related(
        "claim__petitioner", "claim__project", "claim__employer", "claim__general_contractor"
    )
    for link in links.order_by("id"):
        claims[link.case_id].append(link.claim)
    return [_row(case, claims[case.pk], user, today) for case in cases]


def _row(case: Case, claims: list[Any], user: User, today: date) -> CaseRow:
    live = [claim for claim in claims if claim.is_live] or claims
    amounts = [claim.amount_yuan for claim in live if claim.amount_yuan is not None]
    names = dict.fromkeys(claim.project.name for claim in live if claim.project)
    return CaseRow(
        case=case,
        petitioner=petitioner_name(live[0], user, in_list=True) if live else "",
        claims_count=len(live),
        project="、".join(names),
        workers_count=sum(claim.workers_count for claim in live),
        amount_yuan=sum(amounts, Decimal(0)) if amounts else None,
        due=due_state(case.due_on, today=today, is_open=case.status in OPEN),
        is_low_income=any(claim.is_low_income for claim in live),
        suggested_unit_id=next((claim.suggested_unit_id for claim in live if claim.suggested_unit_id), None),
    )


def _of_status(status: str) -> Q:
    return Q(status__in=OPEN) if status == OPEN_CASES else Q(status=status)


def _of_unit(unit: str) -> Q:
    return Q(responsible_unit=None) & ~Q(status__in=EMPTY) if unit == NO_UNIT else Q(responsible_unit=int(unit))


def _due(kind: str, today: date) -> Q:
    if kind == "overdue":
        return Q(status__in=OPEN, due_on__lt=today)
    return Q(status__in=OPEN, due_on__gte=today, due_on__lte=today + timedelta(days=SOON_DAYS))


def _with_claim(**conditions: Any) -> Q:
    return Q(Exists(CaseClaim.objects.filter(case=OuterRef("pk"), **conditions)))


def _received(first: date | None, last: date | None) -> Q:
    """One and the same claim within both days."""
    bounds = {"claim__received_on__gte": first, "claim__received_on__lte": last}
    given = {name: day for name, day in bounds.items() if day}
    return _with_claim(**given) if given else Q()


def _low_income(_asked: bool) -> Q:
    return _with_claim(claim__is_low_income=True, claim__voided_at=None, claim__merged_into=None)


def _mentioning(text: str) -> Q:
    """A whole number of a case or claim, with or without its letter, or a part of a project's name."""
    number = fold(text).upper()
    numbers = [number, f"A{number}", f"J{number}"]
    return (
        Q(number__in=numbers)
        | _with_claim(claim__number__in=numbers)
        | _with_claim(claim__project__name__icontains=text)
    )


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "status": _of_status,
    "unit": _of_unit,
    "low_income": _low_income,
    "q": _mentioning,
}

# One key is a field and its direction; a key that may be empty comes last when it is.
_KEYS: dict[str, tuple[tuple[str, bool], ...]] = {
    NEWEST: (("id", True),),
    OLDEST: (("id", False),),
    DUE: (("due_on", False), ("id", False)),
}


def _ordering(key: tuple[str, bool], *, backwards: bool) -> Any:
    field, descending = key
    if descending != backwards:
        return F(field).desc(nulls_first=True) if field == "due_on" else F(field).desc()
    return F(field).asc(nulls_last=True) if field == "due_on" else F(field).asc()


def _beyond(keys: tuple[tuple[str, bool], ...], values: tuple[Any, ...], *, backwards: bool) -> Q:
    *first, (field, descending) = keys
    pk_after = Q(**{f"{field}__{'lt' if descending != backwards else 'gt'}": values[-1]})
    if not first:
        return pk_after
    due_on = values[0]
    if due_on is None:
        return Q(due_on=None) & pk_after | (Q(due_on__isnull=False) if backwards else Q(pk__in=[]))
    further = Q(due_on__lt=due_on) if backwards else Q(due_on__gt=due_on) | Q(due_on=None)
    return Q(due_on=due_on) & pk_after | further


def _cursor(case: Case, order: str) -> str:
    return f"{case.due_on or 'none'}_{case.pk}" if order == DUE else str(case.pk)


def _parse(cursor: str, order: str) -> tuple[Any, ...]:
    if order != DUE:
        return (_key(cursor),)
    day, _, pk = cursor.partition("_")
    return (None if day == "none" else date.fromisoformat(day), _key(pk))


def _key(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise ValueError("not a key of a row")
    return int(text)
