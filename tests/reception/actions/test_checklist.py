"""Things to be ready: ticked with who and when, switchable, written down when the day begins."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Code, Event, Parameter
from office.refusals import Refused
from reception.actions.checklist import tick_item
from reception.actions.planning import cancel_session
from reception.actions.sessions import open_session
from reception.models import ReceptionSession
from reception.selectors.checklist import checklist_of, missing_count, missing_of
from tests import factories

NOW = datetime(2021, 4, 12, 9, 0, tzinfo=factories.SHANGHAI)
LATER = datetime(2021, 4, 12, 10, 0, tzinfo=factories.SHANGHAI)


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.planned_session(clerk)


def labels(lines) -> list[str]:
    return [line.label for line in lines]


def counted(session) -> int:
    """As the first page counts."""
    return ReceptionSession.objects.annotate(missing=missing_count()).get(pk=session.pk).missing


def switch(value: str) -> None:
    Parameter.objects.filter(key="epidemic_checklist").update(value=value)


def test_a_plan_asks_for_what_the_codes_say(session) -> None:
    lines = checklist_of(session)
    assert labels(lines)[0] == "公告已张贴、已上网"
    assert (len(lines), [line.group for line in lines][-1], len(missing_of(lines))) == (10, "防疫检查事项", 10)
    switch("否")
    assert len(checklist_of(session)) == 6


def test_a_tick_is_signed_and_taken_back(clerk, head, session) -> None:
    code = factories.code("preparation", "forms")
    for now in (NOW, LATER):  # a double click
        item = tick_item(session=session, code=code, by=clerk, now=now)
    assert (item.done_by, item.done_at, item.label) == (clerk, NOW, "登记表、回执和公章")
    assert len(missing_of(checklist_of(session))) == counted(session) == 9
    tick_item(session=session, code=code, by=head, is_done=False, now=LATER)
    assert len(missing_of(checklist_of(session))) == 10
    events = Event.objects.filter(act="tick_checklist").order_by("number")
    assert [event.data for event in events] == [
        {"what": "登记表、回执和公章", "is_done": True},
        {"what": "登记表、回执和公章", "is_done": False},
    ]


def test_what_was_ticked_stays_when_it_is_switched_off(clerk, session) -> None:
    tick_item(session=session, code=factories.code("epidemic", "masks"), by=clerk, now=NOW)
    switch("否")
    assert labels(checklist_of(session))[6:] == ["口罩和消毒用品"]
    assert counted(session) == len(missing_of(checklist_of(session))) == 6
    with pytest.raises(Refused) as refused:
        tick_item(session=session, code=factories.code("epidemic", "distance"), by=clerk, now=NOW)
    assert refused.value.missing == ["这一项不在本场的准备事项中，请刷新页面。"]


def test_a_new_code_is_asked_for_and_a_label_stays_as_it_was(clerk, session) -> None:
    tick_item(session=session, code=factories.code("preparation", "forms"), by=clerk, now=NOW)
    Code.objects.filter(kind="preparation", key="forms").update(label="表格")
    Code.objects.create(kind="preparation", key="own-1", label="饮水", position=9)
    assert labels(checklist_of(session))[:7] == [
        "公告已张贴、已上网", "各单位参加人员已确认", "登记表、回执和公章", "电脑、打印机和读卡器", "接待桌椅和等候区",
        "现场秩序和安保", "饮水",
    ]  # fmt: skip


def test_opening_on_the_day_writes_the_list_down(clerk, session) -> None:
    opened = open_session(session=session, by=clerk, now=NOW)
    switch("否")
    assert (opened.checklist.count(), len(missing_of(checklist_of(opened)))) == (10, 10)
    tick_item(session=opened, code=factories.code("epidemic", "masks"), by=clerk, now=NOW)
    assert len(missing_of(checklist_of(opened))) == counted(opened) == 9


def test_a_session_entered_afterwards_has_no_list(clerk) -> None:
    opened = factories.session(clerk)
    assert checklist_of(opened) == []


def test_nothing_is_ticked_once_the_plan_is_cancelled(clerk, head, session) -> None:
    over = cancel_session(session=session, by=head, reason="暴雨")
    with pytest.raises(Refused) as refused:
        tick_item(session=over, code=factories.code("preparation", "forms"), by=clerk)
    assert refused.value.missing == ["这一场现在是“已取消”，准备事项不再改。"]


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_do_not_tick(session, role) -> None:
    with pytest.raises(PermissionDenied):
        tick_item(session=session, code=factories.code("preparation", "forms"), by=factories.user(role))
