"""The page of the assessment: who opens it, what it may be asked, its pictures, the workbook and the trail."""

from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from ledger.workflow import Status
from office.models import Event
from office.trail_words import facts_text
from tests import factories

PAGE, XLSX = "/reports/assessment/", "/reports/assessment/xlsx/"
ASKED = {"month": "2021-04", "until": "2021-05"}


@pytest.fixture
def case(head):
    return factories.brought_to(Status.COMPLETED, factories.case(head), head)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("clerk", 200), ("head", 200), ("liaison", 403), ("leader", 403), ("city", 403), ("sysadmin", 403),
        ("secadmin", 403), ("auditor", 403),
    ],
)  # fmt: skip
def test_who_opens_it(client, request, role, status) -> None:
    client.force_login(request.getfixturevalue(role))
    answers = [client.get(PAGE), client.get(f"{PAGE}units.svg"), client.post(XLSX)]
    assert [answer.status_code for answer in answers] == [status] * 3


def test_page_tells_every_figure_with_its_parts(client, head, case) -> None:
    client.force_login(head)
    page = client.get(PAGE, ASKED).content.decode()
    for said in (
        "临翔区 2021年4月至2021年5月",
        "100.0%（1/1）",
        "0.0%（0/1）",
        "—（0/0）",
        "怎么算的",
        "各单位",
        "各月",
        "住建",
    ):
        assert said in page
    assert page.count("不分月") == 2 + 1, "one in each month, one in the rules"
    assert "各单位办结的案件：办结合计 1 件" in page
    for key in ("units", "months"):
        picture = client.get(f"{PAGE}{key}.svg", ASKED)
        assert (picture.status_code, "其中按期" in picture.content.decode()) == (200, True)
    assert client.get(f"{PAGE}faces.svg", ASKED).status_code == 404


def test_empty_period_says_what_would_fill_it(client, head) -> None:
    client.force_login(head)
    page = client.get(PAGE, {"month": "2019-01", "until": "2019-01"}).content.decode()
    assert "这段时间没有可以考核的情况" in page
    assert "<img" not in page.split("</form>")[1]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"month": "2021-05", "until": "2021-04"}, "2021年4月早于2021年5月，请对调。"),
        ({"month": "2018-04", "until": "2021-04"}, "一次最多看 36 个月，请缩短时段。"),
        ({"month": "april"}, "“april”不是月份，请写成 2021-04 的样子。"),
        ({"until": "2021-13"}, "没有“2021-13”这个月份，请写成 2021-04 的样子。"),
        ({"unit": "999999"}, "没有这个单位，请重新选择。"),
    ],
)
def test_wrong_question_is_answered_in_words(client, head, asked, told) -> None:
    client.force_login(head)
    answer = client.get(PAGE, asked)
    assert (answer.status_code, told in answer.content.decode()) == (400, True)
    assert client.post(XLSX, asked).status_code == 400


def test_foreign_area_and_unit_are_not_known(client, head) -> None:
    factories.area("530922")
    elsewhere = factories.unit("他处", of=factories.area("530922"))
    client.force_login(head)
    assert client.get(PAGE, {"area": "530922"}).status_code == 404
    assert client.get(PAGE, {"unit": elsewhere.pk}).status_code == 400


def test_one_unit_by_months(client, head, case) -> None:
    client.force_login(head)
    page = client.get(PAGE, ASKED | {"unit": factories.unit("住建").pk}).content.decode()
    assert ("临翔区 住建 2021年4月至2021年5月" in page, "part-units" in page, "part-months" in page) == (
        True,
        False,
        True,
    )


def test_workbook_holds_the_page_and_is_on_the_trail(client, clerk, head, case) -> None:
    client.force_login(clerk)
    answer = client.post(XLSX, ASKED)
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["各单位", "各月", "计算规则"]
    total = list(book["各月"].values)[-1]
    headings = list(book["各月"].values)[0]
    by_name = dict(zip(headings, total, strict=True))
    assert (by_name["月份"], by_name["按期办结（%）"], by_name["按期办结：件数"], by_name["按期办结：总数"]) == (
        "临翔区合计", 100, 1, 1
    )  # fmt: skip
    assert by_name["满意率（%）"] == "—"
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.by, facts_text(event.data)) == (
        "export",
        clerk,
        "内容：考核指标表；月份：2021-04至2021-05",
    )
    client.post(XLSX, ASKED | {"unit": factories.unit("住建").pk})
    assert Event.objects.order_by("-number").first().data["unit"] == "住建"


def test_usual_period_is_this_year_so_far(client, head) -> None:
    client.force_login(head)
    period = client.get(PAGE).context["found"].period
    today = timezone.localdate()
    assert (str(period.first), str(period.last)) == (f"{today.year}-01", f"{today:%Y-%m}")


def test_page_costs_the_same_for_one_and_many(client, head, case, django_assert_max_num_queries) -> None:
    client.force_login(head)
    with django_assert_max_num_queries(18):
        client.get(PAGE, ASKED)
    for _ in range(2):
        factories.brought_to(Status.COMPLETED, factories.case(head), head)
    with django_assert_max_num_queries(18):
        client.get(PAGE, ASKED)
