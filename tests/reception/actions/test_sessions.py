"""Sessions held: what may follow what, who may do it, and that each act leaves one event."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from office.models import Event
from office.refusals import Refused
from reception.actions.planning import cancel_session, plan_session
from reception.actions.sessions import close_session, open_session, sign_in_unit, undo_sign_in
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


def test_not_opened_before_the_day_that_was_published(clerk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    told, untold = (
        factories.planned_session(clerk, on=tomorrow),
        factories.planned_session(clerk, on=tomorrow, starts_at=time(9)),
    )
    factories.notice(told, clerk, on=timezone.localdate())
    with pytest.raises(Refused, match="要提前的，请主任先“改期”"):
        open_session(session=told, by=clerk)
    assert (told.status, open_session(session=untold, by=clerk).status) == ("planned", "open")
    factories.planned_session(clerk)
    late = ReceptionSession.objects.get(planned_on=date(2021, 4, 12))
    factories.notice(late, clerk)
    assert open_session(session=late, by=clerk, held_on=date(2021, 4, 13)).status == "open", "held later than told"
