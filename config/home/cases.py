"""The few cases that wait for this very account, the most urgent first, each with what is to be done now in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, IntegerField, OrderBy, OuterRef, Q, QuerySet, Value

from ledger.deadlines import DueState
from ledger.models import Case, Evidence
from ledger.selectors.case_list import CaseRow, case_rows
from ledger.workflow import OPEN, Status
from office.models import User
from office.roles import Role, holds

MOST = 8
# So many of one kind before the next kind has its turn.
TURN = 3
_SHOWN = ("number", "status", "due_on", "opened_on", "return_asked_on", "responsible_officer", "is_major")
_SOONEST: tuple[OrderBy, str] = (F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class MyCase:
    """One line: the row as the ledger shows it, how long it may wait, what is to be done, and whether it is one's own."""

    row: CaseRow[Case]
    unit: str
    due: DueState
    todo: str
    is_own: bool


@dataclass(frozen=True)
class _Kind:
    """Cases of one state, which an index holds in this order, and what the office does about them."""

    condition: Q
    todo: str
    order: tuple[OrderBy | str, ...] = _SOONEST


def my_cases(user: User, *, today: date) -> list[MyCase]:
    """At most `MOST` cases, in two queries: what waits for the head or is for the clerk to remind of, else the unit's."""
    kinds = _kinds(user, today)
    found = _waiting(user, kinds) if kinds else _in_hand(user)
    rows = case_rows([case for case, _ in found], user=user, today=today)
    return [
        MyCase(row, case.unit_name or "", _due(row, today), todo, is_own=case.responsible_officer_id == user.pk)
        for (case, todo), row in zip(found, rows, strict=True)
    ]


def led_cases(user: User, *, today: date) -> list[MyCase]:
    """At most `MOST` open cases this account leads now, the most urgent first, in two queries."""
    if not holds(user, {Role.LEADER}):
        return []
    written = Evidence.objects.filter(case=OuterRef("pk"), kind=Evidence.Kind.LEADER)
    led = Case.objects.filter(ownerships__leader__user=user.pk, ownerships__ended_on=None, status__in=OPEN)
    cases = list(_lines(led).annotate(has_instruction=Exists(written)).order_by(*_SOONEST)[:MOST])
    return [
        MyCase(row, case.unit_name or "", _due(row, today), _leader_does(case), is_own=False)  # type: ignore[attr-defined]
        for case, row in zip(cases, case_rows(cases, user=user, today=today), strict=True)
    ]


def _leader_does(case: Any) -> str:
    if not case.has_instruction:
        return "请批示"
    return "已批示，待主任审核办结" if case.status == Status.UNDER_REVIEW else "已批示，请督促办理"


def _in_hand(user: User) -> list[tuple[Any, str]]:
    """What the unit answers for and has not handed in, by deadline; nothing for accounts that are no liaison."""
    if not holds(user, {Role.LIAISON}) or not user.unit_id:
        return []
    states = (Status.ASSIGNED, Status.IN_PROGRESS)
    cases = Case.objects.visible_to(user).filter(responsible_unit=user.unit_id, status__in=states)
    return [(case, _unit_does(case)) for case in _lines(cases).order_by(*_SOONEST)[:MOST]]


def _unit_does(case: Case) -> str:
    if case.status == Status.ASSIGNED:
        return "已申请退回，等主任决定" if case.return_asked_on else "请签收"
    return "请办理，办完后申请办结"


def _waiting(user: User, kinds: list[_Kind]) -> list[tuple[Any, str]]:
    """A few of each kind in turn, in the order of the kinds; one query.

    Each kind is found on an index of its own; asked for together, everything that is open would be read.
    """
    parts = [_of_kind(kind, place, user) for place, kind in enumerate(kinds)]
    found: dict[int, list[Any]] = {place: [] for place in range(len(kinds))}
    rows: list[Any] = sorted(parts[0].union(*parts[1:], all=True), key=_urgency)
    for case in rows:
        found[case.kind].append(case)
    lines = [(place, position) for place, cases in found.items() for position in range(len(cases))]
    in_turn = sorted(lines, key=lambda line: (line[1] // TURN, *line))
    return [(found[place][position], kinds[place].todo) for place, position in sorted(in_turn[:MOST])]


def _kinds(user: User, today: date) -> list[_Kind]:
    """What waits for an account of the office, the most urgent kind first; empty for others."""
    late = _Kind(Q(status=Status.IN_PROGRESS, due_on__lt=today), "请催责任单位")
    if holds(user, {Role.HEAD}):
        return [
            _Kind(Q(status=Status.UNDER_REVIEW), "请审核办结"),
            _Kind(Q(status=Status.REGISTERED), "请交办", ("pk",)),
            _Kind(Q(status=Status.ASSIGNED, return_asked_on__isnull=False), "请决定是否退回"),
            late,
            _Kind(Q(status=Status.COMPLETED), "请销号"),
        ]
    unsigned = _Kind(Q(status=Status.ASSIGNED, return_asked_on=None), "请催签收")
    return [late, unsigned] if holds(user, {Role.CLERK}) else []


def _of_kind(kind: _Kind, place: int, user: User) -> QuerySet[Case]:
    first = Case.objects.visible_to(user).filter(kind.condition).order_by(*kind.order).values("pk")[:MOST]
    # SQLite takes no ordered, limited part into a union, only as the answer to a condition.
    cases = _lines(Case.objects.filter(pk__in=first)).order_by()
    return cases.annotate(kind=Value(place, output_field=IntegerField()))


def _lines(cases: QuerySet[Case]) -> QuerySet[Case]:
    """What a line is made of; the rest of the wide table is not read."""
    return cases.only(*_SHOWN).annotate(unit_name=F("responsible_unit__short_name"))


def _urgency(case: Case) -> tuple[date, int]:
    """As the database ordered each kind: by deadline, what has none last."""
    is_dated = case.due_on and case.status != Status.REGISTERED
    return (case.due_on if is_dated else date.max, case.pk)  # type: ignore[return-value]


def _due(row: CaseRow[Case], today: date) -> DueState:
    """The deadline, or how long a case without one has waited to get it."""
    if row.case.status != Status.REGISTERED:
        return row.due
    days = (today - row.case.opened_on).days
    return DueState(f"已等 {days} 天" if days > 0 else "今天登记")
