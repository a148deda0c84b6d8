"""The ledger as a list: in which order, one page without counting, and what a row says of each case."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from ledger.deadlines import SOON_DAYS, DueState, due_state, paused_state
from ledger.models import Case, CaseClaim, Ownership
from ledger.selectors.clocks import next_checks
from ledger.workflow import OPEN, Status
from office.models import User
from office.roles import OFFICE_ROLES, holds
from office.selectors import kept_value
from reception.identity_access import OF_DEBTORS, OF_PLACE, knows_nobody, listed_name, listed_place

NEWEST, OLDEST, DUE = "newest", "oldest", "due"
MOST_COUNTED = 10_000
STATUS_LABELS = {str(status.value): str(status.label) for status in Status}


@dataclass(frozen=True, slots=True)
class CaseInBrief:
    """What a list reads of a case: fifty models of these wide tables take twice as long to make as to read."""

    pk: int
    number: str
    origin: str
    status: str
    due_on: date | None
    officer_name: str
    is_major: bool
    opened_on: date
    area_id: int
    responsible_unit: str | None

    def get_status_display(self) -> str:
        """As the model has it."""
        return STATUS_LABELS[self.status]


AnyCase = TypeVar("AnyCase", Case, CaseInBrief)


@dataclass(frozen=True)
class CaseRow(Generic[AnyCase]):
    """One line of the list; `amount_yuan` is the sum of its live claims, None if none of them is known.

    `lacks_leader`: open and major, and nobody leads it.
    """

    case: AnyCase
    petitioner: str
    claims_count: int
    project: str
    workers_count: int
    amount_yuan: Decimal | None
    due: DueState
    is_low_income: bool
    lacks_leader: bool = False


@dataclass(frozen=True)
class Page:
    """At most `size` cases, and the cursors of its neighbours (empty if there is none)."""

    cases: list[CaseInBrief]
    before: str
    after: str


_SHOWN = [field.name for field in fields(CaseInBrief) if field.name != "responsible_unit"]
# Plain values: fifty rows of four tables take longer to become models than to be read.
_SHOWN_OF_CLAIMS = (
    "case_id", "claim__amount_yuan", "claim__workers_count", "claim__is_low_income", "claim__is_secret",
    "claim__voided_at", "claim__merged_into_id", "claim__petitioner__name", "claim__project__name",
)  # fmt: skip


def page_of_cases(cases: QuerySet[Case], *, order: str, size: int, after: str = "", before: str = "") -> Page:
    """One page by key, not by number: n + 1 rows are read, nothing is counted.

    Raises:
        ValueError: a cursor that this order never gave out.
    """
    cursor = _parse(before or after, order) if before or after else None
    pks = _pks(cases, order=order, limit=size + 1, cursor=cursor, backwards=bool(before))
    # Keys by an index first, then the wide rows of those alone.
    lines = Case.objects.filter(pk__in=pks).order_by().values(*_SHOWN, unit=F("responsible_unit__short_name"))
    found = {line["pk"]: CaseInBrief(responsible_unit=line.pop("unit"), **line) for line in lines}
    rows = [found[pk] for pk in pks if pk in found]
    more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    has_previous, has_next = (more, True) if before else (bool(after), more)
    return Page(
        rows,
        before=_cursor(rows[0], order) if rows and has_previous else "",
        after=_cursor(rows[-1], order) if rows and has_next else "",
    )


def count_of_cases(cases: QuerySet[Case]) -> int:
    """How many there are, counted to `MOST_COUNTED` and one further: an archive that grows costs no more."""
    return cases.order_by().values("pk")[: MOST_COUNTED + 1].count()


def case_rows(cases: Iterable[AnyCase], *, user: User, today: date) -> list[CaseRow[AnyCase]]:
    """What the list prints of each case; one query for all of them."""
    cases = list(cases)
    claims: dict[int, list[dict[str, Any]]] = {case.pk: [] for case in cases}
    # The office sees every name; of others it is asked whose company is complained of.
    debtors: tuple[str, ...] = () if holds(user, OFFICE_ROLES) else OF_DEBTORS
    places: tuple[str, ...] = OF_PLACE if knows_nobody(user) else ()
    for line in _lines((*debtors, *places)).filter(case__in=list(claims)) if cases else ():
        claims[line["case_id"]].append(line)
    return [_row(case, claims[case.pk], user, today) for case in cases]


@cache
def _lines(beside: tuple[str, ...]) -> QuerySet[CaseClaim, dict[str, Any]]:
    """The question for the claims of a page, put together once: that takes as long as asking it."""
    return (
        CaseClaim.objects.annotate(
            check_on=Subquery(next_checks(OuterRef("case"))),
            soon=Subquery(kept_value("due_soon_days")),
            is_led=Exists(Ownership.objects.filter(case=OuterRef("case"), ended_on=None)),
        )
        .values(*_SHOWN_OF_CLAIMS, *beside, "check_on", "soon", "is_led")
        .order_by("id")
    )


def line_of(row: CaseRow[CaseInBrief], *, days_sent: int | None = None) -> dict[str, Any]:
    """A row as plain values: of fifty rows, a template reads keys and text in half the time of attributes of models."""
    case = row.case
    return vars(row) | {
        "pk": case.pk,
        "number": case.number,
        "unit": str(case.responsible_unit or ""),
        "officer": case.officer_name,
        "status": case.get_status_display(),
        "is_major": case.is_major,
        "due_text": row.due.text,
        "due_level": row.due.level,
        "days_sent": days_sent,
    }


def _due(case: Case | CaseInBrief, check_on: date | None, today: date, soon: int) -> DueState:
    """How near the case's date is; a paused limit says so, unless another deadline comes before its next check."""
    if check_on and check_on == case.due_on and case.status in OPEN:
        return paused_state(check_on, today=today, soon_days=soon)
    return due_state(case.due_on, today=today, is_open=case.status in OPEN, soon_days=soon)


def _row(case: AnyCase, claims: list[dict[str, Any]], user: User, today: date) -> CaseRow[AnyCase]:
    live = [line for line in claims if not line["claim__voided_at"] and not line["claim__merged_into_id"]] or claims
    amounts = [line["claim__amount_yuan"] for line in live if line["claim__amount_yuan"] is not None]
    names = dict.fromkeys(name for line in live if (name := listed_place(line, user)))
    # What is said of the case stands on each of its claims alike.
    of_case: dict[str, Any] = claims[-1] if claims else {"check_on": None, "soon": None, "is_led": False}
    return CaseRow(
        case=case,
        petitioner=_petitioner(live[0], user) if live else "",
        claims_count=len(live),
        project="、".join(names),
        workers_count=sum(line["claim__workers_count"] for line in live),
        amount_yuan=sum(amounts, Decimal(0)) if amounts else None,
        due=_due(case, of_case["check_on"], today, int(of_case["soon"] or SOON_DAYS)),
        is_low_income=any(line["claim__is_low_income"] for line in live),
        lacks_leader=case.is_major and case.status in OPEN and not of_case["is_led"],
    )


def _petitioner(line: dict[str, Any], user: User) -> str:
    debtors = [line.get(name) for name in OF_DEBTORS]
    return listed_name(line["claim__petitioner__name"], user, is_secret=line["claim__is_secret"], debtors=debtors)


# The fields of each order; the first of the order by deadline may be empty, and such cases come last.
_KEYS: dict[str, tuple[str, ...]] = {NEWEST: ("-id",), OLDEST: ("id",), DUE: ("due_on", "id")}


def _pks(
    cases: QuerySet[Case], *, order: str, limit: int, cursor: tuple[Any, ...] | None, backwards: bool
) -> list[int]:
    """Keys of the next rows beyond the cursor. What has no deadline is asked for apart: no index has it last."""
    if order != DUE:
        return _part(cases, _KEYS[order], limit=limit, cursor=cursor, backwards=backwards)
    dated, undated = cases.filter(due_on__isnull=False), cases.filter(due_on=None)
    parts = [(dated, _KEYS[DUE], cursor), (undated, ("id",), None)]
    if cursor and cursor[0] is None:
        parts = [(dated, _KEYS[DUE], None), (undated, ("id",), cursor[1:])]
        parts = parts if backwards else parts[1:]
    elif backwards:
        parts = parts[:1]
    pks: list[int] = []
    for rows, keys, place in reversed(parts) if backwards else parts:
        if len(pks) < limit:
            pks += _part(rows, keys, limit=limit - len(pks), cursor=place, backwards=backwards)
    return pks


def _part(
    cases: QuerySet[Case], keys: tuple[str, ...], *, limit: int, cursor: tuple[Any, ...] | None, backwards: bool
) -> list[int]:
    downwards = keys[0].startswith("-") != backwards
    names = [key.removeprefix("-") for key in keys]
    if cursor:
        cases = cases.filter(_beyond(names, cursor, than="lt" if downwards else "gt"))
    ordered = cases.order_by(*(f"-{name}" if downwards else name for name in names))
    return list(ordered.values_list("pk", flat=True)[:limit])


def _beyond(names: list[str], values: tuple[Any, ...], *, than: str) -> Q:
    further = Q(**{f"{names[-1]}__{than}": values[-1]})
    if len(names) == 1:
        return further
    # The bound outside says nothing new, but an index can start there.
    first, value = names[0], values[0]
    return Q(**{f"{first}__{than}e": value}) & (Q(**{first: value}) & further | Q(**{f"{first}__{than}": value}))


def _cursor(case: CaseInBrief, order: str) -> str:
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
