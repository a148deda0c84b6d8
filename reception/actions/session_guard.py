"""What every action on a session does first: lock the row, see that nobody was faster, that state and hour allow it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from office.models import Area, Event, User
from office.refusals import Conflict
from office.roles import require
from office.trail_words import act_label
from reception.models import ReceptionSession

PLANNED, OPEN, CLOSED = ReceptionSession.Status.PLANNED, ReceptionSession.Status.OPEN, ReceptionSession.Status.CLOSED


def require_in(area: Area, by: User, act: str) -> None:
    """Refuses an account whose roles do not do this, or whose areas this is not.

    Raises:
        PermissionDenied: one of the two.
    """
    require(by, act)
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")


def lock_session(session: ReceptionSession, by: User, act: str) -> ReceptionSession:
    """The session's row, locked until the end of the transaction; its area is read anew with it.

    Raises:
        PermissionDenied: as `require_in`.
    """
    require_in(session.area, by, act)
    return ReceptionSession.objects.select_for_update(of=("self",)).select_related("area").get(pk=session.pk)


def refuse_changed(session: ReceptionSession, *, seen: str | None, now: str) -> None:
    """Refuses a form made from another state than `now`; `seen` is None where no form was shown.

    Raises:
        Conflict: says who did the last thing to the session, when and what.
    """
    if seen is None or seen == now:
        return
    events = Event.objects.filter(object_type=session._meta.label_lower, object_id=str(session.pk))
    last = events.select_related("by").order_by("-number").first()
    how = (
        f"已由{last.by or '系统'}于 {timezone.localtime(last.at):%Y-%m-%d %H:%M} 办理“{act_label(last.act)}”"
        if last
        else "已被改动"
    )
    raise Conflict(f"{session.day_text}的接访{how}，请看过最新情况后再保存。")


def unless(session: ReceptionSession, status: str, sentence: str) -> list[str]:
    """Nothing if the session is in this state, else the sentence with the state it is in."""
    return [] if session.status == status else [f"{sentence}；这一场现在是“{session.get_status_display()}”。"]


def clash(session: ReceptionSession, day: date | None) -> list[str]:
    """Two sessions on one day are told apart by their start; so no two may have the same."""
    others = ReceptionSession.objects.filter(
        area=session.area_id, starts_at=session.starts_at, status__in=[PLANNED, OPEN, CLOSED]
    ).exclude(pk=session.pk)
    taken = [other for other in others if day and other.day == day]
    if not taken:
        return []
    hour = f"{session.starts_at:%H:%M}" if session.starts_at else "未填开始时间"
    return [f"{taken[0].day_text}（{hour}）已有一场接访（{taken[0].get_status_display()}），请改用另一开始时间。"]
