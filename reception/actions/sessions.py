"""The reception day: opening and closing a session, and the roll call of units.

依据：实施方案五（时间、地点、参加单位，“如有调整以省、市通知为准”）；次数按实际开始接访的日期计。
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Unit, User
from office.refusals import refuse_if
from reception.actions.checklist import write_checklist
from reception.actions.queue import end_queue
from reception.actions.session_guard import CLOSED, OPEN, PLANNED, clash, lock_session, unless
from reception.models import Attendance, ReceptionSession
from reception.selectors.day import proposed_summary


@transaction.atomic
def open_session(
    *, session: ReceptionSession, by: User, held_on: date | None = None, now: datetime | None = None
) -> ReceptionSession:
    """开始接访. The day counts for the table: the planned one if it has passed, else today, unless it is given.

    Raises:
        Refused: not planned any more, or the day is to come, before the one that was published, or taken by another
            session of the same hour.
    """
    session = lock_session(session, by, "open_session")
    now = now or timezone.now()
    today = timezone.localdate(now)
    held_on = held_on or (session.planned_on if session.planned_on and session.planned_on < today else today)
    problems = _not_to_open(session)
    if held_on > today:
        problems.append("接访日期不能晚于今天：到当天再开始接访。")
    problems += _before_its_notice(session, held_on)
    refuse_if([*problems, *clash(session, held_on)])
    if held_on == today:
        write_checklist(session)  # what was not ready on the day stays on record
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
    session = lock_session(session, by, "sign_in_unit")
    now = now or timezone.now()
    problems = unless(session, OPEN, "接访进行中才能签到")
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
    session = lock_session(attendance.session, by, "sign_in_unit")
    problems = unless(session, OPEN, "接访进行中才能撤销签到")
    row = session.attendances.filter(pk=attendance.pk).select_related("unit").first()
    refuse_if(problems if row else [*problems, "这条签到已经撤销。"])
    unit = row.unit.short_name
    row.delete()
    trail.record("undo_sign_in", by=by, obj=session, now=now, unit=unit)


@transaction.atomic
def close_session(
    *, session: ReceptionSession, by: User, summary: str = "", now: datetime | None = None
) -> ReceptionSession:
    """结束接访 with its 小结, by default the one the figures make; may be entered later and changes no figure.

    Numbers that still wait are ended as 已离开: they never keep a session open.

    Raises:
        Refused: the session was never opened or is closed.
    """
    session = lock_session(session, by, "close_session")
    now = now or timezone.now()
    refuse_if(unless(session, OPEN, "只有接访中的场次可以结束"))
    left = end_queue(session=session, by=by, now=now)
    session.summary = summary.strip() or proposed_summary(session, by)
    session.status, session.closed_at, session.closed_by = CLOSED, now, by
    session.save(update_fields=["status", "closed_at", "closed_by", "summary"])
    trail.record(
        "close_session", by=by, obj=session, now=now, held_on=session.held_on, **({"left": left} if left else {})
    )
    return session


@transaction.atomic
def supplement_summary(
    *, session: ReceptionSession, by: User, text: str, now: datetime | None = None
) -> ReceptionSession:
    """补充小结: a dated paragraph under what was written at the end, which stays as it was. Sent twice it stands once.

    Raises:
        Refused: the session is not closed, or no text.
        PermissionDenied: not the head.
    """
    session = lock_session(session, by, "supplement_summary")
    now, text = now or timezone.now(), " ".join(text.split())
    refuse_if([
        *unless(session, CLOSED, "接访结束后才能补充小结"),
        *([] if text else ["请填写补充的内容。"]),
    ])  # fmt: skip
    day = timezone.localdate(now)
    paragraph = f"补充（{day.year}年{day.month}月{day.day}日，{by}）：{text}"
    if paragraph in session.summary.splitlines():
        return session
    session.summary = f"{session.summary}\n{paragraph}".strip()
    session.save(update_fields=["summary"])
    trail.record("supplement_summary", by=by, obj=session, now=now, held_on=session.held_on)
    return session


def _before_its_notice(session: ReceptionSession, held_on: date) -> list[str]:
    """People come on the day they were told; one that is put forward has to be told anew first."""
    if session.planned_on is None or held_on >= session.planned_on or not session.notices.exists():
        return []
    published = f"{session.planned_on.year}年{session.planned_on.month}月{session.planned_on.day}日"
    return [f"公告的接访日期是{published}，不能提前开始：要提前的，请主任先“改期”并发变更公告。"]


def _not_to_open(session: ReceptionSession) -> list[str]:
    if session.is_held:
        return [f"这场接访已于{session.day_text}开始，不需要重复操作。"]
    return unless(session, PLANNED, "只有计划中的场次可以开始接访")
