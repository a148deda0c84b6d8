"""What the ledger may be asked for: each condition of the query bar has its one home here.

The home page counts its figures with the same conditions, so that a figure and its list never differ.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ledger.models import Case, CaseClaim
from ledger.numbers import Numbers
from ledger.selectors.named_lists import of_list
from ledger.selectors.numbers import office_numbers
from ledger.selectors.search import cases_mentioning
from ledger.workflow import EMPTY, OPEN, Status
from office.models import Code, Unit, User
from office.roles import OFFICE_ROLES, holds
from reception.models import Claim

NO_UNIT = "none"
# So many cases of an industry are looked up by their keys.
FEW = 1_000
OPEN_CASES, RETURN_ASKED = "open", "return_asked"
OVERDUE, DUE_TODAY, SOON, INCOMPLETE = "overdue", "today", "soon", "incomplete"


def units_of(cases: QuerySet[Case], reader: User) -> list[Unit]:
    """Responsible units of the cases, which the reader sees, and its own, of which there may be none: what a filter may offer."""
    if holds(reader, OFFICE_ROLES):
        # Of a whole area: a look into the index for each unit, not a walk through the ledger.
        return list(Unit.objects.filter(Exists(cases.filter(responsible_unit=OuterRef("pk")))))
    theirs = Q(pk__in=cases.order_by().values("responsible_unit"))
    return list(Unit.objects.filter(theirs | Q(pk=reader.unit_id)))


def sectors() -> list[Code]:
    """Industries in use, in the order of their list."""
    return list(Code.objects.filter(kind=Code.Kind.SECTOR, is_active=True))


def filtered_cases(cases: QuerySet[Case], *, today: date, reader: User | None = None, **asked: Any) -> QuerySet[Case]:
    """Cases that meet every condition asked for: status, unit, sector, due, list, received_from, received_to, major,
    low_income, q.

    `q` looks into names only as far as `reader` may know them, so without a reader not at all.

    Raises:
        ValueError: `q` is too short to be looked for.
    """
    numbers = office_numbers() if asked.get("list") or asked.get("due") else Numbers()
    cases = cases.filter(condition(today=today, numbers=numbers, reader=reader, **asked))
    if asked.get("q"):
        cases = cases.filter(cases_mentioning(asked["q"], reader=reader, today=today))
    cases = cases.filter(_received(asked.get("received_from"), asked.get("received_to")))
    # Found first and put in order then: in the order of an index, the whole archive would be asked for what is in hand.
    return Case.objects.filter(pk__in=cases.order_by().values("pk")) if _is_little(asked) else cases


def condition(*, today: date, numbers: Numbers, reader: User | None = None, **asked: Any) -> Q:
    """The same as one condition, but for what is typed and the days of receipt: what a figure counts by."""
    found = Q()
    for name, condition_of in _CONDITIONS.items():
        if asked.get(name):
            found &= condition_of(asked[name])
    if asked.get("due"):
        found &= of_deadline(asked["due"], today, numbers.due_soon_days)
    return found & of_list(asked["list"], today=today, numbers=numbers, reader=reader) if asked.get("list") else found


def _is_little(asked: dict[str, Any]) -> bool:
    """True if only cases in hand are asked for, and what decides stands in other tables."""
    is_in_hand = asked.get("due") or asked.get("status") in {OPEN_CASES, RETURN_ASKED, *OPEN}
    return bool(asked.get("list") or (is_in_hand and (asked.get("low_income") or asked.get("sector"))))


def is_soon_counted(asked: dict[str, Any]) -> bool:
    """True unless claims must be looked at: conditions of the case itself are counted off an index."""
    return not any(asked.get(name) for name in ("sector", "received_from", "received_to", "low_income", "q"))


def of_status(status: str) -> Q:
    """Cases in this state; of the two words beside the states, all open ones or those a unit wants to give back."""
    if status == RETURN_ASKED:
        return Q(status=Status.ASSIGNED, return_asked_on__isnull=False)
    return Q(status__in=OPEN) if status == OPEN_CASES else Q(status=status)


def _of_unit(unit: str) -> Q:
    return Q(responsible_unit=None) & ~Q(status__in=EMPTY) if unit == NO_UNIT else Q(responsible_unit=int(unit))


def of_deadline(kind: str, today: date, soon_days: int) -> Q:
    """Open cases by their deadline: over, today (which is in time), soon with today, or imported without one or its officer."""
    if kind == INCOMPLETE:
        return Q(status__in=OPEN) & ~Q(status=Status.REGISTERED) & (Q(due_on=None) | Q(officer_name=""))
    if kind == OVERDUE:
        return Q(status__in=OPEN, due_on__lt=today)
    if kind == DUE_TODAY:
        return Q(status__in=OPEN, due_on=today)
    return Q(status__in=OPEN, due_on__gte=today, due_on__lte=today + timedelta(days=soon_days))


def _with_claim(*conditions: Any, **values: Any) -> Q:
    return Q(Exists(CaseClaim.objects.filter(*conditions, case=OuterRef("pk"), **values)))


def _received(first: date | None, last: date | None) -> Q:
    """One and the same claim within both days."""
    bounds = {"claim__received_on__gte": first, "claim__received_on__lte": last}
    given = {name: day for name, day in bounds.items() if day}
    # From the claims of those days to their cases; asked of each case in turn, few days would read the whole ledger.
    return Q(pk__in=CaseClaim.objects.filter(**given).order_by().values("case")) if given else Q()


def _low_income(_asked: bool) -> Q:
    return _with_claim(claim__is_low_income=True, **_LIVE)


def _of_sector(sector: str) -> Q:
    """Keys where they are few; else asked of each case in turn, since a page of them is soon full."""
    of_few = CaseClaim.objects.filter(claim__sector=int(sector), **_LIVE).order_by()
    pks = list(of_few.values_list("case", flat=True)[: FEW + 1])
    if len(pks) <= FEW:
        return Q(pk__in=pks)
    # The inner question leads from the case to its claim by key: joined to the claims, SQLite would begin each time
    # with all claims of the industry.
    fitting = Claim.objects.filter(pk=OuterRef("claim_id"), sector=int(sector), voided_at=None, merged_into=None)
    return _with_claim(Exists(fitting))


def _major(_asked: bool) -> Q:
    return Q(is_major=True)


_LIVE = {"claim__voided_at": None, "claim__merged_into": None}
_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "status": of_status,
    "unit": _of_unit,
    "sector": _of_sector,
    "major": _major,
    "low_income": _low_income,
}
