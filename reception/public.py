"""What people outside may know of the sessions: published notices alone, and what has become of them since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.http import Http404

from reception.models import Notice, ReceptionSession
from reception.notice_text import Told, differences, paragraphs
from reception.selectors.notices import told_by

DAYS_KEPT = 60
_PLANNED, _POSTPONED = ReceptionSession.Status.PLANNED, ReceptionSession.Status.POSTPONED


@dataclass(frozen=True)
class PublicNotice:
    """One session as published. `original` is the day people were first sent to, `told` what holds by the newest notice.

    Of what is changed but not told yet, only *that* it is changed is given: nobody may go for nothing, and nothing is
    said that the office has not published.
    """

    notice: Notice
    original: Told
    told: Told
    changes: list[str]

    @property
    def session(self) -> ReceptionSession:
        return self.notice.session

    @property
    def is_cancelled(self) -> bool:
        cancelled = self.session.status == ReceptionSession.Status.CANCELLED
        return cancelled or self.notice.kind == Notice.Kind.CANCELLATION

    @property
    def is_moved(self) -> bool:
        return self.session.status == _POSTPONED and not self.is_cancelled

    @property
    def is_moved_as_told(self) -> bool:
        return self.is_moved and self.told.on != self.original.on

    @property
    def is_unsure(self) -> bool:
        """The plan differs from what was published."""
        session = self.session
        if session.status != _PLANNED or session.planned_on is None:
            return False
        plan = Told(session.planned_on, session.starts_at, session.ends_at, session.venue)
        return bool(differences(self.told, plan))

    @property
    def is_off(self) -> bool:
        """Nobody should go there on the day first told."""
        return self.is_cancelled or self.is_moved

    @property
    def is_over(self) -> bool:
        return self.session.status == ReceptionSession.Status.CLOSED

    @property
    def title(self) -> str:
        return f"{self.session.area.short_name}根治欠薪集中联合接访{self.notice.get_kind_display()}"

    @property
    def lines(self) -> list[tuple[bool, str]]:
        return paragraphs(self.notice.body, leaving_out=self.told.lines)

    @property
    def signed_by(self) -> str:
        return self.session.area.reporter or self.session.area.name


@dataclass(frozen=True)
class PublicList:
    """`coming` soonest first, `past` latest first."""

    coming: list[PublicNotice]
    past: list[PublicNotice]


def public_notices(*, today: date) -> PublicList:
    """Published sessions of today and later, and those of the last 60 days; one query."""
    since = today - timedelta(days=DAYS_KEPT)
    sessions = ReceptionSession.objects.filter(Q(planned_on__gte=since) | Q(held_on__gte=since))
    found = _read(Notice.objects.filter(session__in=sessions.values("pk")))
    coming = [row for row in found if row.original.on >= today and not row.is_over]
    past = [row for row in found if row.original.on < today or row.is_over]
    return PublicList(sorted(coming, key=_moment), sorted(past, key=_moment, reverse=True))


def next_session(area_id: int, *, today: date) -> Told | None:
    """What is told of the nearest session to come to which people of the area can go without asking; one query."""
    rows = (row for row in public_notices(today=today).coming if row.session.area_id == area_id)
    return next((row.told for row in rows if not row.is_off and not row.is_unsure), None)


def public_notice(pk: int) -> PublicNotice:
    """The published session, or `Http404` for unpublished and absent alike; one query."""
    # Asked by the session's own key, which answers a number beyond all keys with nothing instead of an error.
    found = _read(Notice.objects.filter(session__in=ReceptionSession.objects.filter(pk=pk).values("pk")))
    if not found:
        raise Http404("没有这份公告。")
    return found[0]


def published_sessions(pks: Iterable[int]) -> set[int]:
    """Those of the sessions that have a notice of their own."""
    return set(Notice.objects.filter(session__in=list(pks)).values_list("session", flat=True))


def _read(notices) -> list[PublicNotice]:
    versions: dict[int, list[Notice]] = {}
    for notice in notices.select_related("session__area", "session__campaign").order_by("session", "version"):
        versions.setdefault(notice.session_id, []).append(notice)
    return [_public(rows) for rows in versions.values()]


def _public(versions: list[Notice]) -> PublicNotice:
    newest, told = versions[-1], told_by(versions[-1])
    before = told_by(versions[-2]) if len(versions) > 1 else told
    session = newest.session
    # Moved or cancelled, it is looked for under the day people know; a session is never given another day otherwise.
    original = before if session.status == _POSTPONED and before.on == session.planned_on else told
    return PublicNotice(newest, original, told, differences(before, told))


def _moment(row: PublicNotice) -> tuple[date, str, int]:
    return row.original.on, row.original.hours, row.session.pk
