from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from ledger.actions.assignment import ask_return, assign, refuse_return
from ledger.actions.completion import reopen, send_back
from ledger.actions.messages import KEPT, delete_old, mark_all_read, mark_read, notify
from ledger.actions.requests import ask_extension, extend, refuse_extension, write_reopen_request
from ledger.actions.supervision import remind, reply_supervision, supervise
from ledger.messages import NOTICES
from ledger.models import Case, Message
from ledger.workflow import Status
from office.models import Deputy, User
from tests import factories

NOW = datetime(2021, 4, 21, 9, 30, tzinfo=factories.SHANGHAI)


@pytest.fixture
def case(head) -> Case:
    return factories.case(head)


def _texts(user: User) -> list[str]:
    return list(Message.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def test_an_event_is_told_once_to_each_account(case, head, clerk):
    told = [
        notify(users=users, case=case, key="e:1", text="请看。", now=NOW) for users in ([head], [head, clerk], [head])
    ]
    assert told == [1, 1, 0]
    assert (_texts(head), _texts(clerk)) == (["请看。"], ["请看。"])
    assert notify(users=[head], case=case, key="e:2", text="再看。", now=NOW) == 1


def test_an_assignment_is_told_to_every_liaison_of_the_unit_and_to_nobody_else(
    case, head, clerk, liaison, foreign_liaison
):
    colleague = factories.user("liaison", unit="住建")
    factories.user("liaison", unit="住建", is_active=False)
    factories.assigned(case, head)
    expected = [f"案件 {case.number} 已交办给住建，办理期限 2021年5月14日，请签收。"]
    assert _texts(liaison) == _texts(colleague) == expected
    assert Message.objects.count() == 2


def test_a_second_assignment_is_an_event_of_its_own(case, head, liaison):
    factories.assigned(case, head)
    assign(case=case, by=head, unit=factories.unit(), officer_name="王经办", due_on=factories.DUE_ON, note="换人")
    assert len(_texts(liaison)) == 2


def test_what_a_unit_asks_is_told_to_heads_and_their_deputies_of_the_area(case, head, liaison, clerk):
    deputy, elsewhere = factories.user("clerk"), factories.user("head", area=factories.area("530921"))
    Deputy.objects.create(
        head=head, deputy=deputy, starts_on="2020-01-01", ends_on="2099-12-31", reason="出差", at=NOW, by=head
    )
    factories.assigned(case, head)
    ask_return(case=case, by=liaison, reason="不属职责", on=factories.ASSIGNED_ON)
    asked = [f"住建申请退回案件 {case.number}，请决定是否退回。"]
    assert (_texts(head), _texts(deputy), _texts(clerk), _texts(elsewhere)) == (asked, asked, [], [])
    refuse_return(case=case, by=head, reason="属你单位", on=factories.ASSIGNED_ON)
    assert _texts(liaison)[-1] == f"案件 {case.number} 不同意退回，请住建签收办理。"


def test_who_acts_is_not_told(case, head):
    other = factories.user("head")
    factories.assigned(case, head)
    ask_return(case=case, by=head, reason="不属职责", on=factories.ASSIGNED_ON)
    assert (len(_texts(head)), len(_texts(other))) == (0, 1)


def test_review_is_told_both_ways(head, liaison):
    other = factories.user("head")
    case = factories.brought_to(Status.UNDER_REVIEW, factories.case(head), head)
    assert _texts(other)[-1] == f"住建申请办结案件 {case.number}，请审核。"
    send_back(case=case, by=head, reason="凭证不清")
    assert _texts(liaison)[-1] == f"案件 {case.number} 已退回补办，请住建按退回的原因补办。"


def test_reopening_is_told_to_the_unit(head, liaison):
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    reopen(case=case, by=head, reason="又欠薪", due_on=date(2099, 5, 14))
    assert _texts(liaison)[-1] == f"案件 {case.number} 已重新办理，请住建继续办理。"


def test_what_office_and_unit_ask_of_each_other_is_told_to_the_other(head, liaison, foreign_liaison):
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    today, later = timezone.localdate(), timezone.localdate() + timedelta(days=30)
    request = ask_extension(case=case, by=liaison, until=later, reason="材料未齐")
    assert _texts(head)[-1].startswith(f"住建申请将案件 {case.number} 延期至 {later.year}年")
    refuse_extension(request=request, by=head, note="不必")
    extend(case=case, by=head, until=later, reason="等鉴定")
    remind(case=case, by=head, unit=liaison.unit, text="请抓紧")
    sent = supervise(case=case, by=head, kind="regulator", unit=foreign_liaison.unit, text="请核实", reply_due_on=today)
    reply_supervision(supervision=sent, by=foreign_liaison, reply="已核实")
    assert [text.partition(case.number)[2][:8] for text in _texts(liaison)[-3:]] == [
        " 没有批准延期，", " 的办理期限已延", "，请住建抓紧办理",
    ]  # fmt: skip
    assert _texts(foreign_liaison)[-1].startswith(f"治欠办督办案件 {case.number}，请水务在 ")
    assert _texts(head)[-1] == f"水务已回复案件 {case.number} 的督办。"


def test_what_the_program_asks_is_told_to_the_head(head):
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    write_reopen_request(case, by=None, reason="分期未付", on=factories.ENDED_ON, now=NOW)
    assert _texts(head)[-1] == f"案件 {case.number} 申请重新办理，请决定。"


def test_a_refused_act_is_told_to_nobody(case, head, liaison):
    with pytest.raises(Exception, match="办理期限"):
        assign(case=case, by=head, unit=factories.unit(), officer_name="王经办", due_on=None)
    assert Message.objects.count() == 0


def test_texts_name_no_person(head, liaison):
    case = factories.brought_to(Status.UNDER_REVIEW, factories.case(head, note="岩甲的电话"), head)
    send_back(case=case, by=head, reason="岩甲没有签字")
    other = factories.user("head")
    factories.brought_to(Status.UNDER_REVIEW, factories.case(head), head)
    assert len(_texts(liaison)) > 0
    assert len(_texts(other)) > 0
    assert [text for text in _texts(liaison) + _texts(other) if "岩甲" in text or "李经办" in text] == []
    assert [row for row in NOTICES.values() if "{reason}" in row.text or "{name}" in row.text] == []


def test_reading_keeps_the_first_time_and_leaves_others_alone(case, head, clerk):
    notify(users=[head, clerk], case=case, key="e:1", text="请看。", now=NOW)
    own = Message.objects.get(user=head)
    mark_read(message=own, by=clerk, now=NOW)
    assert Message.objects.filter(read_at=None).count() == 2
    mark_read(message=own, by=head, now=NOW)
    mark_read(message=own, by=head, now=NOW + timedelta(days=1))
    assert Message.objects.get(user=head).read_at == NOW
    assert (mark_all_read(by=clerk, now=NOW), mark_all_read(by=clerk, now=NOW)) == (1, 0)


def test_old_ones_go_a_year_after_they_were_read_and_never_unread(case, head):
    for key, read_at in (("read", NOW), ("later", NOW + timedelta(days=1)), ("unread", None)):
        notify(users=[head], case=case, key=key, text="请看。", now=NOW)
        Message.objects.filter(key=key).update(read_at=read_at)
    assert delete_old(now=NOW + KEPT + timedelta(hours=1)) == 1
    assert sorted(Message.objects.values_list("key", flat=True)) == ["later", "unread"]
