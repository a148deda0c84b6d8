"""The session that is open now or comes next, with what is known of it, and sessions whose day has passed unattended."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from office.models import Unit, User
from office.roles import may
from reception.models import Attendance, Claim, Delegate, ReceptionSession
from reception.selectors import SessionFigures, session_figures, unconfirmed_count
from reception.selectors.checklist import missing_count
from reception.selectors.planning import month_has_session

_PLANNED, _OPEN = ReceptionSession.Status.PLANNED, ReceptionSession.Status.OPEN


@dataclass(frozen=True)
class Sessions:
    """`next` is the open one of today, else the next one planned; units and figures are those of an open one alone.

    `unconfirmed` counts the units that have not said whom they send to a planned one, `own_unconfirmed` tells that the
    account's own is one of them, `missing` counts what is not ready.
    """

    next: ReceptionSession | None
    not_held: int = 0
    not_closed: int = 0
    figures: SessionFigures | None = None
    signed_in: list[Unit] = field(default_factory=list)
    absent: list[Unit] = field(default_factory=list)
    unconfirmed: int = 0
    own_unconfirmed: bool = False
    missing: int = 0
    is_near: bool = False
    month_without: bool = False

    @property
    def is_open(self) -> bool:
        return bool(self.next and self.next.status == _OPEN)

    @property
    def expected(self) -> int:
        return len(self.signed_in) + len(self.absent)


def sessions_at_hand(user: User, *, today: date) -> Sessions:
    """Three queries at most, and one in a month without a session; nothing for accounts that see no sessions. A session is near on its day and the day before."""
    seen = ReceptionSession.objects.visible_to(user).filter(status__in=(_PLANNED, _OPEN))
    own = Delegate.objects.filter(session=OuterRef("pk"), unit=user.unit_id, confirmed_at__isnull=False)
    seen = seen.annotate(unconfirmed=unconfirmed_count(), missing=missing_count(), own_confirmed=Exists(own))
    rows = list(seen.order_by("planned_on", "starts_at", "pk"))
    now = [row for row in rows if row.status == _OPEN and row.held_on == today]
    to_come = [row for row in rows if row.status == _PLANNED and row.planned_on and row.planned_on >= today]
    passed = [row for row in rows if row.day and row.day < today]
    not_held = sum(row.status == _PLANNED for row in passed)
    counts = {"not_held": not_held, "not_closed": len(passed) - not_held, "month_without": _without(user, rows, today)}
    if now:
        claims = Claim.objects.visible_to(user).live().filter(session=now[-1])
        signed_in, absent = _units(now[-1])
        return Sessions(
            now[-1], figures=session_figures(claims), signed_in=signed_in, absent=absent, missing=_missing(user, now[-1]), is_near=True,
            **counts,
        )  # fmt: skip
    if not to_come:
        return Sessions(None, **counts)
    upcoming = to_come[0]
    return Sessions(
        upcoming,
        unconfirmed=upcoming.unconfirmed,
        own_unconfirmed=bool(user.unit and user.unit.is_attending and not upcoming.own_confirmed),
        missing=_missing(user, upcoming),
        is_near=upcoming.planned_on is not None and upcoming.planned_on <= today + timedelta(days=1),
        **counts,
    )


def _without(user: User, rows: list[ReceptionSession], today: date) -> bool:
    """True if those who plan have planned nothing for this month; a query only if none of these rows is of it."""
    if user.area_id is None or not may(user, "plan_session"):
        return False
    own = [row.day for row in rows if row.area_id == user.area_id and row.day]
    if any((day.year, day.month) == (today.year, today.month) for day in own):
        return False
    return not month_has_session(user.area_id, today)


def _missing(user: User, session: Any) -> int:
    """How many things are not ready, for those who see to them."""
    return session.missing if may(user, "tick_checklist") else 0


def _units(session: ReceptionSession) -> tuple[list[Unit], list[Unit]]:
    """Units expected at a joint reception that have signed in, and those that have not; one query."""
    came = Attendance.objects.filter(session=session, unit=OuterRef("pk"))
    units = list(
        Unit.objects.filter(area=session.area_id, is_active=True, is_attending=True).annotate(came=Exists(came))
    )
    return [unit for unit in units if unit.came], [unit for unit in units if not unit.came]  # type: ignore[attr-defined]
