"""Lists of cases that wait for somebody, always within what the account sees, and what it may do with one of them."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from ledger.models import Case, CaseClaim
from ledger.selectors.claims import live_entries
from ledger.selectors.reach import reaches
from ledger.workflow import OPEN, Move, Status, moves_from
from office.models import User
from reception.models import ReceptionSession

_LIVE = {"claim__voided_at": None, "claim__merged_into": None}
_NEEDS_REQUEST = frozenset({"accept_return", "refuse_return"})


def in_urgency(user: User) -> QuerySet[Case]:
    """Cases in view, low-income workers first, then by deadline. 依据：实施方案六（三）低收入农村劳动力优先。"""
    low_income = CaseClaim.objects.filter(case=OuterRef("pk"), claim__is_low_income=True, **_LIVE)
    seen = Case.objects.visible_to(user).select_related("responsible_unit", "responsible_officer")
    return seen.annotate(is_low_income=Exists(low_income)).order_by("-is_low_income", "due_on", "id")


def unassigned_cases(user: User, *, session: ReceptionSession | None = None) -> QuerySet[Case]:
    """已登记, waiting for 交办; of one session if given."""
    cases = in_urgency(user).filter(status=Status.REGISTERED)
    if session is None:
        return cases
    return cases.filter(Exists(CaseClaim.objects.filter(case=OuterRef("pk"), claim__session=session, **_LIVE)))


def unsigned_cases(user: User) -> QuerySet[Case]:
    """已交办, waiting for 签收."""
    return in_urgency(user).filter(status=Status.ASSIGNED)


def return_requests(user: User) -> QuerySet[Case]:
    """Cases a unit wants to give back, waiting for the head."""
    return in_urgency(user).filter(status=Status.ASSIGNED, return_asked_on__isnull=False)


def overdue_cases(user: User, today: date) -> QuerySet[Case]:
    """Open cases whose deadline lies before today; the day itself is in time."""
    return in_urgency(user).filter(status__in=OPEN, due_on__lt=today)


def under_review_cases(user: User) -> QuerySet[Case]:
    """待审核, waiting for the head."""
    return in_urgency(user).filter(status=Status.UNDER_REVIEW)


def cases_to_strike_off(user: User) -> QuerySet[Case]:
    """已办结 and not yet 销号."""
    return in_urgency(user).filter(status=Status.COMPLETED)


def cases_without_deadline(user: User) -> QuerySet[Case]:
    """Assigned cases of the imported history that lack officer or deadline: the to-do list of the head."""
    assigned = in_urgency(user).filter(status__in=(Status.ASSIGNED, Status.IN_PROGRESS, Status.UNDER_REVIEW))
    return assigned.filter(due_on=None) | assigned.filter(officer_name="")


def possible_moves(case: Case, user: User) -> list[Move]:
    """The moves this account may make on this case now, as buttons, in the table's order."""
    moves = [row for row in moves_from(case.status) if row.by_hand and reaches(user, case, row.act)]
    names = {row.name for row in moves}
    if names & _NEEDS_REQUEST and case.return_asked_on is None:
        names -= _NEEDS_REQUEST
    if case.return_asked_on:
        names.discard("ask_return")
    if "split_off" in names and len(live_entries(case)) < 2:
        names.discard("split_off")
    return [row for row in moves if row.name in names]
