"""What the first page shows: figures that are lists, and the next session. Each figure is zero for rows one may not see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.urls import reverse

from ledger.models import Case
from ledger.selectors.case_list import INCOMPLETE, OVERDUE, RETURN_ASKED, SOON, of_deadline, of_status
from ledger.workflow import OPEN, Status
from office.models import User
from office.roles import OFFICE_ROLES, Role, holds
from reception.models import ReceptionSession


@dataclass(frozen=True)
class Figure:
    """One number and the query of the ledger that lists exactly what it counts."""

    label: str
    query: str
    tone: str = ""
    value: int = 0

    @property
    def url(self) -> str:
        return f"{reverse('admin:ledger_case_changelist')}?{self.query}"

    @property
    def css(self) -> str:
        return self.tone if self.value else "zero"


_UNASSIGNED = Figure("未交办", f"status={Status.REGISTERED}")
_UNSIGNED = Figure("未签收", f"status={Status.ASSIGNED}")
_IN_PROGRESS = Figure("办理中", f"status={Status.IN_PROGRESS}")
_REVIEW = Figure("待审核", f"status={Status.UNDER_REVIEW}")
_COMPLETED = Figure("待销号", f"status={Status.COMPLETED}")
_RETURNS = Figure("申请退回", f"status={RETURN_ASKED}")
_SOON = Figure("临期", f"due={SOON}", "soon")
_OVERDUE = Figure("超期", f"due={OVERDUE}", "overdue")
_INCOMPLETE = Figure("缺期限或责任人", f"due={INCOMPLETE}")


def work_figures(user: User, *, today: date) -> list[Figure]:
    """The figures of this account's work, in one query; empty for accounts without cases."""
    if holds(user, OFFICE_ROLES):
        figures = [_UNASSIGNED, _UNSIGNED, _RETURNS, _IN_PROGRESS, _REVIEW, _COMPLETED, _SOON, _OVERDUE, _INCOMPLETE]
    elif holds(user, {Role.LIAISON}):
        figures = [_UNSIGNED, _IN_PROGRESS, _REVIEW, _SOON, _OVERDUE]
    else:
        return []
    # What is struck off is most of an old ledger and in none of the figures: an index leaves it out.
    counted = Case.objects.visible_to(user).filter(status__in=(*OPEN, Status.COMPLETED)).order_by()
    counts = counted.aggregate(
        **{f"n{place}": Count("pk", filter=_condition(figure, today)) for place, figure in enumerate(figures)}
    )
    return [
        Figure(figure.label, figure.query, figure.tone, counts[f"n{place}"]) for place, figure in enumerate(figures)
    ]


def next_session(user: User, *, today: date) -> ReceptionSession | None:
    """The session that is open now, else the next one planned; None if none is to come."""
    return (
        ReceptionSession.objects.visible_to(user)
        .filter(Q(status="open", held_on=today) | Q(status="planned", planned_on__gte=today))
        .order_by(F("held_on").desc(nulls_last=True), "planned_on", "starts_at")
        .first()
    )


def sessions_left_behind(user: User, *, today: date) -> int:
    """Planned sessions whose day has passed without being held, postponed or cancelled."""
    return ReceptionSession.objects.visible_to(user).filter(status="planned", planned_on__lt=today).count()


def _condition(figure: Figure, today: date) -> Q:
    name, _, value = figure.query.partition("=")
    return of_status(value) if name == "status" else of_deadline(value, today)
