"""The deadlines of a case on its pages: what is shown of them, who acts on them, wrong input, two at once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from ledger.actions.assignment import sign_for
from ledger.actions.pauses import pause_case
from ledger.actions.statutory import start_statutory
from ledger.models import Case, Clock, ClockRule
from office.models import Parameter
from tests import factories
from tests.factories import SIGNED_ON

PAUSED_ON, CHECK_ON = "2021-04-28", "2021-06-20"


@pytest.fixture
def case(head) -> Case:
    return sign_for(case=factories.assigned(factories.case(head), head), by=head, on=SIGNED_ON)


def address(case: Case, name: str = "clocks") -> str:
    return f"/ledger/cases/{case.pk}/{name}/"


def send(client, user, case: Case, act: str, **data):
    client.force_login(user)
    fields = {"version": case.version, "submission": str(uuid4()), **data}
    return client.post(address(case, act), fields)


def shown(client, user, case: Case, name: str = "clocks") -> str:
    client.force_login(user)
    return client.get(address(case, name)).content.decode()


def test_pause_and_resume_by_the_unit(client, liaison, case):
    told = {"reason": "等待仲裁", "on": PAUSED_ON, "next_check_on": CHECK_ON}
    assert send(client, liaison, case, "pause_clock", **told)["Location"] == address(case)
    page = shown(client, liaison, case)
    assert "中止，下次核查 6月20日，已过" in page
    assert "2021-05-14 → 核查 2021-06-20" in page
    case.refresh_from_db()
    assert send(client, liaison, case, "resume_clock", on="2021-07-01")["Location"] == address(case)
    page = shown(client, liaison, case)
    assert "2021-05-14 → 2021-07-15" in page
    assert "中止时还剩 10 个工作日" in page


def test_wrong_input_is_told_and_kept(client, liaison, case):
    told = {"reason": "等待仲裁", "on": PAUSED_ON, "next_check_on": "2021-04-01"}
    response = send(client, liaison, case, "pause_clock", **told)
    assert response.status_code == 422
    assert "下次核查日 2021-04-01 应当晚于中止日期 2021-04-28。" in response.content.decode()
    assert 'value="等待仲裁"' in response.content.decode()
    assert send(client, liaison, case, "pause_clock", **(told | {"next_check_on": "明天"})).status_code == 422
    assert send(client, liaison, case, "start_statutory", code="office_limit", reason="无").status_code == 422
    assert not Clock.objects.filter(paused_on__isnull=False).exists()


def test_form_made_before_somebody_else_s_pause_is_a_conflict(client, head, liaison, case):
    told = {"reason": "等待仲裁", "on": PAUSED_ON, "next_check_on": CHECK_ON}
    assert send(client, head, case, "pause_clock", **told).status_code == 302
    response = send(client, liaison, case, "pause_clock", **(told | {"next_check_on": "2021-07-20"}))
    assert response.status_code == 409
    assert "办理“中止计时”" in response.content.decode()
    assert Clock.objects.get(paused_on__isnull=False).next_check_on == date(2021, 6, 20)


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        ("pause_clock", {"head", "liaison"}),
        ("start_statutory", {"head", "liaison"}),
        ("close_statutory", {"head", "liaison"}),
        ("extend_statutory", {"head"}),
    ],
)
def test_who_opens_the_page_of_an_act(client, request, head, case, act, allowed):
    start_statutory(case=case, by=head, code="investigation", started_on=SIGNED_ON, reason="立案")
    names = ["head", "clerk", "liaison", "foreign_liaison", "leader", "city", "auditor"]
    opened = set()
    for user in [request.getfixturevalue(name) for name in names]:
        client.force_login(user)
        if client.get(address(case, act)).status_code == 200:
            opened.add(user.username)
    assert opened == allowed


def test_statutory_deadline_from_start_to_end(client, head, case):
    told = {"code": "investigation", "started_on": "2021-04-23", "reason": "立案〔2021〕3号"}
    assert send(client, head, case, "start_statutory", **told).status_code == 302
    clock = case.clocks.get(rule__code="investigation")
    case.refresh_from_db()
    told = {"clock": clock.pk, "until": "2021-08-31", "reason": "工程量需审计"}
    assert send(client, head, case, "extend_statutory", **told).status_code == 302
    page = shown(client, head, case)
    assert "立案之日起 90 个工作日，含延长的 30（劳动保障监察条例第十七条）。" in page
    assert "2021-07-20 → 2021-08-31" in page
    case.refresh_from_db()
    assert (
        send(client, head, case, "close_statutory", clock=clock.pk, on="2021-07-01", reason="终结").status_code == 302
    )
    assert "2021年7月1日结束" in shown(client, head, case)


def test_head_tells_of_the_deadline_that_leads_and_warns(client, head, case):
    start_statutory(case=case, by=head, code="accept_decision", started_on=SIGNED_ON, reason="投诉")
    page = shown(client, head, case, "history")
    assert "受理决定：超期" in page
    assert "办理期限 2021-05-14 晚于“受理决定”的 2021-04-28，请按较早的日期办理。" in page
    assert page.count("最早") == 0
    assert shown(client, head, case).count("最早") == 1


def test_assigning_later_than_a_statutory_deadline_warns_in_the_answer(client, head, case):
    start_statutory(case=case, by=head, code="petition_close", started_on=SIGNED_ON, reason="受理")
    later = timezone.localdate() + timedelta(days=30)
    told = {
        "unit": case.responsible_unit_id, "officer_name": "李经办", "due_on": later.isoformat(), "note": "重查",
        "on": timezone.localdate().isoformat(),
    }  # fmt: skip
    client.force_login(head)
    fields = {"version": case.version, "submission": str(uuid4()), **told}
    page = client.post(address(case, "assign"), fields, follow=True).content.decode()
    assert f"已交办。办理期限 {later} 晚于“信访办结”的 2021-06-21，请按较早的日期办理。" in page


def test_assign_form_offers_the_old_date(client, head, case):
    pause_case(case=case, by=head, reason="等待", next_check_on=date(2099, 1, 1), on=date(2021, 4, 28))
    assert 'value="2021-05-14"' in shown(client, head, case, "assign")


def test_provisional_date_says_so(client, head, case):
    Clock.objects.filter(case=case).update(is_provisional=True)
    page = shown(client, head, case)
    assert "2021年5月14日，暂定" in page
    assert '<span class="tag soon">暂定</span>' in page


def test_days_that_light_up_are_the_office_s_own(client, head):
    today = timezone.localdate()
    case = factories.assigned(factories.case(head), head, due_on=today + timedelta(days=6))
    soon = '<span class="tag soon">还有 6 天'
    assert soon not in shown(client, head, case)
    Parameter.objects.filter(key="due_soon_days").update(value="6")
    assert soon in shown(client, head, case)
    listed = client.get("/admin/ledger/case/?due=soon").content.decode()
    assert case.number in listed
    assert "还有 6 天" in listed


def test_paused_case_says_so_in_the_list(client, head, case):
    pause_case(case=case, by=head, reason="等待", next_check_on=date(2021, 6, 20), on=date(2021, 4, 28))
    client.force_login(head)
    assert "中止，下次核查 6月20日，已过" in client.get("/admin/ledger/case/?due=overdue").content.decode()


def test_table_of_deadlines_is_edited_by_head_and_sysadmin(client, request):
    statuses = {}
    for name in ("head", "sysadmin", "clerk", "liaison", "auditor"):
        client.force_login(request.getfixturevalue(name))
        statuses[name] = client.get("/admin/ledger/clockrule/").status_code
    assert statuses == {"head": 200, "sysadmin": 200, "clerk": 403, "liaison": 403, "auditor": 403}


def test_new_version_of_a_deadline_is_added_and_the_code_is_never_shown(client, head):
    client.force_login(head)
    form = {
        "code": "accept_decision", "label": "受理决定", "applies": "新规定", "trigger": "收到投诉", "length": "3",
        "day_unit": "working", "extension": "0", "basis": "新规定第一条", "is_duty": "on", "valid_from": "2099-01-01",
        "position": "9",
    }  # fmt: skip
    assert client.post("/admin/ledger/clockrule/add/", form).status_code == 302
    rule = ClockRule.objects.get(code="accept_decision", length=3)
    page = client.get(f"/admin/ledger/clockrule/{rule.pk}/change/").content.decode()
    assert ">accept_decision<" not in page
    assert (
        client.post("/admin/ledger/clockrule/add/", form | {"length": "0", "valid_from": "2099-02-01"}).status_code
        == 200
    )
    assert client.post("/admin/ledger/clockrule/add/", form | {"valid_to": "2098-01-01"}).status_code == 200
    assert ClockRule.objects.filter(code="accept_decision").count() == 2
