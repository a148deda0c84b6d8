"""Plans: dated, changed, cancelled, postponed; who may do it, and that each act leaves one event."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event
from office.refusals import Refused
from reception.actions.planning import cancel_session, change_plan, plan_session, postpone_session
from reception.models import ReceptionSession
from tests import factories

DAY = date(2021, 4, 12)


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
