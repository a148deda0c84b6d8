"""Pages of frozen tables: who may, what they show, freezing, sending and answering from the page."""

import re
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from office.models import Event
from reports.actions.freeze import freeze_table
from reports.models import MonthlyTable, Receipt, Submission
from reports.period import Month
from tests import factories
from tests.reports import rows

pytestmark = pytest.mark.django_db
APRIL = {"month": "2021-04", "rule": "flow", "area": "530902"}
FREEZE, MONTHLY, TABLES = reverse("reports:freeze"), reverse("reports:monthly_table"), reverse("reports:tables")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148afa4710000"
    "000049454e44ae426082"
)


def text(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


@pytest.fixture
def april(head) -> None:
    rows.claim(rows.held_session(date(2021, 4, 12)), workers_count=3)


@pytest.fixture
def table(april, head) -> MonthlyTable:
    now = datetime(2021, 5, 2, 10, tzinfo=rows.OFFICE_TIME)
    return freeze_table(area=factories.area(), month=Month(2021, 4), by=head, now=now)


def page_of(table: MonthlyTable, name: str = "frozen") -> str:
    return reverse(f"reports:{name}", args=[table.pk])


def test_a_head_freezes_from_the_page_of_the_month(april, client: Client, head) -> None:
    client.force_login(head)
    assert "封存并签字" in client.get(MONTHLY, APRIL).content.decode()
    answer = client.post(FREEZE, {**APRIL, "expected_version": 1, "remarks_1": "已核对。"}, follow=True)
    table = MonthlyTable.objects.get()
    assert answer.redirect_chain == [(page_of(table), 302)]
    assert "2021年4月情况表已封存，版本 1。" in text(answer)
    assert "已核对。" in text(answer)


def test_a_second_click_freezes_nothing_and_says_who_was_first(april, client: Client, head) -> None:
    client.force_login(head)
    sent = {**APRIL, "expected_version": 1, "remarks_1": ""}
    first, second = (client.post(FREEZE, sent) for _ in range(2))
    assert (first.status_code, second.status_code, MonthlyTable.objects.count()) == (302, 422, 1)
    assert "请填写更正原因。" in text(second)
    with_reason = client.post(FREEZE, {**sent, "reason": "再来一次"})
    assert (with_reason.status_code, MonthlyTable.objects.count()) == (409, 1)
    assert "已封存这个月的版本 1" in text(with_reason)


def test_a_correction_is_the_next_version_and_both_are_there(table, client: Client, head) -> None:
    client.force_login(head)
    rows.claim(rows.held_session(date(2021, 4, 26)))
    page = client.get(MONTHLY, APRIL)
    assert "封存后有 4 处变动" in text(page)
    client.post(FREEZE, {**APRIL, "expected_version": 2, "reason": "补录 4 月 26 日", "remarks_1": ""})
    second = MonthlyTable.objects.get(version=2)
    assert "更正原因：补录 4 月 26 日" in text(client.get(page_of(second)))
    assert "全部版本：版本 1" in text(client.get(page_of(second)))


def test_a_clerk_sees_and_does_not_sign(table, client: Client, clerk) -> None:
    client.force_login(clerk)
    assert client.get(page_of(table)).status_code == 200
    assert "封存并签字</button>" not in client.get(MONTHLY, APRIL).content.decode()
    assert client.post(FREEZE, {**APRIL, "expected_version": 2, "reason": "试"}).status_code == 403
    assert client.post(page_of(table, "submit"), {"sent_on": "2021-05-02", "person": "王岗位"}).status_code == 403


def test_sending_and_receipt_are_offered_to_whom_they_are_for(table, client: Client, head, clerk, city) -> None:
    offered = {}
    for user in (head, clerk, city):
        client.force_login(user)
        shown = client.get(page_of(table)).context
        offered[user.username] = (shown["submission_form"] is not None, shown["receipt_form"] is not None)
    assert offered == {"head": (True, True), "clerk": (False, True), "city": (False, False)}


@pytest.mark.parametrize("role", ["liaison", "leader", "sysadmin", "secadmin", "auditor"])
def test_other_roles_see_no_table(table, client: Client, role: str) -> None:
    client.force_login(factories.user(role))
    assert {client.get(address).status_code for address in (TABLES, page_of(table))} == {403}


def test_a_foreign_and_an_absent_table_are_answered_alike(table, client: Client) -> None:
    client.force_login(factories.user("head", area=factories.area("530921")))
    names = ("frozen", "frozen_diff")
    assert {client.get(page_of(table, name)).status_code for name in names} == {404}
    assert client.get(reverse("reports:frozen", args=[table.pk + 1])).status_code == 404
    assert client.get(reverse("reports:frozen_figure", args=[table.pk, 1, "claims"])).status_code == 404
    sent = {"sent_on": "2021-05-02", "received_on": "2021-05-02", "person": "王岗位"}
    for name in ("frozen_xlsx", "submit", "receipt"):
        assert client.post(page_of(table, name), sent).status_code == 404


def test_the_city_reads_frozen_tables_of_its_districts_and_nothing_live(table, client: Client, city) -> None:
    client.force_login(city)
    listed = client.get(TABLES, {"month": "2021-04"})
    assert "临翔区 已封存，待报送 已过3日" in text(listed)
    assert client.get(page_of(table)).status_code == 200
    assert client.get(reverse("reports:frozen_figure", args=[table.pk, 1, "claims"])).status_code == 200
    assert {client.get(address).status_code for address in (MONTHLY, page_of(table, "frozen_diff"))} == {403}


def test_the_list_says_of_each_month_where_it_stands(table, client: Client, head) -> None:
    client.force_login(head)
    rows_shown = client.get(TABLES, {"month": "2021-05"}).context["rows"]
    states = {str(row.month): (row.state, row.is_late) for row in rows_shown}
    assert len(states) == 12
    assert (states["2021-04"], states["2021-05"]) == (("已封存，待报送", True), ("超期未封存", True))


@pytest.mark.parametrize("months", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    april, client: Client, head, django_assert_num_queries, months: int
) -> None:
    for number in range(months):
        freeze_table(area=factories.area(), month=Month(2021, 4 + number), by=head)
    client.force_login(head)
    client.get(TABLES, {"month": "2021-05"})
    with django_assert_num_queries(9):
        client.get(TABLES, {"month": "2021-05"})


def test_every_figure_opens_the_list_that_was_signed(table, client: Client, head) -> None:
    client.force_login(head)
    claim_number = re.search(r"J530902-2021-\d{4}", table.snapshot)[0]
    rows.claim(rows.held_session(date(2021, 4, 26)))
    for key, total in (("sessions", "1 次"), ("claims", "1 件"), ("workers", "3 人"), ("amount", "1000.00 元")):
        page = client.get(reverse("reports:frozen_figure", args=[table.pk, 1, key]))
        assert f"：{total}" in text(page)
        assert (claim_number in text(page)) == (key != "sessions")
    assert client.get(reverse("reports:frozen_figure", args=[table.pk, 2, "claims"])).status_code == 404


def test_every_download_is_the_same_bytes_and_on_record(table, client: Client, head) -> None:
    client.force_login(head)
    first, second = (client.post(page_of(table, "frozen_xlsx")).content for _ in range(2))
    assert first == second == bytes(table.workbook)
    assert load_workbook(BytesIO(first)).active["E5"].value == 3
    assert [event.data["what"] for event in Event.objects.filter(act="export")] == ["frozen_table"] * 2


def test_differences_are_told_claim_by_claim(table, client: Client, head) -> None:
    client.force_login(head)
    assert "封存以后没有变动。" in text(client.get(page_of(table, "frozen_diff")))
    late = rows.claim(rows.held_session(date(2021, 4, 26)))
    shown = text(client.get(page_of(table, "frozen_diff")))
    assert "临翔区数量（件）12" in shown
    assert f"{late.number}接访的欠薪诉求数量不计12021年4月26日接访登记" in shown


def test_sending_and_receipt_are_entered_once(table, client: Client, head) -> None:
    client.force_login(head)
    wrong = client.post(page_of(table, "submit"), {"sent_on": "5月", "person": ""})
    assert (wrong.status_code, Submission.objects.count()) == (422, 0)
    early = client.post(page_of(table, "submit"), {"sent_on": "2021-05-01", "person": "王岗位"})
    assert (early.status_code, "报送日期不能早于2021-05-02。" in text(early)) == (422, True)
    told = {"sent_on": "2021-05-02", "person": "王岗位", "document_number": "临翔治欠办[2021]6号"}
    assert [client.post(page_of(table, "submit"), told).status_code for _ in range(2)] == [302, 422]
    assert Submission.objects.get().document_number == "临翔治欠办〔2021〕6号"
    answer = {"received_on": "2021-05-03", "person": "李市级", "file": SimpleUploadedFile("回执.png", PNG)}
    assert client.post(page_of(table, "receipt"), answer).status_code == 302
    assert client.post(page_of(table, "receipt"), {**answer, "file": ""}).status_code == 422
    assert Receipt.objects.get().person == "李市级"
    downloaded = client.post(page_of(table, "receipt_file"))
    assert (downloaded.content, Event.objects.filter(act="download_file").count()) == (PNG, 1)


def test_a_receipt_without_sending_is_refused(table, client: Client, head) -> None:
    client.force_login(head)
    answer = client.post(page_of(table, "receipt"), {"received_on": "2021-05-03", "person": "李市级"})
    assert (answer.status_code, "请先登记报送" in text(answer), Receipt.objects.count()) == (422, True, 0)


def test_only_the_latest_version_is_sent(table, client: Client, head) -> None:
    freeze_table(area=table.area, month=Month(2021, 4), by=head, reason="更正")
    client.force_login(head)
    answer = client.post(page_of(table, "submit"), {"sent_on": "2021-05-02", "person": "王岗位"})
    assert (answer.status_code, "请报送最新一版" in text(answer)) == (422, True)
