"""The page of the figures told apart: who opens it, where each figure leads, wrong questions, the workbook."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from office.models import Code, Event
from office.trail_words import facts_text
from reception.models import Campaign
from tests import factories
from tests.reports import rows
from tests.reports.views.test_monthly import signed_in, text

pytestmark = pytest.mark.django_db
PAGE, XLSX = reverse("reports:groups"), reverse("reports:groups_xlsx")
ASKED = {"month": "2021-04", "until": "2021-04", "by": "sector"}


@pytest.fixture
def claim(reference):
    sector = Code.objects.get(kind="sector", key="water")
    return rows.claim(
        rows.held_session(date(2021, 4, 12)),
        workers_count=3,
        amount_yuan=Decimal("490000"),
        sector=sector,
        name="张三藏",
    )


def behind(key: str) -> str:
    return reverse("reports:group", args=[key])


@pytest.mark.parametrize(
    ("role", "status"),
    [("clerk", 200), ("head", 200), ("liaison", 403), ("leader", 403), ("city", 403), ("sysadmin", 403), ("auditor", 403)],
)  # fmt: skip
def test_who_opens_it(client: Client, request, role: str, status: int) -> None:
    client.force_login(request.getfixturevalue(role))
    answers = [client.get(PAGE), client.get(behind("claims")), client.post(XLSX)]
    assert [answer.status_code for answer in answers] == [status] * 3


def test_every_figure_leads_to_its_claims(claim, clerk) -> None:
    client = signed_in(clerk)
    page = client.get(PAGE, ASKED)
    assert "水利 13490,000.0000" in text(page)
    assert "合计 13490,000.0000" in text(page)
    assert "涉及金额合计 49.00 万元" in text(page)
    told = text(client.get(behind("workers"), ASKED | {"row": claim.sector_id}))
    assert ("2021年4月 水利 涉及人数：3 人" in told, claim.number in told, "张三藏" in told) == (True, True, False)
    assert claim.number in text(client.get(behind("claims"), ASKED))
    assert client.get(behind("claims"), ASKED | {"row": "0"}).status_code == 404
    assert client.get(behind("closing"), ASKED).status_code == 404


def test_without_a_question_it_is_the_year_of_the_latest_session(claim, clerk) -> None:
    assert "临翔区 2021年1月至2021年4月" in text(signed_in(clerk).get(PAGE))


def test_a_campaign_brings_its_own_months(claim, clerk) -> None:
    campaign = Campaign.objects.create(
        area=claim.area, name="夏季专项行动", starts_on=date(2021, 4, 1), ends_on=date(2021, 6, 30)
    )
    page = text(signed_in(clerk).get(PAGE, {"campaign": campaign.pk}))
    assert "2021年4月至2021年6月 夏季专项行动" in page
    assert "这段时间没有接访" in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"month": "2021-05", "until": "2021-04"}, "2021年4月早于2021年5月，请对调。"),
        ({"month": "2020-04", "until": "2021-04"}, "一次最多汇总 12 个月，请缩短时段。"),
        ({"month": "april"}, "“april”不是月份，请写成 2021-04 的样子。"),
        ({"by": "names"}, "没有这种分类，请重新选择。"),
        ({"campaign": "x"}, "没有这个专项行动，请重新选择。"),
    ],
)
def test_wrong_question_is_answered_in_words(claim, clerk, asked, told) -> None:
    client = signed_in(clerk)
    answer = client.get(PAGE, asked)
    assert (answer.status_code, told in answer.content.decode()) == (400, True)
    assert client.post(XLSX, asked).status_code == 400


def test_a_foreign_area_is_not_found(claim, clerk) -> None:
    factories.area("530921")
    client = signed_in(clerk)
    assert {client.get(address, ASKED | {"area": "530921"}).status_code for address in (PAGE, behind("claims"))} == {
        404
    }


def test_workbook_holds_every_kind_and_no_name_and_is_on_record(claim, head) -> None:
    answer = signed_in(head).post(XLSX, ASKED)
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == [
        "按场次",
        "按专项行动",
        "按月份",
        "按责任单位",
        "按行业领域",
        "按欠薪原因",
        "按工程项目",
        "统计规则",
    ]
    assert [cell.value for cell in book["按行业领域"][3]] == ["合计", 1, 3, 490000, 0, 0]
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert not any("张三藏" in cell for cell in cells)
    assert facts_text(Event.objects.get(act="export").data) == "内容：情况表分类汇总；月份：2021-04至2021-04"


@pytest.mark.parametrize("claims", [1, 3])
def test_page_asks_the_same_number_of_queries(clerk, django_assert_num_queries, claims: int) -> None:
    session = rows.held_session(date(2021, 4, 12))
    for key in ("water", "power", "building")[:claims]:
        rows.claim(session, sector=Code.objects.get(kind="sector", key=key))
    client = signed_in(clerk)
    client.get(PAGE, ASKED)
    with django_assert_num_queries(26):
        client.get(PAGE, ASKED)
