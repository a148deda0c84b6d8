"""The first page as each role opens it."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.home.page import home_page
from ledger.models import Case
from office.models import User
from reception.models import Claim, Company
from tests import factories

ROLES = ["clerk", "liaison", "head", "leader", "city", "sysadmin", "secadmin", "auditor"]
# One of them counts the unread messages, as on every page; two are about the notice of the next session.
MOST_QUERIES = 14
# Everything at once: an open session with its units and claims, and a table whose last days are rest days. A liaison at
# the table asks six times what the session brings to it: each list is scoped by itself.
AT_THE_MOST = 16


def _page(client: Client, user: User) -> str:
    client.force_login(user)
    page = client.get("/")
    assert page.status_code == 200
    return page.content.decode()


def _headings(text: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<h2[^>]*>(.*?)</h2>", text, re.DOTALL)]


@pytest.mark.parametrize(
    ("role", "headings"),
    [
        ("head", ["我的案件", "下一场接访", "近12个月收到和解决的诉求"]),
        ("clerk", ["我今天登记的诉求", "要催办的案件", "下一场接访", "近12个月收到和解决的诉求"]),
        ("liaison", ["我的案件", "下一场接访"]),
        ("leader", ["由您包案的案件"]),
        ("city", ["市级"]),
        ("sysadmin", ["系统管理员"]),
        ("secadmin", ["安全管理员"]),
        ("auditor", ["审计管理员"]),
    ],
)
def test_home_of_each_role_in_an_empty_program(client: Client, request, role: str, headings: list[str]) -> None:
    text = _page(client, request.getfixturevalue(role))
    assert _headings(text) == headings
    assert ('aria-label="待办"' in text) == (role in {"head", "clerk", "liaison"})
    assert (reverse("home_trend") in text) == (role in {"head", "clerk"})


def test_home_of_clerk_and_head_in_one_person(client: Client, reference) -> None:
    text = _page(client, factories.user("head", "clerk"))
    assert _headings(text)[:2] == ["我的案件", "我今天登记的诉求"]


def test_home_of_an_account_without_a_role_is_refused(client: Client, reference) -> None:
    client.force_login(factories.user())
    assert client.get("/").status_code == 403


def test_home_of_a_foreign_liaison_tells_nothing_of_a_case(client: Client, clerk, head, foreign_liaison) -> None:
    case = factories.assigned(factories.case(clerk, project_name="翠湖小区"), head)

    assert [word for word in (case.number, "翠湖小区", "岩") if word in _page(client, foreign_liaison)] == []


def test_home_hides_the_name_where_no_project_stands_for_it(client: Client, clerk, head, liaison) -> None:
    Company.objects.create(area=clerk.area, name="云南住建劳务有限公司", unit=liaison.unit)
    factories.assigned(factories.case(clerk, employer_name="云南住建劳务有限公司"), head)
    factories.assigned(factories.case(clerk, is_secret=True), head)
    Claim.objects.update(project=None)  # as imported claims may be

    text = _page(client, liaison)
    assert text.count('<td class="line" title="">（保密）</td>') == 2
    assert "岩甲" not in text
    assert "岩*" not in text


def test_home_while_a_session_is_open(client: Client, clerk, head) -> None:
    session = factories.session(clerk, on=timezone.localdate(), units=("人社",))
    claim = factories.claim(clerk, session, workers_count=3)

    text = _page(client, clerk)
    assert _headings(text)[:2] == ["我今天登记的诉求", "正在接访"]
    assert f"{reverse('reception:claim_create')}?session={session.pk}" in text
    assert reverse("reception:claim_receipt", args=[claim.pk]) in text
    assert re.sub(r"</?strong>", "", text).count("已登记 1 件，涉及 3 人、12,500.00 元") == 1
    assert "未到：住建、交通、水务、检察院、公安、工会" in text
    assert "我的案件" in _headings(_page(client, head))[0]


@pytest.mark.parametrize("role", ROLES)
def test_home_asks_the_same_number_of_queries_with_more_rows(client: Client, clerk, head, request, role: str) -> None:
    user = request.getfixturevalue(role)
    factories.case(clerk)
    factories.assigned(factories.case(clerk), head)
    factories.planned_session(clerk, on=timezone.localdate(), starts_at=None)
    client.force_login(user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    few = queries()
    for number in range(12):
        case = factories.case(clerk)
        if number % 2:
            factories.assigned(case, head)
        factories.planned_session(clerk, on=timezone.localdate() + timedelta(days=number + 1))
        factories.user("clerk", must_change_password=True)
    assert queries() == few <= MOST_QUERIES


@pytest.mark.parametrize("role", ["clerk", "head", "liaison"])
def test_home_asks_few_queries_at_a_session_at_the_end_of_a_month(clerk, head, request, role: str) -> None:
    on = date(2021, 3, 29)
    factories.assigned(factories.case(clerk), head)
    factories.claim(clerk, factories.session(clerk, on=on, units=("人社", "住建")))
    user = User.objects.get(pk=request.getfixturevalue(role).pk)

    with CaptureQueriesContext(connection) as captured:
        page = home_page(user, today=on)
    assert page["sessions"].is_open
    assert len(captured) <= AT_THE_MOST


def test_home_reads_as_much_of_the_ledger_however_much_is_struck_off(client: Client, clerk, head) -> None:
    """Figures and list ask for states by name, so that an index leaves the archive out."""
    cases = [factories.case(clerk) for _ in range(3)]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(
        origin="history", status="struck_off", responsible_unit=factories.unit(), completed_on=date(2021, 4, 30),
        completed_at=timezone.now(), completed_by=head, struck_off_on=date(2021, 4, 30), struck_off_at=timezone.now(),
        struck_off_by=head, due_on=date(2021, 4, 29),
    )  # fmt: skip

    page = home_page(head, today=date(2021, 5, 6))
    assert (page["cases"], {figure.value for figure in page["work"].figures}) == ([], {0})


def test_trend_is_a_picture_of_twelve_months(client: Client, clerk, liaison) -> None:
    today = timezone.localdate()
    for _ in range(3):
        factories.claim(clerk, received_on=today)
    client.force_login(clerk)

    page = client.get(reverse("home_trend"))
    assert (page.status_code, page.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert "收到 3 件" in page.content.decode()
    assert "已解决 0 件" in page.content.decode()

    client.force_login(liaison)
    assert client.get(reverse("home_trend")).status_code == 403


def test_trend_of_another_district_counts_none_of_ours(client: Client, clerk) -> None:
    factories.claim(clerk, received_on=timezone.localdate())
    client.force_login(factories.user("head", area=factories.area("530921")))

    assert "近十二个月没有诉求" in client.get(reverse("home_trend")).content.decode()
