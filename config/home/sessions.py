"""The session that is open now or comes next, with what is known of it, and sessions whose day has passed unattended."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from office.models import Unit, User
from office.roles import may
from reception.models import Attendance, Claim, ReceptionSession
from reception.selectors import SessionFigures, session_figures
from reception.selectors.checklist import checklist_of, missing_of
from reception.selectors.planning import month_has_session, roster, unconfirmed

_PLANNED, _OPEN = ReceptionSession.Status.PLANNED, ReceptionSession.Status.OPEN


@dataclass(frozen=True)
class Sessions:
    """`next` is the open one of today, else the next one planned; units and figures are those of an open one alone.

    `unconfirmed` are the units that have not said whom they send to a planned one, `missing` counts what is not ready.
    """

    next: ReceptionSession | None
    not_held: int = 0
    not_closed: int = 0
    figures: SessionFigures | None = None
    signed_in: list[Unit] = field(default_factory=list)
    absent: list[Unit] = field(default_factory=list)
    unconfirmed: list[Unit] = field(default_factory=list)
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
    """Six queries at most; nothing for accounts that see no sessions. A session is near on its day and the day before."""
    seen = ReceptionSession.objects.visible_to(user).filter(status__in=(_PLANNED, _OPEN))
    rows = list(seen.order_by("planned_on", "starts_at", "pk"))
    now = [row for row in rows if row.status == _OPEN and row.held_on == today]
    to_come = [row for row in rows if row.status == _PLANNED and row.planned_on and row.planned_on >= today]
    passed = [row for row in rows if row.day and row.day < today]
    not_held = sum(row.status == _PLANNED for row in passed)
    counts = {"not_held": not_held, "not_closed": len(passed) - not_held, "month_without": _without(user, today)}
    if now:
        claims = Claim.objects.visible_to(user).live().filter(session=now[-1])
        signed_in, absent = _units(now[-1])
        missing = len(missing_of(checklist_of(now[-1])))
        return Sessions(
            now[-1], figures=session_figures(claims), signed_in=signed_in, absent=absent, missing=missing, is_near=True,
            **counts,
        )  # fmt: skip
    if not to_come:
        return Sessions(None, **counts)
    upcoming = to_come[0]
    return Sessions(
        upcoming,
        unconfirmed=unconfirmed(roster(upcoming)),
        missing=len(missing_of(checklist_of(upcoming))),
        is_near=upcoming.planned_on is not None and upcoming.planned_on <= today + timedelta(days=1),
        **counts,
    )


def _without(user: User, today: date) -> bool:
    """True if those who plan have planned nothing for this month."""
    return bool(user.area and may(user, "plan_session") and not month_has_session(user.area, today))


def _units(session: ReceptionSession) -> tuple[list[Unit], list[Unit]]:
    """Units expected at a joint reception that have signed in, and those that have not; one query."""
    came = Attendance.objects.filter(session=session, unit=OuterRef("pk"))
    units = list(
        Unit.objects.filter(area=session.area_id, is_active=True, is_attending=True).annotate(came=Exists(came))
    )
    return [unit for unit in units if unit.came], [unit for unit in units if not unit.came]  # type: ignore[attr-defined]
