"""The ledger in print: who prints, what stands in it, how much at most, what the trail keeps."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pytest

from ledger.actions import prints
from ledger.models import Case
from ledger.workflow import Status
from office.models import Event, User
from tests import factories

PRINT, LIST = "/ledger/print/", "/admin/ledger/case/"
PERSON = factories.PersonData(name="欧阳小花")


@pytest.fixture
def case(head):
    return factories.assigned(factories.case(head, petitioner=PERSON), head)


@pytest.fixture
def foreign(head):
    return factories.assigned(factories.case(head, project_name="水库"), head, unit="水务")


def printed(client, user: User, query: str = "") -> list[str]:
    client.force_login(user)
    response = client.get(PRINT + query)
    assert response.status_code == 200
    return [row.case.number for row in response.context["ledger"].rows]


def test_office_prints_all_and_a_liaison_only_the_own_unit(
    client, head, clerk, liaison, foreign_liaison, case, foreign
):
    assert printed(client, head) == printed(client, clerk) == [foreign.number, case.number]
    assert printed(client, liaison) == [case.number]
    assert printed(client, foreign_liaison) == [foreign.number]


@pytest.mark.parametrize("role", ["leader", "city", "sysadmin", "secadmin", "auditor"])
def test_other_roles_are_refused(client, role, case, request):
    client.force_login(request.getfixturevalue(role))
    assert client.get(PRINT).status_code == 403
    assert Event.objects.filter(act="print_ledger").count() == 0


def test_anonymous_is_sent_to_sign_in(client, db):
    assert client.get(PRINT)["Location"].startswith("/accounts/login/")


def test_nothing_is_posted(client, head, case):
    client.force_login(head)
    assert client.post(PRINT).status_code == 405


def test_row_holds_what_a_ledger_holds(client, head, clerk):
    case = factories.case(head, petitioner=PERSON, workers=[factories.worker_data(owed_yuan="12500")])
    factories.brought_to(Status.STRUCK_OFF, case, head)
    client.force_login(clerk)
    response = client.get(PRINT)
    line = response.content.decode().split("<tbody>")[1].split("</tr>")[0]
    cells = re.findall(r"<t[dh][^>]*>([^<]*)<", line)
    assert cells == [
        "1", case.number, "2021-04-20", "欧阳小花", "南屏小区三期", "云南甲乙劳务有限公司", "1", "12,500.00", "住建", "李经办",
        "2021-05-14", "已销号", "2021-04-28", "2021-04-30", "已支付完毕",
    ]  # fmt: skip


def test_sum_tells_unknown_amounts(client, head):
    for amount in (Decimal("0.10"), Decimal("1234567.85"), None):
        factories.case(head, amount_yuan=amount, workers_count=3)
    client.force_login(head)
    ledger = client.get(PRINT).context["ledger"]
    assert (ledger.workers_count, ledger.amount_yuan, ledger.unknown_amounts) == (9, Decimal("1234567.95"), 1)
    assert "3 件；金额不详 1 件未计入金额" in client.get(PRINT).content.decode()


def test_names_are_masked_and_hidden_as_in_the_list(client, head, liaison, case):
    secret = factories.assigned(factories.case(head, petitioner=PERSON, is_secret=True), head)
    client.force_login(liaison)
    response = client.get(PRINT)
    names = {row.case.number: row.petitioner for row in response.context["ledger"].rows}
    assert names == {case.number: "欧**花", secret.number: "（保密）"}
    assert "欧阳小花" not in response.content.decode()


@pytest.mark.parametrize("query", ["", "?status=open", "?order=oldest", "?order=due", "?due=overdue", "?status=void"])
def test_print_is_the_list_in_its_order(client, head, case, foreign, query):
    factories.case(head)
    numbers = printed(client, head, query)
    assert numbers == [row["number"] for row in client.get(LIST + query).context["rows"]]


def test_print_begins_at_the_first_page(client, head, case, foreign):
    assert printed(client, head, f"?after={foreign.pk}") == [foreign.number, case.number]


@pytest.mark.parametrize(
    "query", ["?officer_name__startswith=李", "?unit=999999", "?q=欧阳小花", "?text=x", "?received_from=x"]
)
def test_unknown_conditions_are_refused_in_words(client, head, case, query):
    client.force_login(head)
    response = client.get(PRINT + query)
    assert (response.status_code, "没有打印：条件有误" in response.content.decode()) == (400, True)
    assert Event.objects.filter(act="print_ledger").count() == 0


def test_trail_keeps_the_conditions_and_the_number_but_no_typed_word(client, head, case, foreign):
    unit = case.responsible_unit_id
    client.force_login(head)
    asked = {"status": "open", "unit": unit, "received_from": "2021-04-01", "received_to": "2021-04-30"}
    query = client.post(LIST, {**asked, "q": "欧阳小花", "order": "due"})["Location"].removeprefix(LIST)
    assert printed(client, head, query) == [case.number]
    event = Event.objects.get(act="print_ledger")
    assert (event.by, event.object_type, event.data) == (
        head,
        "",
        {
            "conditions": "状态：未办结；责任单位：住建；接访日期 从 2021-04-01；到 2021-04-30；查找：（输入的文字不记）",
            "rows": 1,
        },
    )
    page = client.get(PRINT + query).content.decode()
    assert "条件：状态：未办结；责任单位：住建；接访日期 从 2021-04-01；到 2021-04-30；查找：欧阳小花" in page
    assert [link for link in re.findall(r'href="([^"]*)"', page) if quote("欧阳小花") in link or "欧阳" in link] == []


def test_more_than_the_most_is_refused_as_a_whole(client, head, monkeypatch):
    monkeypatch.setattr(prints, "MOST_ROWS", 2)
    for _ in range(2):
        factories.case(head)
    assert len(printed(client, head)) == 2
    factories.case(head)
    response = client.get(PRINT)
    assert response.status_code == 422
    assert "符合条件的案件超过 2 件，没有打印" in response.content.decode()
    assert Event.objects.filter(act="print_ledger").count() == 1


def test_nothing_found_is_said(client, head, case):
    client.force_login(head)
    page = client.get(PRINT + "?status=void").content.decode()
    assert ("<table" in page, "没有可打印的内容" in page) == (False, True)


def test_case_without_a_claim_is_printed_with_empty_cells(client, head, case):
    other = factories.case(head)
    other.case_claims.update(case=case)
    client.force_login(head)
    rows = {row.case.number: row for row in client.get(PRINT).context["ledger"].rows}
    assert (rows[other.number].petitioner, rows[other.number].received_on) == ("", None)
    assert (rows[case.number].claims_count, rows[case.number].workers_count) == (2, 2)


def test_sums_leave_out_gathered_and_void_cases(client, head, case):
    for status in ("absorbed", "void"):
        Case.objects.filter(pk=factories.case(head, amount_yuan=None).pk).update(status=status)
    client.force_login(head)
    response = client.get(PRINT)
    ledger = response.context["ledger"]
    assert (ledger.workers_count, ledger.amount_yuan, ledger.unknown_amounts) == (1, Decimal("12500.00"), 0)
    assert "3 件；已并案、已作废 2 件不计人数和金额<" in response.content.decode()


def test_several_outcomes_are_counted(head, case):
    factories.case(head).case_claims.update(case=case)
    first, second = case.case_claims.all()
    for link, outcome in ((first, "paid"), (second, "withdrawn")):
        link.outcome, link.outcome_on, link.outcome_by = outcome, date(2021, 4, 28), head
        link.outcome_at = case.opened_at
        link.save()
    ledger = prints.print_ledger(cases=Case.objects.filter(pk=case.pk), order="newest", conditions="", by=head)
    assert ledger.rows[0].outcome == "已支付完毕 1 件、撤回 1 件"


def test_action_prints_no_case_the_account_may_not_see(head, foreign_liaison, case):
    everything = Case.objects.all()
    assert prints.print_ledger(cases=everything, order="newest", conditions="", by=foreign_liaison).rows == []


def test_list_offers_to_print_its_query(client, head, leader, case):
    client.force_login(head)
    assert f'href="{PRINT}?status=open"' in client.get(f"{LIST}?status=open").content.decode()
    assert PRINT not in client.get(f"{LIST}?status=void").content.decode()
    client.force_login(leader)
    assert PRINT not in client.get(LIST).content.decode()


def test_queries_are_the_same_for_1_and_100_rows(client, head, django_assert_max_num_queries, case):
    client.force_login(head)
    client.get(PRINT)
    with django_assert_max_num_queries(16) as one:
        assert len(client.get(PRINT).context["ledger"].rows) == 1
    for _ in range(99):
        factories.case(head)
    with django_assert_max_num_queries(16) as many:
        assert len(client.get(PRINT).context["ledger"].rows) == 100
    assert len(many.captured_queries) == len(one.captured_queries)
