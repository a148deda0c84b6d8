"""Planning a joint reception: its day, hour and place; changed, cancelled or postponed afterwards.

依据：实施方案五（时间、地点、参加单位，“如有调整以省、市通知为准”）。
"""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Area, User
from office.refusals import refuse_if
from reception.actions.session_guard import PLANNED, clash, lock_session, require_in, unless
from reception.models import Campaign, ReceptionSession

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
    require_in(area, by, "plan_session")
    Area.objects.select_for_update().get(pk=area.pk)  # two plans for one day wait for each other
    session = ReceptionSession(
        area=area, campaign=campaign, planned_on=planned_on, starts_at=starts_at, ends_at=ends_at,
        venue=venue.strip(), duty_leader=duty_leader.strip(), note=note.strip(),
    )  # fmt: skip
    refuse_if([*_plan_faults(session), *clash(session, planned_on)])
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
    session = lock_session(session, by, "plan_session")
    problems = unless(session, PLANNED, "只有计划中的场次可以修改安排")
    if session.planned_on and planned_on != session.planned_on:
        problems.append("已定日期的场次要改日期，请用“改期”并写明原因。")
    session.planned_on, session.starts_at, session.ends_at = planned_on, starts_at, ends_at
    session.venue, session.duty_leader, session.note = venue.strip(), duty_leader.strip(), note.strip()
    refuse_if([*problems, *_plan_faults(session), *clash(session, planned_on)])
    session.save()
    trail.record("change_plan", by=by, obj=session, now=now, planned_on=planned_on)
    return session


@transaction.atomic
def cancel_session(
    *, session: ReceptionSession, by: User, reason: str, now: datetime | None = None
) -> ReceptionSession:
    """取消接访. A session that was opened counts and cannot be cancelled.

    Raises:
        Refused: not planned any more, or no reason.
    """
    session = lock_session(session, by, "cancel_session")
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
    session = lock_session(session, by, "cancel_session")
    Area.objects.select_for_update().get(pk=session.area_id)
    problems = _not_to_cancel(session, reason, "改期")
    if session.planned_on is None:
        problems.append("日期待定的场次不用改期，请在“修改安排”中填写日期。")
    if to == session.planned_on:
        problems.append("新日期与原日期相同，请另选日期。")
    refuse_if([*problems, *clash(session, to)])
    moved = ReceptionSession.objects.create(
        area=session.area, campaign=session.campaign, planned_on=to, starts_at=session.starts_at,
        ends_at=session.ends_at, venue=session.venue, duty_leader=session.duty_leader, note=session.note,
    )  # fmt: skip
    session.postponed_to = moved
    _end_plan(session, POSTPONED, by=by, reason=reason, now=now or timezone.now())
    trail.record("postpone_session", by=by, obj=session, now=now, planned_on=session.planned_on, to=to, new=moved.pk)
    return moved


def _not_to_cancel(session: ReceptionSession, reason: str, verb: str) -> list[str]:
    problems = []
    if session.is_held:
        problems.append(f"这场接访已于{session.day_text}开始，计入次数，不能{verb}。")
    elif session.status != PLANNED:
        problems += unless(session, PLANNED, f"只有计划中的场次可以{verb}")
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


def _end_plan(session: ReceptionSession, status: str, **act: Any) -> None:
    session.status = status
    session.cancelled_at, session.cancelled_by, session.cancel_reason = act["now"], act["by"], act["reason"].strip()
    session.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancel_reason", "postponed_to"])
