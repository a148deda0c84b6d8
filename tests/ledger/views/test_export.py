"""The ledger as a file: who exports, the same rows as on screen, what is masked, what the trail keeps."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ledger.models import ExportChoice
from ledger.selectors.case_export import COLUMNS, VISIT, usual_columns
from ledger.workflow import Status
from office import questions
from office.models import Event, User
from office.sheets.reader import read_file
from reception.models import Claim
from tests import factories
from tests.identity_numbers import make_id

EXPORT, LIST = "/ledger/export/", "/admin/ledger/case/"
ID_NUMBER, PHONE = make_id(), "19900001234"
PERSON = factories.PersonData(name="欧阳小花", id_number=ID_NUMBER, phone=PHONE, address="南屏路一号")
ASKED = {"sheet": "list", "columns": ["number", "petitioner", "amount"], "purpose": "报分管领导"}
PERSONAL = {"personal": ["id_number", "phone", "address", "demand"]}


@pytest.fixture
def case(head):
    return factories.assigned(factories.case(head, petitioner=PERSON), head)


@pytest.fixture
def foreign(head):
    return factories.assigned(factories.case(head, project_name="水库"), head, unit="水务")


def download(client, user: User, query: str = "", **asked) -> bytes:
    client.force_login(user)
    response = client.post(EXPORT + query, ASKED | asked)
    assert response.status_code == 200, response.content.decode()
    return b"".join(response.streaming_content)


def table(data: bytes) -> list[list]:
    return next(iter(read_file(data).sheets.values()))


def numbers(client, user: User, query: str = "") -> list[str]:
    return [row[0] for row in table(download(client, user, query))[1:]]


def test_office_exports_all_and_a_liaison_only_the_own_unit(
    client, head, clerk, liaison, foreign_liaison, case, foreign
):
    assert numbers(client, head) == numbers(client, clerk) == [foreign.number, case.number]
    assert numbers(client, liaison) == [case.number]
    assert numbers(client, foreign_liaison) == [foreign.number]


@pytest.mark.parametrize("role", ["leader", "city", "sysadmin", "secadmin", "auditor"])
def test_other_roles_are_refused(client, role, case, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(EXPORT).status_code == client.post(EXPORT, ASKED).status_code == 403
    assert not Event.objects.filter(act__startswith="export").exists()


def test_the_same_rows_as_on_screen_under_every_condition(client, head, case, foreign):
    factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)
    client.force_login(head)
    for query in (
        "?status=open",
        "?status=struck_off",
        f"?unit={case.responsible_unit_id}",
        "?order=oldest",
        "?order=due",
    ):
        shown = [row["number"] for row in client.get(LIST + query).context["rows"]]
        assert numbers(client, head, query) == shown


def test_more_rows_than_a_page_and_a_chunk(client, head, case, monkeypatch):
    monkeypatch.setattr(questions, "AT_A_TIME", 2)
    cases = [case, *(factories.case(head) for _ in range(4))]
    assert numbers(client, head, "?order=oldest") == [each.number for each in cases]


@pytest.mark.parametrize("user", ["clerk", "head", "liaison"])
def test_names_are_masked_for_everybody_without_personal_columns(client, user, case, request):
    assert table(download(client, request.getfixturevalue(user)))[1][1] == "欧**花"


@pytest.mark.parametrize("user", ["head", "liaison"])
def test_personal_columns_for_those_who_may(client, user, case, request):
    rows = table(download(client, request.getfixturevalue(user), **PERSONAL))
    assert rows[0] == ["案件编号", "反映人", "身份证号", "手机", "住址", "诉求", "涉及金额（元）"]
    assert rows[1][1:5] == ["欧阳小花", ID_NUMBER, PHONE, "南屏路一号"]


def test_a_clerk_is_not_offered_personal_columns_and_gets_none(client, clerk, case):
    client.force_login(clerk)
    assert "身份证号" not in client.get(EXPORT).content.decode()
    assert table(download(client, clerk, **PERSONAL))[0] == ["案件编号", "反映人", "涉及金额（元）"]
    assert client.post(EXPORT, ASKED | {"columns": ["id_number"]}).status_code == 422


def test_hidden_people_stay_hidden_from_the_liaison(client, head, liaison, case):
    Claim.objects.update(is_secret=True)
    row = table(download(client, liaison, **PERSONAL))[1]
    assert row[1:6] == ["（保密）", None, None, None, None]
    assert table(download(client, head, **PERSONAL))[1][1] == "欧阳小花"


def test_the_sheet_for_a_visit_holds_nobody(client, head, case):
    data = download(client, head, sheet="visit", **PERSONAL)
    rows = table(data)
    assert rows[0] == [column.head.title for column in VISIT]
    assert not any(column.is_personal or column.key == "petitioner" for column in VISIT)
    text = str(read_file(data).sheets)
    assert not any(word in text for word in ("欧阳", "小花", ID_NUMBER, PHONE))
    assert rows[1][0] == case.number


def test_every_column_of_a_finished_case(client, head):
    case = factories.case(head, petitioner=PERSON, workers=[factories.worker_data(owed_yuan="12500")])
    factories.brought_to(Status.STRUCK_OFF, case, head)
    asked = {"columns": [key for key, column in COLUMNS.items() if not column.is_personal]}
    names, row = table(download(client, head, **asked))
    found = dict(zip(names, row, strict=True))
    wanted = {
        "案件编号": case.number, "接访日期": date(2021, 4, 20), "诉求件数": 1, "涉及人数": 1, "涉及金额（元）": 12500,
        "已支付金额（元）": 12500, "办理状态": "已销号", "责任单位": "住建", "办结结果": "已支付完毕",
        "办结日期": date(2021, 4, 28), "销号日期": date(2021, 4, 30), "超期（天）": None,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted


def test_amounts_are_numbers_and_texts_are_texts(client, head, case):
    sheet = load_workbook(io.BytesIO(download(client, head))).worksheets[0]
    assert sheet["A2"].number_format == "@"
    assert sheet["C2"].data_type == "n"
    assert Decimal(str(sheet["C2"].value)) == case.case_claims.get().claim.amount_yuan


def test_second_sheet_says_what_for(client, head, case):
    told = dict(read_file(download(client, head, "?status=open")).sheets["导出说明"][1:])
    assert (told["条件"], told["用途"], told["件数"]) == ("状态：未办结", "报分管领导", "1")
    assert told["说明"] == "姓名已隐去，不含证件号和电话。"


def test_the_trail_keeps_counts_columns_and_purpose_and_no_person(client, head, case):
    download(client, head, "?status=open", **PERSONAL)
    event = Event.objects.get(act="export_identity")
    assert (event.data["rows"], event.data["purpose"], event.data["conditions"]) == (1, "报分管领导", "状态：未办结")
    assert "身份证号" in event.data["columns"]
    assert not any(word in str(event.data) for word in ("欧阳", ID_NUMBER, PHONE))
    download(client, head)
    assert Event.objects.filter(act="export_cases").count() == 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"purpose": ""}, "没有写用途"),
        ({"purpose": " x "}, "没有写用途"),
        ({"purpose": f"核对{ID_NUMBER}"}, "用途里有身份证号或手机号"),
        ({"columns": []}, "没有选栏目"),
        ({"columns": ["nothing"]}, "栏目"),
        ({"sheet": "other"}, "导出"),
    ],
)
def test_refused_in_words_and_without_an_event(client, head, case, asked, words):
    client.force_login(head)
    response = client.post(EXPORT, ASKED | asked)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Event.objects.filter(act__startswith="export").exists()


def test_the_choice_is_remembered_without_personal_columns(client, head, clerk, case):
    download(client, head, **PERSONAL)
    assert ExportChoice.objects.get(user=head).columns == ["number", "petitioner", "amount"]
    page = client.get(EXPORT)
    assert page.context["form"].initial["columns"] == ["number", "petitioner", "amount"]
    client.force_login(clerk)
    assert client.get(EXPORT).context["form"].initial["columns"] == usual_columns()
    download(client, head, sheet="visit")
    assert ExportChoice.objects.get(user=head).columns == ["number", "petitioner", "amount"]


def test_file_has_a_chinese_name_with_the_day(client, head, case):
    client.force_login(head)
    name = client.post(EXPORT, ASKED)["Content-Disposition"]
    assert name.startswith("attachment; filename*=utf-8''%E6%AC%A0%E8%96%AA")
    assert name.endswith(".xlsx")


def test_an_odd_query_is_refused(client, head, case):
    client.force_login(head)
    assert client.get(EXPORT + "?other=1").status_code == client.post(EXPORT + "?q=欧阳", ASKED).status_code == 400


def test_the_list_leads_to_the_export_of_its_query(client, head, leader, case):
    client.force_login(head)
    assert f'href="{EXPORT}?status=open"' in client.get(LIST + "?status=open").content.decode()
    assert EXPORT not in client.get(LIST + "?status=void").content.decode()


def test_queries_do_not_grow_with_the_rows(client, head, case):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            download(
                client, head, columns=[key for key, column in COLUMNS.items() if not column.is_personal], **PERSONAL
            )
        return len(queries)

    download(client, head)
    one = count()
    for _ in range(2):
        factories.assigned(factories.case(head), head)
    assert count() == one
