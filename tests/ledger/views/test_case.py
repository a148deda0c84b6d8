"""The page of one case: who sees it, what it says, what it costs."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from ledger.actions.payments import void_payment
from ledger.actions.regroup import gather, void_claim
from ledger.actions.work import (
    record_outcome,
    verify_amounts,
)
from ledger.models import Case
from ledger.templatetags.ledger_shows import entry_day
from ledger.workflow import Status
from reception.models import Company
from tests import factories
from tests.identity_numbers import make_id


def _address(case: Case, tab: str = "") -> str:
    return f"/ledger/cases/{case.pk}/{tab}"


def _page(client, user, case: Case, tab: str = "") -> str:
    client.force_login(user)
    response = client.get(_address(case, tab))
    assert response.status_code == 200
    return response.content.decode()


def _labels(client, user, case: Case) -> list[str]:
    client.force_login(user)
    context = client.get(_address(case)).context
    return [label for _group, acts in context["groups"] for _name, label in acts]


@pytest.fixture
def case(head):
    return factories.assigned(factories.case(head), head)


def test_case_is_seen_by_the_office_and_its_unit_alone(
    client, head, clerk, liaison, foreign_liaison, leader, city, sysadmin, secadmin, auditor, case
):
    statuses = {}
    for user in (head, clerk, liaison, foreign_liaison, leader, city, sysadmin, secadmin, auditor):
        client.force_login(user)
        statuses[user.username] = client.get(_address(case)).status_code
    assert statuses == {
        "head": 200, "clerk": 200, "liaison": 200, "foreign_liaison": 404, "leader": 404,
        "city": 404, "sysadmin": 403, "secadmin": 403, "auditor": 403,
    }  # fmt: skip


def test_anonymous_is_sent_to_sign_in(client, case):
    assert client.get(_address(case))["Location"] == f"/accounts/login/?next={_address(case)}"


def test_absent_case_is_not_found_in_the_same_way(client, foreign_liaison, case):
    client.force_login(foreign_liaison)
    assert client.get("/ledger/cases/999999/").status_code == client.get(_address(case)).status_code == 404


def test_page_is_only_read(client, head, case):
    client.force_login(head)
    assert client.post(_address(case)).status_code == 405


def test_acts_are_those_of_role_and_state(client, head, clerk, liaison, case):
    assert _labels(client, liaison, case) == [
        "签收", "申请退回", "登记进展", "登记会商", "登记告知被反映方", "中止计时", "登记法定期限", "登记程序", "评定风险等级", "登记稳控措施", "登记事件",
    ]  # fmt: skip
    assert _labels(client, clerk, case) == ["催办", "登记领导批示", "登记事件"]
    assert _labels(client, head, case) == [
        "签收", "交办", "申请退回", "登记进展", "登记会商", "登记告知被反映方", "延长期限", "中止计时", "登记法定期限", "催办", "督办",
        "认定重大案件", "登记领导批示", "提请提级办理", "登记程序", "评定风险等级", "登记稳控措施", "登记事件",
        "归集", "判重", "作废",
    ]  # fmt: skip


def test_assisting_unit_may_only_note_progress(client, head, foreign_liaison, case):
    case.assisting_units.add(foreign_liaison.unit)
    assert _labels(client, foreign_liaison, case) == ["登记进展", "登记会商"]


def test_under_review_only_the_head_acts(client, head, liaison, case):
    factories.brought_to(Status.UNDER_REVIEW, case, head)
    assert _labels(client, liaison, case) == [
        "登记进展",
        "登记会商",
        "登记告知被反映方",
        "评定风险等级",
        "登记稳控措施",
        "登记事件",
    ]
    assert _labels(client, head, case)[:2] == ["办结", "退回补办"]


def test_missing_things_are_named_until_there_are_none(client, head, case):
    assert "没有办结结果" in _page(client, head, case)
    factories.brought_to(Status.IN_PROGRESS, case, head)
    assert "材料齐全" in _page(client, head, case)


def test_roll_shows_what_is_owed_paid_and_outstanding(client, head):
    roll = (factories.worker_data("岩甲", "100.00"), factories.worker_data("岩乙", "250.50"))
    case = factories.case(head, workers_count=2, amount_yuan=Decimal("350.50"), workers=roll)
    factories.brought_to(Status.IN_PROGRESS, factories.assigned(case, head), head, ready=False)
    payment = factories.pay(case, head)
    payment.lines.filter(worker__name="岩乙").update(amount_yuan=Decimal("200.00"))
    client.force_login(head)
    rows = client.get(_address(case)).context["sheet"].blocks[0].workers
    assert [(row.name, row.paid_yuan, row.outstanding_yuan) for row in rows] == [
        ("岩甲", Decimal("100.00"), Decimal("0.00")),
        ("岩乙", Decimal("200.00"), Decimal("50.50")),
    ]


def test_void_payment_is_shown_and_does_not_count(client, head, case):
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    void_payment(payment=factories.pay(case, head), by=head, reason="登记错误")
    page = _page(client, head, case, "payments/")
    assert "已冲销" in page
    assert '已付 <strong class="num">0.00</strong> / 12,500.00 元' in page


def test_identity_is_masked(client, head, liaison):
    number = make_id(birth=date(1902, 3, 4))
    roll = (factories.worker_data("岩甲", "100.00", id_number=number, phone="13812345678"),)
    case = factories.assigned(factories.case(head, amount_yuan=Decimal("100.00"), workers=roll), head)
    for user in (head, liaison):
        page = _page(client, user, case)
        assert number not in page
        assert "13812345678" not in page
        assert "138****5678" in page


@pytest.mark.parametrize("kind", ["secret", "employer", "contractor"])
def test_secrecy_and_conflict_hide_every_name_from_the_liaison(client, head, liaison, kind):
    roll = (factories.worker_data("岩小乙", "100.00"),)
    case = factories.case(
        head, petitioner=factories.PersonData(name="岩小甲"), amount_yuan=Decimal("100.00"), workers=roll,
        is_secret=kind == "secret", employer_name="甲公司", general_contractor_name="乙公司", demand="岩小甲要求付钱",
    )  # fmt: skip
    names = {"employer": "甲公司", "contractor": "乙公司", "secret": ""}
    Company.objects.filter(name=names[kind]).update(unit=liaison.unit)
    factories.assigned(case, head)
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    entry = case.case_claims.get()
    verify_amounts(case_claim=entry, by=head, verified_amount_yuan=Decimal("100.00"))
    record_outcome(case_claim=entry, by=head, outcome="paid")
    page = _page(client, liaison, case)
    assert "岩小甲" not in page
    assert "岩小乙" not in page
    assert "工人（保密）没有支付记录" in page
    assert "岩小乙" in _page(client, head, case)


def test_event_day_and_entry_day_are_both_shown_where_they_differ(client, head, case):
    client.force_login(head)
    steps = client.get(_address(case)).context["steps"]
    assert [step.label for step in steps] == ["交办", "登记"]
    assert entry_day(steps[0].row) == timezone.localdate()
    assert steps[0].order == "责任单位 住建，责任人员 李经办，期限 2021-05-14"


@pytest.mark.parametrize("status", Status)
def test_every_state_has_its_page(client, head, status):
    case = factories.case(head)
    if status == Status.VOID:
        void_claim(claim=case.case_claims.get().claim, by=head, reason="登记错误")
    elif status == Status.ABSORBED:
        gather(claims=[case.case_claims.get().claim], into=factories.case(head), by=head)
    else:
        factories.brought_to(status, case, head)
    case.refresh_from_db()
    assert case.status == status
    assert case.get_status_display() in _page(client, head, case)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("employer_name", "回避：责任单位住建就是欠薪方“建设公司”的所属单位，请改派其他单位。"),
        ("general_contractor_name", "回避：责任单位住建就是总包单位“建设公司”的所属单位，请改派其他单位。"),
        ("developer_name", "责任单位住建是建设单位“建设公司”的所属单位，请主任决定是否改派。"),
    ],
)
def test_head_is_asked_to_reassign_where_the_unit_is_complained_of(client, head, liaison, role, said):
    case = factories.assigned(factories.case(head, **{role: "建设公司"}), head)
    assert said not in _page(client, head, case)
    Company.objects.filter(name="建设公司").update(unit=liaison.unit)
    assert said in _page(client, head, case)
