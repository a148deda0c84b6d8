"""What waits to be done, as figures that are lists. Each account sees its own duties alone, and only rows it may see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from ledger.deadlines import SOON_DAYS
from ledger.models import Case
from ledger.selectors.case_conditions import DUE_TODAY, INCOMPLETE, OVERDUE, RETURN_ASKED, SOON, of_deadline, of_status
from ledger.workflow import OPEN, Status
from office.models import User
from office.roles import Role, holds


@dataclass(frozen=True)
class Figure:
    """One number and the query of the ledger that lists exactly what it counts; `url` is empty where that is nothing."""

    label: str
    query: str
    tone: str = ""
    hint: str = ""
    value: int = 0

    @property
    def url(self) -> str:
        return f"{reverse('admin:ledger_case_changelist')}?{self.query}" if self.value else ""

    @property
    def css(self) -> str:
        return self.tone if self.value else "zero"


_UNASSIGNED = Figure("未交办", f"status={Status.REGISTERED}")
_UNSIGNED = Figure("未签收", f"status={Status.ASSIGNED}")
_RETURNS = Figure("申请退回", f"status={RETURN_ASKED}")
_IN_PROGRESS = Figure("办理中", f"status={Status.IN_PROGRESS}")
_REVIEW = Figure("待审核", f"status={Status.UNDER_REVIEW}")
_COMPLETED = Figure("待销号", f"status={Status.COMPLETED}")
_DEADLINES = (
    Figure("今日到期", f"due={DUE_TODAY}", "soon"),
    Figure("临期", f"due={SOON}", "soon", f"今天起 {SOON_DAYS} 天内到期的，今日到期的也在内"),
    Figure("超期", f"due={OVERDUE}", "overdue"),
)
_INCOMPLETE = Figure("缺期限或责任人", f"due={INCOMPLETE}")

# The office reminds units of what they have not signed for; assigning, reviewing and striking off are the head's alone.
_OF_HEAD = (_UNASSIGNED, _UNSIGNED, _RETURNS, _REVIEW, _COMPLETED, *_DEADLINES, _INCOMPLETE)
_OF_CLERK = (_UNSIGNED, *_DEADLINES)
_OF_LIAISON = (_UNSIGNED, _IN_PROGRESS, *_DEADLINES)


def work_figures(user: User, *, today: date) -> list[Figure]:
    """The figures of this account's work, in one query; empty for accounts without cases."""
    # What is struck off is most of an old ledger and in none of the figures: an index leaves it out.
    cases = Case.objects.visible_to(user).filter(status__in=(*OPEN, Status.COMPLETED)).order_by()
    if holds(user, {Role.HEAD}):
        return _counted(_OF_HEAD, cases, today)
    if holds(user, {Role.CLERK}):
        return _counted(_OF_CLERK, cases, today)
    if holds(user, {Role.LIAISON}) and user.unit_id:
        # Cases that the unit only assists are another unit's duty.
        own = [replace(figure, query=f"unit={user.unit_id}&{figure.query}") for figure in _OF_LIAISON]
        return _counted(own, cases.filter(responsible_unit=user.unit_id), today)
    return []


def _counted(figures: Iterable[Figure], cases: QuerySet[Case], today: date) -> list[Figure]:
    named = {f"n{place}": figure for place, figure in enumerate(figures)}
    counts = cases.aggregate(**{name: Count("pk", filter=_condition(figure, today)) for name, figure in named.items()})
    return [replace(figure, value=counts[name]) for name, figure in named.items()]


def _condition(figure: Figure, today: date) -> Q:
    name, _, value = figure.query.rpartition("&")[2].partition("=")
    return of_status(value) if name == "status" else of_deadline(value, today)
