"""Planning, opening, closing, cancelling and postponing a joint reception, and the roll call of units.

依据：实施方案五（时间、地点、参加单位，“如有调整以省、市通知为准”）；次数按实际开始接访的日期计。
"""

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Area, Unit, User
from office.refusals import refuse_if
from office.roles import require
from reception.models import Attendance, Campaign, ReceptionSession

PLANNED, OPEN, CLOSED = ReceptionSession.Status.PLANNED, ReceptionSession.Status.OPEN, ReceptionSession.Status.CLOSED
CANCELLED, POSTPONED = ReceptionSession.Status.CANCELLED, ReceptionSession.Status.POSTPONED


@transaction.atomic
def plan_session(
    *,
    area: Area,
    by: User,
    planned_on: date,
    starts_at: time | None,
    ends_at: time | None,
    venue: str,
    campaign: Campaign | None = None,
    duty_leader: str = "",
    note: str = "",
    now: datetime | None = None,
) -> ReceptionSession:
    """A planned session; the day may lie in the past, for sessions that are entered afterwards.

    Raises:
        Refused: day or venue missing, end before start, or the same day and time is taken.
    """
    _require(by, "plan_session", area)
    Area.objects.select_for_update().get(pk=area.pk)  # two plans for one day wait for each other
    session = ReceptionSession(
        area=area, campaign=campaign, planned_on=planned_on, starts_at=starts_at, ends_at=ends_at,
        venue=venue.strip(), duty_leader=duty_leader.strip(), note=note.strip(),
    )  # fmt: skip
    refuse_if([*_plan_faults(session), *_clash(session, planned_on)])
    session.save()
    trail.record("plan_session", by=by, obj=session, now=now, planned_on=planned_on)
    return session


@transaction.atomic
def change_plan(
    *, session: ReceptionSession, by: User, planned_on: date | None, starts_at: time | None, ends_at: time | None,
    venue: str, duty_leader: str = "", note: str = "", now: datetime | None = None,
) -> ReceptionSession:  # fmt: skip
    """Changes what a planned session says; its day only if it was 待定, a dated one is postponed with a reason.

    Raises:
        Refused: no longer planned, another day than the dated plan, or the faults of `plan_session`.
    """
    session = _locked(session, by, "plan_session")
    problems = _unless(session, PLANNED, "只有计划中的场次可以修改安排")
    if session.planned_on and planned_on != session.planned_on:
        problems.append("已定日期的场次要改日期，请用“改期”并写明原因。")
    session.planned_on, session.starts_at, session.ends_at = planned_on, starts_at, ends_at
    session.venue, session.duty_leader, session.note = venue.strip(), duty_leader.strip(), note.strip()
    refuse_if([*problems, *_plan_faults(session), *_clash(session, planned_on)])
    session.save()
    trail.record("change_plan", by=by, obj=session, now=now, planned_on=planned_on)
    return session


@transaction.atomic
def open_session(
    *, session: ReceptionSession, by: User, held_on: date | None = None, now: datetime | None = None
) -> ReceptionSession:
    """开始接访. The day counts for the table: the planned one if it has passed, else today, unless it is given.

    Raises:
        Refused: not planned any more, or the day is to come or taken by another session of the same hour.
    """
    session = _locked(session, by, "open_session")
    now = now or timezone.now()
    today = timezone.localdate(now)
    held_on = held_on or (session.planned_on if session.planned_on and session.planned_on < today else today)
    problems = _not_to_open(session)
    if held_on > today:
        problems.append("接访日期不能晚于今天：到当天再开始接访。")
    refuse_if([*problems, *_clash(session, held_on)])
    session.status, session.held_on, session.opened_at, session.opened_by = OPEN, held_on, now, by
    session.save(update_fields=["status", "held_on", "opened_at", "opened_by"])
    trail.record("open_session", by=by, obj=session, now=now, held_on=held_on)
    return session


@transaction.atomic
def sign_in_unit(
    *, session: ReceptionSession, unit: Unit, by: User, person: str = "", now: datetime | None = None
) -> Attendance:
    """单位签到, with the name of the person it sent.

    Raises:
        Refused: the session is not open, the unit is not one of this area, or has signed in already.
    """
    session = _locked(session, by, "sign_in_unit")
    now = now or timezone.now()
    problems = _unless(session, OPEN, "接访进行中才能签到")
    if unit.area_id != session.area_id:
        problems.append(f"{unit}不是本区划的成员单位。")
    if session.attendances.filter(unit=unit).exists():
        problems.append(f"{unit}已经签到。")
    refuse_if(problems)
    row = Attendance.objects.create(
        session=session, unit=unit, person=person.strip(), signed_in_at=now, signed_in_by=by
    )
    trail.record("sign_in_unit", by=by, obj=session, now=now, unit=unit.short_name)
    return row


@transaction.atomic
def undo_sign_in(*, attendance: Attendance, by: User, now: datetime | None = None) -> None:
    """Takes back a mistaken sign-in while the session is open.

    Raises:
        Refused: the session is not open, or the sign-in was taken back already.
    """
    session = _locked(attendance.session, by, "sign_in_unit")
    problems = _unless(session, OPEN, "接访进行中才能撤销签到")
    row = session.attendances.filter(pk=attendance.pk).select_related("unit").first()
    refuse_if(problems if row else [*problems, "这条签到已经撤销。"])
    unit = row.unit.short_name
    row.delete()
    trail.record("undo_sign_in", by=by, obj=session, now=now, unit=unit)


@transaction.atomic
def close_session(*, session: ReceptionSession, by: User, now: datetime | None = None) -> ReceptionSession:
    """结束接访; may be entered later and changes no figure.

    Raises:
        Refused: the session was never opened or is closed.
    """
    session = _locked(session, by, "close_session")
    now = now or timezone.now()
    refuse_if(_unless(session, OPEN, "只有接访中的场次可以结束"))
    session.status, session.closed_at, session.closed_by = CLOSED, now, by
    session.save(update_fields=["status", "closed_at", "closed_by"])
    trail.record("close_session", by=by, obj=session, now=now, held_on=session.held_on)
    return session


@transaction.atomic
def cancel_session(
    *, session: ReceptionSession, by: User, reason: str, now: datetime | None = None
) -> ReceptionSession:
    """取消接访. A session that was opened counts and cannot be cancelled.

    Raises:
        Refused: not planned any more, or no reason.
    """
    session = _locked(session, by, "cancel_session")
    refuse_if(_not_to_cancel(session, reason, "取消"))
    _end_plan(session, CANCELLED, by=by, reason=reason, now=now or timezone.now())
    trail.record("cancel_session", by=by, obj=session, now=now, planned_on=session.planned_on)
    return session


@transaction.atomic
def postpone_session(
    *, session: ReceptionSession, by: User, to: date, reason: str, now: datetime | None = None
) -> ReceptionSession:
    """改期: the old plan stays on record with its reason; returns the new planned session.

    Raises:
        Refused: not planned any more, no reason, the same day, or the new day and time is taken.
    """
    session = _locked(session, by, "cancel_session")
    Area.objects.select_for_update().get(pk=session.area_id)
    problems = _not_to_cancel(session, reason, "改期")
    if session.planned_on is None:
        problems.append("日期待定的场次不用改期，请在“修改安排”中填写日期。")
    if to == session.planned_on:
        problems.append("新日期与原日期相同，请另选日期。")
    refuse_if([*problems, *_clash(session, to)])
    moved = ReceptionSession.objects.create(
        area=session.area, campaign=session.campaign, planned_on=to, starts_at=session.starts_at,
        ends_at=session.ends_at, venue=session.venue, duty_leader=session.duty_leader, note=session.note,
    )  # fmt: skip
    session.postponed_to = moved
    _end_plan(session, POSTPONED, by=by, reason=reason, now=now or timezone.now())
    trail.record("postpone_session", by=by, obj=session, now=now, planned_on=session.planned_on, to=to, new=moved.pk)
    return moved


def _require(by: User, act: str, area: Area) -> None:
    require(by, act)
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")


def _locked(session: ReceptionSession, by: User, act: str) -> ReceptionSession:
    _require(by, act, session.area)
    return ReceptionSession.objects.select_for_update().get(pk=session.pk)


def _unless(session: ReceptionSession, status: str, sentence: str) -> list[str]:
    return [] if session.status == status else [f"{sentence}；这一场现在是“{session.get_status_display()}”。"]


def _not_to_open(session: ReceptionSession) -> list[str]:
    if session.is_held:
        return [f"这场接访已于{session.day_text}开始，不需要重复操作。"]
    return _unless(session, PLANNED, "只有计划中的场次可以开始接访")


def _not_to_cancel(session: ReceptionSession, reason: str, verb: str) -> list[str]:
    problems = []
    if session.is_held:
        problems.append(f"这场接访已于{session.day_text}开始，计入次数，不能{verb}。")
    elif session.status != PLANNED:
        problems += _unless(session, PLANNED, f"只有计划中的场次可以{verb}")
    if not reason.strip():
        problems.append(f"请填写{verb}的原因。")
    return problems


def _plan_faults(session: ReceptionSession) -> list[str]:
    problems = [] if session.planned_on else ["请填写接访日期。"]
    if not session.venue:
        problems.append("请填写地点。")
    if session.starts_at and session.ends_at and session.ends_at <= session.starts_at:
        problems.append("结束时间应晚于开始时间。")
    return problems


def _clash(session: ReceptionSession, day: date | None) -> list[str]:
    """Two sessions on one day are told apart by their start; so no two may have the same."""
    others = ReceptionSession.objects.filter(
        area=session.area_id, starts_at=session.starts_at, status__in=[PLANNED, OPEN, CLOSED]
    ).exclude(pk=session.pk)
    taken = [other for other in others if day and other.day == day]
    if not taken:
        return []
    hour = f"{session.starts_at:%H:%M}" if session.starts_at else "未填开始时间"
    return [f"{taken[0].day_text}（{hour}）已有一场接访（{taken[0].get_status_display()}），请改用另一开始时间。"]


def _end_plan(session: ReceptionSession, status: str, **act: Any) -> None:
    session.status = status
    session.cancelled_at, session.cancelled_by, session.cancel_reason = act["now"], act["by"], act["reason"].strip()
    session.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancel_reason", "postponed_to"])
