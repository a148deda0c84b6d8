"""The statistics page, its pictures and its workbook: who may look, what they show, where the numbers lead."""

import re
from datetime import date, datetime
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from office.models import Event, User
from reports.statistics import PARTS
from tests import factories
from tests.reports import rows

DAY = date(2021, 4, 12)
PAGE, XLSX = reverse("reports:statistics"), reverse("reports:statistics_xlsx")
APRIL = {"month": "2021-04"}
pytestmark = pytest.mark.django_db


def picture_url(key: str) -> str:
    return reverse("reports:statistics_picture", args=[key])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def parts(response) -> dict[str, dict]:
    return {shown["part"].key: shown for shown in response.context["parts"]}


@pytest.mark.parametrize("name", ["head", "clerk"])
def test_page_shows_four_tables_and_their_pictures(request, name: str) -> None:
    client = signed_in(request.getfixturevalue(name))
    rows.conclude(rows.claim(rows.held_session(DAY), sector=factories.code("sector", "water")), DAY)
    response = client.get(PAGE, APRIL)
    assert (response.status_code, tuple(parts(response))) == (200, PARTS)
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', response.content.decode())
    assert [alt.split("：")[0] for _, alt in pictures] == [shown["part"].title for shown in parts(response).values()]
    assert "水利（1 件）" in pictures[1][1]
    for address, _ in pictures:
        answer = client.get(address.replace("&amp;", "&"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
        assert answer["Content-Security-Policy"] == response["Content-Security-Policy"]
        assert ElementTree.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("name", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_statistics_are_closed_to_other_roles(request, name: str) -> None:
    client = signed_in(request.getfixturevalue(name))
    answers = [client.get(PAGE), client.post(XLSX, APRIL), *(client.get(picture_url(key), APRIL) for key in PARTS)]
    assert [answer.status_code for answer in answers] == [403] * 6
    assert Event.objects.filter(act="export").count() == 0


def test_statistics_ask_strangers_to_sign_in(client) -> None:
    for answer in (client.get(PAGE), client.post(XLSX, APRIL), client.get(picture_url("months"))):
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))


def test_foreign_area_is_not_there_and_not_counted(head) -> None:
    other = factories.area("530921")
    rows.claim(rows.held_session(DAY, area=other))
    client = signed_in(head)
    assert [shown["part"].total[0] for shown in parts(client.get(PAGE, APRIL)).values()] == [0, 0, 0, 0]
    for code in ("530921", "530900", "999999"):
        asked = APRIL | {"area": code}
        answers = [client.get(PAGE, asked), client.post(XLSX, asked), client.get(picture_url("months"), asked)]
        assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_head_of_the_city_counts_the_districts_and_may_choose_one(reference) -> None:
    city = factories.user("head", area=factories.area("530900"))
    rows.claim(rows.held_session(DAY))
    client = signed_in(city)
    whole, district, alone = (client.get(PAGE, APRIL | {"area": code}) for code in ("530900", "530902", "530900"))
    assert [parts(page)["months"]["part"].total[0] for page in (whole, district, alone)] == [1, 1, 1]
    # The ledger cannot be asked for one district of several.
    assert ["/admin/ledger/case/?" in page.content.decode() for page in (whole, district)] == [True, False]


def test_month_by_itself_is_the_running_one(head) -> None:
    response = signed_in(head).get(PAGE)
    today = datetime.now(rows.OFFICE_TIME).date()
    assert (response.context["span"].until.start, response.context["is_running"]) == (today.replace(day=1), True)


@pytest.mark.parametrize("month", ["2021-13", "2021", "abc", "2000-11", "1999-12", "2100-01"])
def test_wrong_month_is_told_in_words(head, month: str) -> None:
    client = signed_in(head)
    response = client.get(PAGE, {"month": month})
    assert (response.status_code, response.content.decode().count('role="alert"')) == (400, 1)
    assert client.post(XLSX, {"month": month}).status_code == 400
    assert client.get(picture_url("months"), {"month": month}).status_code == 404


@pytest.mark.parametrize(
    ("month", "earlier", "later"),
    [("2000-12", "", "2001-12"), ("2099-12", "2098-12", ""), ("2021-04", "2020-04", "2022-04")],
)
def test_first_and_last_month_have_no_neighbour(head, month: str, earlier: str, later: str) -> None:
    context = signed_in(head).get(PAGE, {"month": month}).context
    links = [f"?month={each}&area=530902" if each else "" for each in (earlier, later)]
    assert [context["earlier"], context["later"]] == links


def test_unknown_picture_is_not_there(head) -> None:
    assert signed_in(head).get(picture_url("workers"), APRIL).status_code == 404


def test_numbers_lead_to_lists_of_as_many(head) -> None:
    session = rows.held_session(DAY)
    rows.conclude(rows.claim(session), DAY)
    rows.claim(session)
    client = signed_in(head)
    shown = parts(client.get(PAGE, APRIL))["months"]
    _, cells, cases = shown["lines"][-1]
    assert [number for number, _ in cells] == ["2", "2", "1", "1"]
    for place in (1, 3):
        number, url = cells[place]
        assert client.get(url).context["figure"].value == int(number)
    assert len(client.get(cases).context["rows"]) == 2
    assert [url for _, url in shown["lines"][0][1]] == [""] * 4


def test_open_and_overdue_lead_to_the_ledger(head) -> None:
    case = rows.claim(None, received_on=DAY).caseclaim.case
    rows.claim(None, received_on=DAY)
    case.due_on = DAY
    case.save()
    client = signed_in(head)
    total = parts(client.get(PAGE, APRIL))["ages"]["total"]
    assert [number for number, _ in total] == ["2", "1"]
    assert [len(client.get(url).context["rows"]) for _, url in total] == [2, 1]


def test_nothing_to_draw_is_said_instead_of_a_picture(head) -> None:
    page = signed_in(head).get(PAGE, APRIL).content.decode()
    assert (page.count("<img "), page.count('class="empty"'), page.count("<table")) == (0, 4, 4)


def test_download_holds_the_tables_and_is_recorded(head) -> None:
    rows.conclude(rows.claim(rows.held_session(DAY), cause=factories.code("cause", "hardship")), DAY)
    client = signed_in(head)
    response = client.post(XLSX, APRIL)
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == [
        "各月收到和已解决的诉求",
        "各行业领域的诉求",
        "各欠薪原因的诉求",
        "未办结案件的天数",
        "统计规则",
    ]
    cells = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert cells[0] == ["月份", "收到（件）", "其中接访现场收到（件）", "已解决（件）", "其中接访现场收到的（件）"]
    assert cells[-2:] == [["2021年4月", 1, 1, 1, 1], ["合计", 1, 1, 1, 1]]
    assert ("经营困难", 1, 1) in list(book.worksheets[2].iter_rows(values_only=True))
    event = Event.objects.get(act="export")
    assert (event.by, event.data) == (head, {"what": "statistics", "month": "2021-04"})
    assert (client.get(XLSX).status_code, client.post(PAGE).status_code) == (405, 405)


def test_page_and_pictures_hold_no_name(head) -> None:
    rows.claim(rows.held_session(DAY), name="欧阳小花")
    client = signed_in(head)
    answers = [client.get(PAGE, APRIL), *(client.get(picture_url(key), APRIL) for key in PARTS)]
    assert [answer for answer in answers if "欧阳" in answer.content.decode()] == []


@pytest.mark.parametrize("url", [PAGE, *map(picture_url, PARTS)])
def test_queries_are_the_same_for_1_and_100_claims(head, django_assert_max_num_queries, url: str) -> None:
    client, session = signed_in(head), rows.held_session(DAY)
    sectors = [factories.code("sector", key) for key in ("water", "power", "building")]
    rows.conclude(rows.claim(session, by=head, sector=sectors[0]), DAY)
    client.get(url, APRIL)  # the first page after signing in also notes who is there
    few = _queries(client, url, django_assert_max_num_queries)
    for number in range(99):
        rows.conclude(rows.claim(session, by=head, sector=sectors[number % 3]), DAY)
    assert _queries(client, url, django_assert_max_num_queries) == few


def _queries(client: Client, url: str, limit) -> int:
    with limit(14) as context:
        assert client.get(url, APRIL).status_code == 200
    return len(context)
