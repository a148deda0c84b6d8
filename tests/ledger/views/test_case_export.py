"""The roll and the payments of a case as files: masked unless asked for and allowed, 404 for foreign cases."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.models import Payment
from ledger.workflow import Status
from office.models import Event, User
from office.sheets.reader import read_file
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id

ID_NUMBER, PHONE, ACCOUNT = make_id(), "19900001234", "6228480402564890018"
WORKERS = [
    factories.worker_data("欧阳小花", "12500", id_number=ID_NUMBER, phone=PHONE, account=ACCOUNT),
    factories.worker_data("岩甲", "100"),
]


@pytest.fixture
def case(head):
    case = factories.case(head, workers=WORKERS, workers_count=2, amount_yuan=Decimal(12600))
    return factories.brought_to(Status.STRUCK_OFF, case, head)


def address(case, what: str = "roll") -> str:
    return f"/ledger/cases/{case.pk}/export/{what}/"


def rows(client, user: User, case, what: str = "roll", **asked) -> list[list]:
    client.force_login(user)
    response = client.post(address(case, what), {"purpose": "报分管领导"} | asked)
    assert response.status_code == 200, response.content.decode()
    (sheet,) = read_file(b"".join(response.streaming_content)).sheets.values()
    return sheet


def test_roll_is_masked_for_everybody_who_does_not_ask(client, head, clerk, liaison, case):
    for user in (head, clerk, liaison):
        sheet = rows(client, user, case)
        assert sheet[0][:6] == ["序号", "登记编号", "姓名", "身份证号", "手机", "银行账号"]
        assert (sheet[1][2], sheet[1][9]) == ("欧**花", 12500)
        assert not any(number in str(sheet) for number in (ID_NUMBER, PHONE, ACCOUNT))


@pytest.mark.parametrize("user", ["head", "liaison"])
def test_roll_in_clear_for_those_who_may(client, user, case, request):
    sheet = rows(client, request.getfixturevalue(user), case, with_identity="on")
    assert sheet[1][2:6] == ["欧阳小花", ID_NUMBER, PHONE, ACCOUNT]
    event = Event.objects.get(act="export_identity")
    assert (event.data["rows"], event.data["number"], event.object_id) == (2, case.number, str(case.pk))
    assert not any(word in str(event.data) for word in ("欧阳", ID_NUMBER))


def test_a_clerk_who_asks_gets_the_masked_one(client, clerk, case):
    assert rows(client, clerk, case, with_identity="on")[1][2] == "欧**花"
    assert not Event.objects.filter(act="export_identity").exists()


def test_hidden_people_stay_hidden(client, liaison, case):
    Claim.objects.update(is_secret=True)
    assert rows(client, liaison, case, with_identity="on")[1][2:6] == ["（保密）", None, None, None]


def test_payments_with_what_each_got(client, head, case):
    sheet = rows(client, head, case, "payments", with_identity="on")
    paid = Payment.objects.get(case=case)
    assert [row[2] for row in sheet[1:]] == ["欧阳小花", "岩甲"]
    assert (sheet[1][0], sum(row[5] for row in sheet[1:])) == (
        date.fromisoformat(str(paid.on)),
        float(paid.amount_yuan),
    )


def test_foreign_and_absent_cases_are_404(client, foreign_liaison, case):
    client.force_login(foreign_liaison)
    assert client.get(address(case)).status_code == client.post(address(case), {"purpose": "x x"}).status_code == 404
    assert client.get("/ledger/cases/999999/export/roll/").status_code == 404


def test_an_unknown_table_is_404(client, head, case):
    client.force_login(head)
    assert client.get(address(case, "people")).status_code == 404


@pytest.mark.parametrize("role", ["leader", "city", "auditor"])
def test_other_roles_are_refused(client, role, case, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(address(case)).status_code in (403, 404)
    assert client.post(address(case), {"purpose": "报分管领导"}).status_code in (403, 404)


def test_without_purpose_or_rows_nothing_is_exported(client, head, case):
    client.force_login(head)
    assert "没有写用途" in client.post(address(case), {"purpose": ""}).content.decode()
    empty = factories.case(head)
    answer = client.post(address(empty, "payments"), {"purpose": "报分管领导"})
    assert (answer.status_code, "本案还没有支付明细" in answer.content.decode()) == (422, True)
    assert not Event.objects.filter(act__startswith="export").exists()


def test_the_case_page_leads_there(client, head, case):
    client.force_login(head)
    page = client.get(f"/ledger/cases/{case.pk}/").content.decode()
    assert address(case) in page
    assert address(case, "payments") in page
