"""Planning a joint reception: its day, hour and place; changed, cancelled or postponed afterwards.

A plan with a day has been told to units and perhaps to the public: another time or place needs a reason, and the units
confirm again. Who leads, whom a unit sends and the note are the office's own and need none.

依据：实施方案三（每月组织一次）、五（时间、地点、参加单位，“如有调整以省、市通知为准”）。
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from office import trail
from office.document_numbers import number_faults, tidy_number
from office.models import Area, Unit, User
from office.refusals import refuse_if
from reception.actions.session_guard import PLANNED, clash, lock_session, refuse_changed, require_in, unless
from reception.models import Campaign, Delegate, PlanChange, ReceptionSession
from reception.plan_state import plan_word
from reception.selectors.planning import duty_turns, months_without, undated_plans

CANCELLED, POSTPONED = ReceptionSession.Status.CANCELLED, ReceptionSession.Status.POSTPONED
# What a postponed plan takes along.
_CARRIED = ("area", "campaign", "starts_at", "ends_at", "venue", "duty_unit", "duty_leader", "chair", "note")


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
    duty_unit: Unit | None = None,
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
        venue=venue.strip(), duty_unit=duty_unit, duty_leader=duty_leader.strip(), note=note.strip(),
    )  # fmt: skip
    refuse_if([*_plan_faults(session), *clash(session, planned_on)])
    session.save()
    trail.record("plan_session", by=by, obj=session, now=now, planned_on=planned_on)
    return session


@transaction.atomic
def plan_sessions(
    *,
    area: Area,
    by: User,
    days: Iterable[date],
    starts_at: time | None,
    ends_at: time | None,
    venue: str,
    campaign: Campaign | None = None,
    now: datetime | None = None,
) -> list[ReceptionSession]:
    """Sessions on several days at one hour and place, all or none; the leading units take their turns.

    A month's 待定 plan gets the first of the month's days.

    Raises:
        Refused: every fault of every day.
    """
    require_in(area, by, "plan_session")
    Area.objects.select_for_update().get(pk=area.pk)
    days = sorted(set(days))
    waiting, turns = undated_plans(area), duty_turns(area, days)
    sessions = []
    for day in days:
        session = waiting.pop(f"{day:%Y-%m}", None) or ReceptionSession(area=area)
        session.planned_on, session.starts_at, session.ends_at = day, starts_at, ends_at
        session.venue, session.campaign = venue.strip(), campaign or session.campaign
        session.duty_unit = session.duty_unit or turns[day]
        sessions.append(session)
    clashes = [sentence for session in sessions for sentence in clash(session, session.planned_on)]
    faults = _plan_faults(sessions[0]) if sessions else ["请填写接访日期，每行一个。"]
    refuse_if([*faults, *clashes])
    acts = ["change_plan" if session.pk else "plan_session" for session in sessions]
    for session in sessions:
        session.save()
    trail.record_many(
        [
            trail.Entry(act, session, {"planned_on": session.planned_on})
            for act, session in zip(acts, sessions, strict=True)
        ],
        by=by,
        now=now,
    )
    return sessions


@transaction.atomic
def plan_months(
    *, area: Area, by: User, year: int, starts_at: time | None = None, ends_at: time | None = None, venue: str = "",
    now: datetime | None = None,
) -> list[ReceptionSession]:  # fmt: skip
    """A 待定 plan for each month of the year, this month on, that has neither session nor plan; may be none.

    Raises:
        Refused: the year is over.
    """
    require_in(area, by, "plan_session")
    Area.objects.select_for_update().get(pk=area.pk)
    this_month = f"{timezone.localdate(now):%Y-%m}"
    refuse_if(
        [f"{year}年已经过去，不再列每月计划；以前开展过的场次请按日期补录。"] if f"{year:04d}-12" < this_month else []
    )
    sessions = [
        ReceptionSession(area=area, planned_month=month, starts_at=starts_at, ends_at=ends_at, venue=venue.strip())
        for month in months_without(area, year)
        if month >= this_month
    ]
    for session in sessions:
        session.save()
    trail.record_many(
        [trail.Entry("plan_session", session, {"month": session.planned_month}) for session in sessions],
        by=by,
        now=now,
    )
    return sessions


@transaction.atomic
def change_plan(
    *, session: ReceptionSession, by: User, planned_on: date | None, starts_at: time | None, ends_at: time | None,
    venue: str, note: str = "", reason: str = "", document_number: str = "", seen: str | None = None,
    now: datetime | None = None,
) -> ReceptionSession:  # fmt: skip
    """Changes hour, place and note of a planned session; its day only if it was 待定, a dated one is postponed.

    Another hour or place of a dated plan needs a reason, is kept as a `PlanChange`, and the units confirm again.

    Raises:
        Conflict: the plan is no longer the one that was `seen`. Refused: no longer planned, another day than the dated
        plan, no reason, a faulty document number, or the faults of `plan_session`.
    """
    session = lock_session(session, by, "plan_session")
    refuse_changed(session, seen=seen, now=plan_word(session))
    now = now or timezone.now()
    problems = unless(session, PLANNED, "只有计划中的场次可以修改安排")
    was_dated, before, reason = session.planned_on is not None, _told(session), reason.strip()
    if was_dated and planned_on != session.planned_on:
        problems.append("已定日期的场次要改日期，请用“改期”并写明原因。")
    session.planned_on, session.starts_at, session.ends_at = planned_on, starts_at, ends_at
    session.venue, session.note = venue.strip(), note.strip()
    items = _differences(before, _told(session)) if was_dated else []
    if items and not reason:
        problems.append(f"这一场已定日期，改{'、'.join(item['label'] for item in items)}请写明原因。")
    number, number_problems = _number(document_number)
    refuse_if([*problems, *number_problems, *_plan_faults(session), *clash(session, planned_on)])
    session.save()
    facts: dict[str, Any] = {"planned_on": planned_on}
    if items:
        _keep_change(session, items, by=by, reason=reason, number=number, now=now)
        lapsed = session.delegates.exclude(confirmed_at=None).update(confirmed_at=None, confirmed_by=None)
        facts |= {"fields": [item["label"] for item in items], "unconfirmed": lapsed}
    trail.record("change_plan", by=by, obj=session, now=now, **facts)
    return session


@transaction.atomic
def cancel_session(
    *, session: ReceptionSession, by: User, reason: str, document_number: str = "", now: datetime | None = None
) -> ReceptionSession:
    """取消接访. A session that was opened counts and cannot be cancelled.

    Raises:
        Refused: not planned any more, no reason, or a faulty document number.
    """
    session = lock_session(session, by, "cancel_session")
    number, number_problems = _number(document_number)
    refuse_if([*_not_to_cancel(session, reason, "取消"), *number_problems])
    _end_plan(session, CANCELLED, by=by, reason=reason.strip(), number=number, now=now or timezone.now())
    trail.record("cancel_session", by=by, obj=session, now=now, planned_on=session.planned_on, document_number=number)
    return session


@transaction.atomic
def postpone_session(
    *, session: ReceptionSession, by: User, to: date, reason: str, document_number: str = "",
    now: datetime | None = None,
) -> ReceptionSession:  # fmt: skip
    """改期: the old plan stays on record with its reason; returns the new planned session.

    It takes the roster along; for the new day every unit confirms again.

    Raises:
        Refused: not planned any more, no reason, the same day, a faulty document number, or the new day and time is taken.
    """
    session = lock_session(session, by, "cancel_session")
    Area.objects.select_for_update().get(pk=session.area_id)
    problems = _not_to_cancel(session, reason, "改期")
    if session.planned_on is None:
        problems.append("日期待定的场次不用改期，请在“修改安排”中填写日期。")
    if to == session.planned_on:
        problems.append("新日期与原日期相同，请另选日期。")
    number, number_problems = _number(document_number)
    refuse_if([*problems, *number_problems, *clash(session, to)])
    moved = ReceptionSession.objects.create(planned_on=to, **{name: getattr(session, name) for name in _CARRIED})
    Delegate.objects.bulk_create(
        [Delegate(session=moved, unit=row.unit, person=row.person, post=row.post) for row in _delegates(session)]
    )
    session.postponed_to = moved
    _end_plan(session, POSTPONED, by=by, reason=reason.strip(), number=number, now=now or timezone.now())
    trail.record(
        "postpone_session", by=by, obj=session, now=now, planned_on=session.planned_on, to=to, new=moved.pk,
        document_number=number,
    )  # fmt: skip
    return moved


def _delegates(session: ReceptionSession) -> Iterable[Delegate]:
    return session.delegates.select_related("unit")


def _number(text: str) -> tuple[str, list[str]]:
    """The document number put right, with its faults; there need not be one."""
    number = tidy_number(text)
    return number, number_faults(number) if number else []


def _told(session: ReceptionSession) -> dict[str, str]:
    """What units and the public were told, by label."""
    return {"时间": session.hours_text or "未填", "地点": session.venue}


def _differences(before: dict[str, str], after: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"label": label, "before": text, "after": after[label]}
        for label, text in before.items()
        if text != after[label]
    ]


def _keep_change(session: ReceptionSession, items: list[dict[str, str]], **act: Any) -> None:
    PlanChange.objects.create(
        session=session, items=items, reason=act["reason"], document_number=act["number"], at=act["now"], by=act["by"]
    )


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
    before = session.day_text
    session.status = status
    session.cancelled_at, session.cancelled_by, session.cancel_reason = act["now"], act["by"], act["reason"]
    session.cancel_document = act["number"]
    session.save(
        update_fields=["status", "cancelled_at", "cancelled_by", "cancel_reason", "cancel_document", "postponed_to"]
    )
    after = session.postponed_to.day_text if session.postponed_to else str(session.get_status_display())
    _keep_change(session, [{"label": "日期", "before": before, "after": after}], **act)
