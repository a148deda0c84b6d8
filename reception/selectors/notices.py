"""What is told of a session and what is not yet: the notice in force beside the plan as it is now."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Subquery

from office.models import Code, Unit, User
from office.selectors import codes, kept_value, parameter, parameters
from reception.models import Notice, ReceptionSession
from reception.notice_text import Facts, Told, cancellation_text, change_text, differences, first_text

PLANNED, POSTPONED = ReceptionSession.Status.PLANNED, ReceptionSession.Status.POSTPONED
CANCELLED = ReceptionSession.Status.CANCELLED
FIRST, CHANGE, CANCELLATION = Notice.Kind.FIRST, Notice.Kind.CHANGE, Notice.Kind.CANCELLATION
USUAL_LEAD_DAYS = "3"
# A session further ahead than this many days before the last good day of publishing is nobody's task yet.
TASK_DAYS = 7


@dataclass(frozen=True)
class Standing:
    """A session's notices, oldest first, and which kind is due now. `target` is where a postponed session went."""

    session: ReceptionSession
    notices: Sequence[Notice]
    target: ReceptionSession
    lead_days: int

    @property
    def notice(self) -> Notice | None:
        """The notice in force."""
        return self.notices[-1] if self.notices else None

    @property
    def due(self) -> Notice.Kind | None:
        """The kind that has to be published: a first one for a dated plan, another after any change that was not told."""
        session, notice = self.session, self.notice
        if session.status == PLANNED:
            if notice is None:
                return FIRST if session.planned_on else None
            return CHANGE if self.untold else None
        if notice is None or session.is_held or notice.kind == CANCELLATION:
            return None
        if session.status == POSTPONED and notice.held_on != session.planned_on:
            return None  # told where it went; what becomes of that session is told by its own notices
        return CANCELLATION if self.target.status == CANCELLED else CHANGE

    @property
    def next_kind(self) -> Notice.Kind | None:
        """The kind that may be published now: what is due, a correction, or the record of a paper notice of old."""
        if self.due:
            return self.due
        if self.session.status == PLANNED and self.notice:
            return CHANGE
        return FIRST if self.session.is_held and self.notice is None else None

    @property
    def is_outdated(self) -> bool:
        """Something was changed, postponed or cancelled after publishing, and is not told yet."""
        return self.due in (CHANGE, CANCELLATION)

    @property
    def untold(self) -> list[str]:
        """What differs between the notice in force and the plan as it is now."""
        plan = plan_of(self.target)
        return differences(told_by(self.notice), plan) if self.notice and plan else []

    @property
    def latest_on(self) -> date | None:
        """The last day on which the first notice is in time."""
        return self.session.day - timedelta(days=self.lead_days) if self.session.day else None

    @property
    def days_ahead(self) -> int | None:
        """How many days before the session its first notice was published."""
        return (self.notices[0].held_on - self.notices[0].published_on).days if self.notices else None

    @property
    def is_late(self) -> bool:
        """The first notice was published later than the office asks of itself. Told for good, never a refusal."""
        return self.days_ahead is not None and self.days_ahead < self.lead_days

    @property
    def stamp(self) -> str:
        """Changes whenever a notice is published or the plan is: a text written before that must be read again."""
        seen = (
            len(self.notices),
            str(self.session.status),
            plan_of(self.session),
            self.target.pk,
            plan_of(self.target),
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def standing_of(session: ReceptionSession) -> Standing:
    """Two queries, more only for a session that was postponed."""
    return Standing(session, list(session.notices.order_by("version")), _target(session), lead_days())


def standings_to_come(user: User, *, today: date) -> list[Standing]:
    """Of the sessions in view whose day, or the day they were moved to, is still ahead; earliest first; two queries."""
    sessions = ReceptionSession.objects.visible_to(user).filter(
        Q(planned_on__gte=today) | Q(postponed_to__planned_on__gte=today), held_on=None
    )
    told: dict[int, list[Notice]] = {}
    for notice in Notice.objects.filter(session__in=sessions.order_by().values("pk")).order_by("version"):
        told.setdefault(notice.session_id, []).append(notice)
    rows = (
        sessions.select_related("area", "campaign", "postponed_to__postponed_to")
        .annotate(lead=Subquery(kept_value("notice_lead_days")))
        .order_by("planned_on", "starts_at", "pk")
    )
    return [Standing(row, told.get(row.pk, []), _target(row), int(row.lead or USUAL_LEAD_DAYS)) for row in rows]


def is_task(standing: Standing, *, today: date) -> bool:
    """A first notice is due and its last good day is near or past."""
    return (
        standing.due == FIRST and standing.latest_on is not None and standing.latest_on <= today + timedelta(TASK_DAYS)
    )


def lead_days() -> int:
    """公告：至少提前几天, calendar days."""
    return int(parameter("notice_lead_days", USUAL_LEAD_DAYS))


def plan_of(session: ReceptionSession) -> Told | None:
    """What a notice of this session would tell now; None while its day is 待定."""
    return Told(session.day, session.starts_at, session.ends_at, session.venue) if session.day else None


def told_by(notice: Notice) -> Told:
    return Told(notice.held_on, notice.starts_at, notice.ends_at, notice.venue)


def draft_text(standing: Standing, *, reason: str) -> str:
    """The text by rule of the kind that may be published now, of a correction the text in force; else empty."""
    kind, plan = standing.next_kind, plan_of(standing.target)
    if kind is None or plan is None:
        return ""
    facts = _facts(standing.session, plan)
    if kind == FIRST or standing.notice is None:
        return first_text(facts)
    if not standing.due:
        return standing.notice.body  # a correction starts from what stands there
    before = told_by(standing.notice)
    return (cancellation_text if kind == CANCELLATION else change_text)(facts, before=before, reason=reason)


def known_reason(session: ReceptionSession) -> tuple[str, str]:
    """Reason and document number of the latest change, postponement or cancellation, to start from."""
    if session.cancel_reason:
        return session.cancel_reason, session.cancel_document
    change = session.changes.order_by("-at", "-pk").first()
    return (change.reason, change.document_number) if change else ("", "")


def office_numbers() -> dict[str, str]:
    """Whom to call: `contact_officer`, `contact_phone`, `office_phone`; empty where the office names none."""
    return parameters(contact_officer="", contact_phone="", office_phone="")


def _facts(session: ReceptionSession, plan: Told) -> Facts:
    numbers = office_numbers()
    return Facts(
        told=plan,
        area=session.area.short_name,
        units=tuple(_units(session)),
        not_wages=tuple(codes(Code.Kind.NOT_WAGES).values_list("label", flat=True)),
        officer=numbers["contact_officer"],
        phone=numbers["contact_phone"],
        office_phone=numbers["office_phone"],
    )


def _units(session: ReceptionSession) -> list[str]:
    """The units usually at the table, and any other that is to send somebody this time."""
    invited = Q(is_attending=True) | Q(pk__in=session.delegates.values("unit"))
    return list(Unit.objects.filter(invited, area=session.area_id, is_active=True).values_list("name", flat=True))


def _target(session: ReceptionSession) -> ReceptionSession:
    while session.status == POSTPONED and session.postponed_to:
        session = session.postponed_to
    return session
