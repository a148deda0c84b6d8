"""Sessions: what may follow what, who may do it, and that each act leaves one event."""

from datetime import date, datetime, time

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event
from office.refusals import Refused
from reception.actions.sessions import (
    cancel_session,
    change_plan,
    close_session,
    open_session,
    plan_session,
    postpone_session,
    sign_in_unit,
    undo_sign_in,
)
from reception.models import Attendance, ReceptionSession
from tests import factories

DAY = date(2021, 4, 12)
NOW = datetime(2021, 4, 26, 9, 0, tzinfo=factories.SHANGHAI)


def plan(by, **values):
    defaults = {"planned_on": DAY, "starts_at": time(14, 30), "ends_at": time(17), "venue": "一楼服务大厅"}
    return plan_session(area=by.area, by=by, **(defaults | values))


def reasons(refused) -> list[str]:
    return refused.value.missing


def acts() -> list[str]:
    return list(Event.objects.exclude(by=None).order_by("number").values_list("act", flat=True))


def test_plan_may_lie_in_the_past(clerk):
    session = plan(clerk)
    assert (session.status, session.day_text) == ("planned", "2021年4月12日")
    assert acts() == ["plan_session"]


def test_plan_names_every_fault(clerk):
    with pytest.raises(Refused) as refused:
        plan(clerk, planned_on=None, venue=" ", ends_at=time(14))
    assert reasons(refused) == ["请填写接访日期。", "请填写地点。", "结束时间应晚于开始时间。"]
    assert ReceptionSession.objects.count() == 0


def test_two_sessions_on_a_day_need_two_hours(clerk):
    plan(clerk)
    assert plan(clerk, starts_at=time(9), ends_at=time(11)).pk
    with pytest.raises(Refused) as refused:
        plan(clerk)
    assert reasons(refused) == ["2021年4月12日（14:30）已有一场接访（计划），请改用另一开始时间。"]


def test_plan_of_another_area_is_denied(clerk):
    with pytest.raises(PermissionDenied):
        plan_session(
            area=factories.area("530999"), by=clerk, planned_on=DAY, starts_at=None, ends_at=None, venue="大厅"
        )


@pytest.mark.parametrize(
    ("planned_on", "given", "held_on"),
    [
        (date(2021, 4, 12), None, date(2021, 4, 12)),  # passed: the day it was planned for
        (date(2021, 4, 26), None, date(2021, 4, 26)),
        (date(2021, 5, 10), None, date(2021, 4, 26)),  # brought forward: today
        (date(2021, 4, 12), date(2021, 4, 13), date(2021, 4, 13)),
    ],
)
def test_open_takes_the_day(clerk, planned_on, given, held_on):
    session = open_session(session=plan(clerk, planned_on=planned_on), by=clerk, held_on=given, now=NOW)
    assert (session.status, session.held_on, session.opened_by) == ("open", held_on, clerk)
    assert acts() == ["plan_session", "open_session"]


def test_open_in_the_future_is_refused(clerk):
    session = plan(clerk)
    with pytest.raises(Refused) as refused:
        open_session(session=session, by=clerk, held_on=date(2021, 4, 27), now=NOW)
    assert reasons(refused) == ["接访日期不能晚于今天：到当天再开始接访。"]
    session.refresh_from_db()
    assert session.status == "planned"


def test_open_twice_is_told(clerk):
    session = factories.session(clerk)
    with pytest.raises(Refused) as refused:
        open_session(session=session, by=clerk)
    assert reasons(refused) == ["这场接访已于2021年4月12日开始，不需要重复操作。"]


def test_open_on_a_day_and_hour_that_is_taken_is_refused(clerk):
    factories.session(clerk)
    other = plan(clerk, planned_on=date(2021, 4, 26))
    with pytest.raises(Refused):
        open_session(session=other, by=clerk, held_on=DAY)


def test_close_may_be_entered_later_and_only_once(clerk):
    session = close_session(session=factories.session(clerk), by=clerk)
    assert (session.status, session.held_on, session.closed_by) == ("closed", DAY, clerk)
    with pytest.raises(Refused) as refused:
        close_session(session=session, by=clerk)
    assert reasons(refused) == ["只有接访中的场次可以结束；这一场现在是“已结束”。"]


def test_close_of_a_plan_is_refused(clerk):
    with pytest.raises(Refused):
        close_session(session=plan(clerk), by=clerk)


def test_cancel_keeps_its_reason(clerk, head):
    session = cancel_session(session=plan(clerk), by=head, reason=" 疫情防控 ")
    assert (session.status, session.cancel_reason, session.cancelled_by) == ("cancelled", "疫情防控", head)
    assert acts() == ["plan_session", "cancel_session"]


@pytest.mark.parametrize("act", [cancel_session, postpone_session])
def test_an_opened_session_is_neither_cancelled_nor_postponed(clerk, head, act):
    values = {"to": date(2021, 5, 10)} if act is postpone_session else {}
    with pytest.raises(Refused) as refused:
        act(session=factories.session(clerk), by=head, reason="", **values)
    assert len(reasons(refused)) == 2
    assert reasons(refused)[0].startswith("这场接访已于2021年4月12日开始，计入次数，不能")


def test_cancel_is_the_heads(clerk):
    with pytest.raises(PermissionDenied):
        cancel_session(session=plan(clerk), by=clerk, reason="疫情")


def test_postpone_leaves_the_old_plan_and_makes_a_new_one(clerk, head):
    old = plan(clerk, duty_leader="局长")
    new = postpone_session(session=old, by=head, to=date(2021, 4, 19), reason="省里通知调整")
    old.refresh_from_db()
    assert (old.status, old.postponed_to, old.cancel_reason) == ("postponed", new, "省里通知调整")
    assert (new.status, new.planned_on, new.starts_at, new.venue, new.duty_leader) == (
        "planned", date(2021, 4, 19), time(14, 30), "一楼服务大厅", "局长",
    )  # fmt: skip
    assert acts() == ["plan_session", "postpone_session"]


def test_postpone_to_the_same_or_a_taken_day_is_refused(clerk, head):
    old = plan(clerk)
    plan(clerk, planned_on=date(2021, 4, 19))
    for to in (DAY, date(2021, 4, 19)):
        with pytest.raises(Refused):
            postpone_session(session=old, by=head, to=to, reason="调整")


def test_undated_plan_gets_its_day_by_change(head):
    undated = ReceptionSession.objects.create(area=head.area, planned_month="2021-07", venue="大厅")
    with pytest.raises(Refused):
        postpone_session(session=undated, by=head, to=date(2021, 7, 5), reason="调整")
    changed = change_plan(
        session=undated, by=head, planned_on=date(2021, 7, 5), starts_at=time(9), ends_at=None, venue="二楼"
    )
    assert (changed.planned_on, changed.planned_month, changed.venue) == (date(2021, 7, 5), "2021-07", "二楼")


def test_change_does_not_move_a_dated_plan(clerk):
    with pytest.raises(Refused) as refused:
        change_plan(
            session=plan(clerk), by=clerk, planned_on=date(2021, 4, 13), starts_at=time(9), ends_at=None, venue="二楼"
        )
    assert reasons(refused) == ["已定日期的场次要改日期，请用“改期”并写明原因。"]


def test_sign_in_once_and_undo(clerk):
    session = factories.session(clerk)
    row = sign_in_unit(session=session, unit=factories.unit("人社"), by=clerk, person="李某")
    with pytest.raises(Refused) as refused:
        sign_in_unit(session=session, unit=factories.unit("人社"), by=clerk)
    assert reasons(refused) == ["人社已经签到。"]
    undo_sign_in(attendance=row, by=clerk)
    assert Attendance.objects.count() == 0
    assert acts()[-2:] == ["sign_in_unit", "undo_sign_in"]


def test_undo_twice_is_told(clerk):
    session = factories.session(clerk)
    row = sign_in_unit(session=session, unit=factories.unit("人社"), by=clerk)
    again = Attendance.objects.get(pk=row.pk)
    undo_sign_in(attendance=row, by=clerk)
    with pytest.raises(Refused) as refused:
        undo_sign_in(attendance=again, by=clerk)
    assert reasons(refused) == ["这条签到已经撤销。"]


def test_sign_in_only_while_open_and_only_own_units(clerk):
    session = plan(clerk)
    foreign = factories.unit("外单位", of=factories.area("530999"))
    with pytest.raises(Refused) as refused:
        sign_in_unit(session=session, unit=foreign, by=clerk)
    assert len(reasons(refused)) == 2


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_do_nothing_with_sessions(clerk, role):
    session, other = plan(clerk), factories.user(role)
    for act in (open_session, close_session):
        with pytest.raises(PermissionDenied):
            act(session=session, by=other)
    with pytest.raises(PermissionDenied):
        cancel_session(session=session, by=other, reason="疫情")
