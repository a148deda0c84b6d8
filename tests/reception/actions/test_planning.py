"""Plans: dated, changed, cancelled, postponed; who may do it, and that each act leaves one event."""

from datetime import date, datetime, time

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event
from office.refusals import Conflict, Refused
from reception.actions.planning import (
    cancel_session,
    change_plan,
    plan_months,
    plan_session,
    plan_sessions,
    postpone_session,
)
from reception.models import Delegate, PlanChange, ReceptionSession
from reception.plan_state import plan_word
from reception.selectors.planning import changes_of
from tests import factories

DAY = date(2021, 4, 12)
NOW = datetime(2021, 4, 10, 9, 0, tzinfo=factories.SHANGHAI)


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
            session=plan(clerk),
            by=clerk,
            planned_on=date(2021, 4, 13),
            starts_at=time(14, 30),
            ends_at=time(17),
            venue="一楼服务大厅",
        )
    assert reasons(refused) == ["已定日期的场次要改日期，请用“改期”并写明原因。"]


def test_cancelling_and_postponing_take_a_document_number(clerk, head):
    old = plan(clerk, duty_leader="局长")
    Delegate.objects.create(
        session=old, unit=factories.unit("住建"), person="李某", confirmed_at=NOW, confirmed_by=clerk
    )
    new = postpone_session(
        session=old, by=head, to=date(2021, 4, 19), reason="省里通知", document_number="云治欠办(2021) 7 号", now=NOW
    )
    cancel_session(session=new, by=head, reason="暴雨", document_number="临翔治欠办〔2021〕3号", now=NOW)
    found = [(row.session, row.items[0], row.reason, row.document_number) for row in changes_of(new)]
    assert found == [
        (
            old,
            {"label": "日期", "before": "2021年4月12日", "after": "2021年4月19日"},
            "省里通知",
            "云治欠办〔2021〕7号",
        ),
        (new, {"label": "日期", "before": "2021年4月19日", "after": "已取消"}, "暴雨", "临翔治欠办〔2021〕3号"),
    ]
    new.refresh_from_db()
    assert new.cancel_document == "临翔治欠办〔2021〕3号"
    row = new.delegates.get()
    assert (row.unit.short_name, row.person, row.is_confirmed) == ("住建", "李某", False)


def test_a_faulty_document_number_is_refused(clerk, head):
    session = plan(clerk)
    for act, values in ((cancel_session, {}), (postpone_session, {"to": date(2021, 4, 19)})):
        with pytest.raises(Refused) as refused:
            act(session=session, by=head, reason="暴雨", document_number="第7号", **values)
        assert reasons(refused)[0].startswith("文号“第7号”的年份须用一对六角括号括入")
    assert PlanChange.objects.count() == 0


def change(session, by, **values):
    usual = {"planned_on": session.planned_on, "starts_at": time(14, 30), "ends_at": time(17), "venue": "一楼服务大厅"}
    return change_plan(session=session, by=by, **(usual | values))


def test_another_hour_or_place_of_a_dated_plan_needs_a_reason(clerk):
    session = plan(clerk)
    with pytest.raises(Refused) as refused:
        change(session, clerk, starts_at=time(9), ends_at=time(11), venue="二楼会议室", reason="  ")
    assert reasons(refused) == ["这一场已定日期，改时间、地点请写明原因。"]
    session.refresh_from_db()
    assert (session.venue, PlanChange.objects.count()) == ("一楼服务大厅", 0)


def test_a_change_is_kept_with_before_and_after_and_units_confirm_again(clerk):
    session = plan(clerk)
    Delegate.objects.create(
        session=session, unit=factories.unit("住建"), person="李某", confirmed_at=NOW, confirmed_by=clerk
    )
    change(session, clerk, venue="二楼会议室", reason="大厅维修", document_number="", now=NOW)
    row = PlanChange.objects.get()
    assert row.items == [{"label": "地点", "before": "一楼服务大厅", "after": "二楼会议室"}]
    assert (row.reason, row.by, row.at, row.document_number) == ("大厅维修", clerk, NOW, "")
    assert session.delegates.get().is_confirmed is False
    assert Event.objects.get(act="change_plan").data == {
        "planned_on": "2021-04-12", "fields": ["地点"], "unconfirmed": 1,
    }  # fmt: skip


def test_a_note_needs_no_reason_and_leaves_confirmations(clerk):
    session = plan(clerk)
    Delegate.objects.create(
        session=session, unit=factories.unit("住建"), person="李某", confirmed_at=NOW, confirmed_by=clerk
    )
    change(session, clerk, note="带公章")
    assert (session.delegates.get().is_confirmed, PlanChange.objects.count()) == (True, 0)


def test_the_second_of_two_editors_is_told(clerk, head):
    session = plan(clerk)
    seen = plan_word(session)
    change(session, clerk, note="带公章", seen=seen)
    with pytest.raises(Conflict) as refused:
        change(session, head, note="带花名册", seen=seen)
    assert "办理“修改接访安排”，请看过最新情况后再保存。" in reasons(refused)[0]
    session.refresh_from_db()
    assert session.note == "带公章"


def several(by, *days, **values):
    usual = {"starts_at": time(14, 30), "ends_at": time(17), "venue": "一楼服务大厅"}
    return plan_sessions(area=by.area, by=by, days=days, **(usual | values))


def test_several_days_are_planned_with_units_leading_in_turn(clerk):
    plan(clerk, planned_on=date(2021, 4, 1), duty_unit=factories.unit("交通"))
    made = several(clerk, date(2021, 5, 10), DAY, date(2021, 4, 26))
    assert [(row.planned_on, row.duty_unit.short_name) for row in made] == [
        (DAY, "水务"), (date(2021, 4, 26), "人社"), (date(2021, 5, 10), "住建"),
    ]  # fmt: skip
    assert acts() == ["plan_session"] * 4


def test_several_days_take_the_months_undated_plan_first(clerk):
    undated = ReceptionSession.objects.create(area=clerk.area, planned_month="2021-07", venue="大厅")
    made = several(clerk, date(2021, 7, 5), date(2021, 7, 19))
    assert [row.pk == undated.pk for row in made] == [True, False]
    undated.refresh_from_db()
    assert (undated.planned_on, undated.planned_month, undated.venue) == (date(2021, 7, 5), "2021-07", "一楼服务大厅")
    assert acts() == ["change_plan", "plan_session"]


def test_several_days_are_all_or_none(clerk):
    plan(clerk)
    with pytest.raises(Refused) as refused:
        several(clerk, DAY, date(2021, 4, 26), venue=" ")
    assert reasons(refused) == ["请填写地点。", "2021年4月12日（14:30）已有一场接访（计划），请改用另一开始时间。"]
    assert ReceptionSession.objects.count() == 1


def test_several_days_twice_are_planned_once(clerk):
    several(clerk, DAY)
    with pytest.raises(Refused):
        several(clerk, DAY)
    assert ReceptionSession.objects.count() == 1


def test_no_day_is_told(clerk):
    with pytest.raises(Refused) as refused:
        several(clerk)
    assert reasons(refused) == ["请填写接访日期，每行一个。"]


def test_months_without_a_plan_get_one_once(clerk):
    plan(clerk, planned_on=date(2021, 10, 11))
    ReceptionSession.objects.create(area=clerk.area, planned_month="2021-12", venue="大厅")
    today = datetime(2021, 9, 30, 9, tzinfo=factories.SHANGHAI)
    made = plan_months(area=clerk.area, by=clerk, year=2021, now=today)
    assert [(row.planned_month, row.planned_on) for row in made] == [("2021-09", None), ("2021-11", None)]
    assert plan_months(area=clerk.area, by=clerk, year=2021, now=today) == []


def test_months_of_a_year_that_is_over_are_refused(clerk):
    with pytest.raises(Refused) as refused:
        plan_months(area=clerk.area, by=clerk, year=2020, now=NOW)
    assert reasons(refused) == ["2020年已经过去，不再列每月计划；以前开展过的场次请按日期补录。"]


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_do_not_plan(clerk, role):
    session, other = plan(clerk), factories.user(role)
    for act in (
        lambda: several(other, DAY),
        lambda: plan_months(area=clerk.area, by=other, year=2021, now=NOW),
        lambda: change(session, other, note="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
