"""The table's pages: who may look, what they show, where each figure leads."""

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import load_workbook

from office.models import Area, Event, Parameter, User
from reports.actions.freeze import freeze_table
from reports.actions.submission import submit_table
from reports.figures import FIGURES
from reports.models import TableSetting
from reports.period import Month
from tests import factories
from tests.reports import rows

DAY = date(2021, 4, 12)
TABLE, XLSX = reverse("reports:monthly_table"), reverse("reports:monthly_table_xlsx")
APRIL = {"month": "2021-04"}
SETTINGS_QUERIES = 9
pytestmark = pytest.mark.django_db


def figure_url(key: str) -> str:
    return reverse("reports:figure", args=[key])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def body_rows(response) -> list[list[str]]:
    body = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    lines = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [strip_tags(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL)] for line in lines
    ]


@pytest.mark.parametrize("name", ["head", "clerk"])
def test_table_looks_like_the_form(request, name: str) -> None:
    client = signed_in(request.getfixturevalue(name))
    session = rows.held_session(DAY)
    rows.conclude(rows.claim(session, workers_count=3, amount_yuan=Decimal("490000")), DAY)

    response = client.get(TABLE, APRIL)
    assert response.status_code == 200
    assert body_rows(response) == [
        ["1", "临翔区", "1", "1", "3", "49.00", "1", ""],
        ["2", *[""] * 7],
        ["3", *[""] * 7],
        ["4", *[""] * 7],
    ]
    page = response.content.decode()
    head = page.split("<thead>")[1].split("</thead>")[0]
    assert re.findall(r'(?:rowspan|colspan)="(\d)"[^>]*>([^<]*)<', head) == [
        ("2", "序号"), ("2", ""), ("2", "开展集中联合接访的次数"), ("3", "接访的欠薪诉求情况"), ("2", "已解决的欠薪诉求数量（件）"), ("2", "备注"),
    ]  # fmt: skip
    assert "填报单位：临沧市临翔区根治拖欠农民工工资工作领导小组办公室" in text(response)
    assert "上月末未办结 0 + 本月接访 1 + 重新办理 0 = 已解决 1 + 其他办结 0 + 本月末未办结 0 平衡" in text(response)


@pytest.mark.parametrize("name", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_table_is_closed_to_other_roles(request, name: str) -> None:
    client = signed_in(request.getfixturevalue(name))
    answers = [client.get(TABLE), client.post(XLSX, APRIL), client.get(figure_url("claims"), APRIL)]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Event.objects.filter(act="export").count() == 0


def test_table_asks_strangers_to_sign_in(client) -> None:
    for answer in (client.get(TABLE), client.post(XLSX, APRIL), client.get(figure_url("claims"))):
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))


def test_table_shows_last_month_by_itself(head) -> None:
    response = signed_in(head).get(TABLE)
    today = datetime.now(rows.OFFICE_TIME).date()
    assert response.context["table"].month.next.start == today.replace(day=1)


@pytest.mark.parametrize("month", ["2021-13", "2021", "abc", "2021-04-01"])
def test_table_says_what_is_wrong_with_a_month(head, month: str) -> None:
    client = signed_in(head)
    response = client.get(TABLE, {"month": month})
    assert response.status_code == 200
    assert (
        response.context["form"].errors["month"] == [f"“{month}”不是月份，请写成 2021-04 的样子。"]
        or month == "2021-13"
    )
    assert ("<table" in response.content.decode(), "请写成 2021-04 的样子" in text(response)) == (False, True)
    assert client.post(XLSX, {"month": month}).status_code == 400
    assert client.get(figure_url("claims"), {"month": month}).status_code == 404


@pytest.mark.parametrize(("month", "links"), [("2000-01", ["下月 ›"]), ("2099-12", ["‹ 上月"])])
def test_first_and_last_month_have_one_neighbour(head, month: str, links: list[str]) -> None:
    response = signed_in(head).get(TABLE, {"month": month})
    assert response.status_code == 200
    assert [link for link in ("‹ 上月", "下月 ›") if link in response.content.decode()] == links


def test_table_of_a_month_to_come_says_so(head) -> None:
    response = signed_in(head).get(TABLE, {"month": "2098-04"})
    assert "2098年4月尚未结束，以下是到今天为止的情况。" in text(response)


def test_table_of_a_foreign_area_is_not_there(head) -> None:
    Area.objects.create(code="530921", name="云南省临沧市凤庆县", short_name="凤庆县", parent=factories.area("530900"))
    client = signed_in(head)
    for code in ("530921", "530900", "999999"):
        asked = APRIL | {"area": code}
        answers = [client.get(TABLE, asked), client.post(XLSX, asked), client.get(figure_url("claims"), asked)]
        assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_table_by_the_other_rule(head) -> None:
    rows.conclude(rows.claim(rows.held_session(DAY)), date(2021, 5, 1))
    client = signed_in(head)
    flow = client.get(TABLE, APRIL)
    asked = {
        "month": "2021-04", "area": "530902", "rule": "cohort", "column_b": "name", "heading": "区划",
        "document_number": "示例治欠办〔2021〕8号",
    }  # fmt: skip
    done = client.post(reverse("reports:set_table_form"), asked, follow=True)
    cohort = client.get(TABLE, APRIL)
    kept = done.context["rows"].get()
    assert (kept.from_month, kept.rule, kept.heading, kept.by) == ("2021-04", "cohort", "区划", head)
    assert kept.document_number in text(done)
    assert (body_rows(flow)[0][6], body_rows(cohort)[0][6]) == ("0", "1")
    assert body_rows(cohort)[0][1] == "云南省临沧市临翔区"
    assert "按解决月份 0 件， 按接访月份 1 件； 填表采用：按接访月份" in text(cohort)


def test_table_tells_its_counting_rules(head) -> None:
    page = text(signed_in(head).get(TABLE, APRIL))
    assert "统计规则（版本 v1，共 13 条）" in page
    assert "实施方案七及附件“数量（件）”栏v1" in page


def test_a_weak_session_is_left_out_and_taken_in_from_the_page(head, clerk) -> None:
    session = rows.held_session(DAY, units=("人社",))
    rows.claim(session)
    client = signed_in(head)
    assert "签到不足的接访" in text(client.get(TABLE, APRIL))
    page = client.post(reverse("reports:leave_out", args=[session.pk]), {"reason": "只到一家"}, follow=True)
    assert body_rows(page)[0][2:7] == ["0", "0", "0", "0.00", "0"]
    assert "未计入次数：只到一家" in text(page)
    listed = text(client.get(figure_url("sessions"), APRIL))
    assert "未计入的接访" in listed
    assert "2021-04-12 一楼服务大厅 主任决定不计入：只到一家" in listed
    page = client.post(reverse("reports:take_in", args=[session.pk]), follow=True)
    assert body_rows(page)[0][2:4] == ["1", "1"]
    assert client.post(reverse("reports:leave_out", args=[session.pk]), {"reason": ""}).status_code == 422
    seen = signed_in(clerk).get(TABLE, APRIL).content.decode()
    assert ("签到不足的接访" in seen, reverse("reports:leave_out", args=[session.pk]) in seen) == (True, False)


def test_a_session_of_another_area_is_neither_left_out_nor_taken_in(head) -> None:
    session = rows.held_session(DAY)
    client = signed_in(factories.user("head", area=factories.area("530921")))
    for name in ("leave_out", "take_in"):
        assert client.post(reverse(f"reports:{name}", args=[session.pk]), {"reason": "只到一家"}).status_code == 404


def test_freezing_is_offered_to_the_head_alone(head, clerk) -> None:
    offered = {user.username: signed_in(user).get(TABLE, APRIL).context["freeze_form"] for user in (head, clerk)}
    assert {name: form is not None for name, form in offered.items()} == {"head": True, "clerk": False}
    this_month = {"month": f"{timezone.localdate():%Y-%m}"}
    reasons = {user.username: signed_in(user).get(TABLE, this_month).context["why_not"] for user in (head, clerk)}
    assert (bool(reasons["head"]), reasons["clerk"]) == (True, [])


def test_the_clerk_sees_the_settings_and_sets_none(clerk) -> None:
    client = signed_in(clerk)
    page = client.get(reverse("reports:table_settings"))
    assert (page.status_code, page.context["form"], "由主任设定" in text(page)) == (200, None, True)
    assert client.post(reverse("reports:set_table_form"), APRIL).status_code == 403


def test_rows_of_sessions_lead_to_their_own_lists(head) -> None:
    for day in (12, 26):
        rows.claim(rows.held_session(date(2021, 4, day)))
    client = signed_in(head)
    client.post(
        reverse("reports:set_table_form"), {"month": "2021-04", "area": "530902", "rule": "flow", "column_b": "day"}
    )
    page = client.get(TABLE, APRIL)
    assert [line[1:4] for line in body_rows(page)[:2]] == [["4月12日", "1", "1"], ["4月26日", "1", "1"]]
    links = re.findall(r'href="([^"]*/monthly/claims/[^"]*session=[^"]*)"', page.content.decode())
    assert len(links) == 2
    assert client.get(links[1].replace("&amp;", "&")).context["figure"].value == 1


def test_download_is_the_workbook_and_is_recorded(head) -> None:
    rows.claim(rows.held_session(DAY))
    client = signed_in(head)
    response = client.post(XLSX, APRIL)
    sheet = load_workbook(BytesIO(response.content)).active
    assert [cell.value for cell in sheet[5]][:7] == [1, "临翔区", 1, 1, 1, 0.1, 0]
    today = datetime.now(rows.OFFICE_TIME).date()
    assert sheet["A10"].value == f"填报日期：{today.year}年{today.month}月{today.day}日"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E6%A0%B9%E6%B2%BB%E6%AC%A0%E8%96%AA%E9%9B%86%E4%B8%AD%E8%81%94%E5%90%88%E6%8E%A5"
        "%E8%AE%BF%E6%83%85%E5%86%B5%E8%A1%A8%EF%BC%88%E4%B8%B4%E7%BF%94%E5%8C%BA2021%E5%B9%B44%E6%9C%88%EF%BC%89.xlsx"
    )
    event = Event.objects.get(act="export")
    assert (event.by, event.data) == (head, {"what": "monthly_table", "month": "2021-04", "rule": "flow"})
    assert (client.get(XLSX).status_code, client.post(TABLE).status_code) == (405, 405)


def test_figure_lists_its_claims_and_the_sum(head) -> None:
    session = rows.held_session(DAY)
    first, second = (
        rows.claim(session, workers_count=size, name=name) for size, name in ((30, "欧阳小花"), (1, "李四"))
    )
    rows.roll(first, "530902190101010012")
    rows.roll(second, "530902190101010012")

    response = signed_in(head).get(figure_url("workers"), APRIL)
    assert [(line[0], *line[2:3], *line[5:]) for line in body_rows(response)] == [
        (first.number, "欧**花", "30", "登记人数 30 人"),
        (second.number, "李*", "1", "登记人数 1 人"),
        (second.number, "李*", "-1",
         f"花名册中 1 人与 {first.number} 重复（同一身份证号）"),
    ]  # fmt: skip
    assert "31 − 重复 1 = 30 人" in text(response)
    assert f"{first.number}：登记 30 人，花名册 1 人" in text(response)
    assert [name for name in ("欧阳小花", "李四") if name in response.content.decode()] == []
    links = re.findall(r'href="([^"]+)"', response.content.decode())
    assert {reverse("reception:claim", args=[first.pk]), reverse("ledger:case", args=[first.caseclaim.case_id])} <= set(
        links
    )


def test_figure_says_what_is_left_out(head) -> None:
    session = rows.held_session(DAY)
    kept, gone = rows.claim(session), rows.claim(session)
    rows.void(gone)
    page = text(signed_in(head).get(figure_url("claims"), APRIL))
    assert "合计 1 件" in page
    assert page.split("未计入的诉求")[1].count(gone.number) == 1
    assert page.split("未计入的诉求")[1].count(kept.number) == 0
    assert "登记已作废" in page


@pytest.mark.parametrize("key", list(FIGURES))
def test_figure_page_agrees_with_the_table(head, key: str) -> None:
    session = rows.held_session(DAY)
    rows.conclude(rows.claim(session, amount_yuan=Decimal("1234.50")), DAY)
    rows.conclude(rows.claim(session), DAY, "withdrawn")
    rows.claim(session)
    rows.claim(None, received_on=DAY)
    client = signed_in(head)
    row = client.get(TABLE, APRIL).context["table"].rows[0]
    response = client.get(figure_url(key), APRIL)
    assert response.status_code == 200
    assert response.context["figure"].value == row.figures[key].value
    assert f"：{row.figures[key].value} {row.figures[key].unit}" in text(response)


def test_figure_unknown_is_not_there(head) -> None:
    assert signed_in(head).get(figure_url("wages"), APRIL).status_code == 404


def test_figure_goes_on_on_the_next_page(head) -> None:
    session = rows.held_session(DAY)
    for _ in range(101):
        rows.claim(session, by=head)
    client = signed_in(head)
    first, second = client.get(figure_url("claims"), APRIL), client.get(figure_url("claims"), APRIL | {"page": "2"})
    assert [len(body_rows(page)) for page in (first, second)] == [100, 1]
    assert "第 1 页，共 2 页 101 条" in text(first)
    assert first.content.decode().count("合计 101 件") == 1
    assert "全部列在一页（打印用）" in text(first)
    whole = client.get(figure_url("claims"), APRIL | {"all": "1"})
    assert (len(body_rows(whole)), "全部列在一页" in text(whole)) == (101, False)


@pytest.mark.parametrize("url", [TABLE, figure_url("claims"), figure_url("workers"), figure_url("solved_flow")])
def test_pages_ask_the_database_equally_often(head, django_assert_max_num_queries, url: str) -> None:
    client, session = signed_in(head), rows.held_session(DAY)
    rows.conclude(rows.claim(session), DAY)
    rows.void(rows.claim(session))
    client.get(url, APRIL)  # the first page after signing in writes when the account was last seen
    few = _queries(client, url, django_assert_max_num_queries)
    for _ in range(15):
        rows.conclude(rows.claim(session), DAY)
        rows.void(rows.claim(session))
    assert _queries(client, url, django_assert_max_num_queries) == few


def _queries(client: Client, url: str, limit) -> int:
    with limit(28) as context:
        assert client.get(url, APRIL).status_code == 200
    return len(context)


def test_page_names_the_contact_officer_beside_the_form(client, head) -> None:
    client.force_login(head)
    address = reverse("reports:monthly_table")
    assert "联络人还没有填写" in client.get(address, {"month": "2021-04"}).content.decode()
    Parameter.objects.filter(key="contact_officer").update(value="示例联络人")
    Parameter.objects.filter(key="contact_phone").update(value="0883-0000000")
    assert "报送联络人：示例联络人 0883-0000000" in client.get(address, {"month": "2021-04"}).content.decode()


def test_page_says_when_the_table_is_to_be_sent_and_that_it_is_late(head) -> None:
    page = text(signed_in(head).get(TABLE, APRIL))
    assert "5月1日至3日都是休息日，请在 4月30日 下班前提前报送；最迟 5月3日，不顺延" in page
    assert "超期，已过" in page
    later = text(signed_in(head).get(TABLE, {"month": "2021-05"}))
    assert "计划 6月2日 报送，最迟 6月3日，遇休息日不顺延" in later
    assert "不顺延" not in text(signed_in(head).get(TABLE, {"month": "2098-05"}))


def test_page_proposes_version_two_of_an_early_table(head) -> None:
    session = rows.held_session(DAY)
    now = datetime(2021, 4, 30, 15, tzinfo=rows.OFFICE_TIME)
    early = freeze_table(area=factories.area(), month=Month(2021, 4), by=head, now=now)
    client = signed_in(head)
    page = client.get(TABLE, APRIL)
    assert "已封存的版本 1 是提前报送的（截至4月30日）" in text(page)
    assert page.context["freeze_form"]["reason"].value() == "提前报送以后至月末的变动"
    submit_table(table=early, by=head, sent_on=date(2021, 4, 30), person="王岗位", now=now)
    assert "待补报版本 2" in text(client.get(TABLE, APRIL))
    rows.claim(session)
    second = freeze_table(area=factories.area(), month=Month(2021, 4), by=head, reason="月末的变动")
    assert "是提前报送的" not in text(client.get(TABLE, APRIL))
    submit_table(table=second, by=head, sent_on=timezone.localdate(), person="王岗位")
    assert "已报送 " in text(client.get(TABLE, APRIL))


def test_a_zero_report_is_frozen_and_sent(head) -> None:
    client = signed_in(head)
    page = client.get(TABLE, APRIL)
    assert "情况表为零报告" in text(page)
    form = page.context["freeze_form"]
    values = {field.html_name: field.value() for field in form}
    done = client.post(reverse("reports:freeze"), APRIL | {"area": "530902"} | values, follow=True)
    assert body_rows(done)[0][:7] == ["1", "临翔区", "0", "0", "0", "0.00", "0"]
    table = done.context["table"]
    sent = {"sent_on": timezone.localdate().isoformat(), "person": "王岗位"}
    assert "已报送" in text(client.post(reverse("reports:submit", args=[table.pk]), sent, follow=True))


@pytest.mark.parametrize("rows_set", [1, 3])
def test_settings_ask_the_database_equally_often(head, django_assert_num_queries, rows_set: int) -> None:
    for number in range(rows_set):
        TableSetting.objects.create(
            area=factories.area(), from_month=f"2021-0{number + 1}", heading=f"{number}", at=rows.ENTERED, by=head
        )
    client = signed_in(head)
    client.get(reverse("reports:table_settings"))
    with django_assert_num_queries(SETTINGS_QUERIES):
        assert len(client.get(reverse("reports:table_settings")).context["rows"]) == rows_set


def test_settings_of_a_foreign_area_are_not_there(head) -> None:
    factories.area("530921")
    client = signed_in(head)
    assert client.get(reverse("reports:table_settings"), {"area": "530921"}).status_code == 404
    asked = {"month": "2021-04", "area": "530921", "rule": "flow", "column_b": "name"}
    assert client.post(reverse("reports:set_table_form"), asked).status_code == 422
    assert TableSetting.objects.count() == 0
