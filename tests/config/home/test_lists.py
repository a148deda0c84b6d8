import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from config.home.figures import count_of, work_of
from ledger.forms.lists import LISTS
from ledger.models import Instalment, Request, Supervision
from ledger.numbers import Numbers
from ledger.workflow import Status
from office.models import User
from reception.actions.claims import add_visit
from tests import factories

LIST = "/admin/ledger/case/"


def _figures(user: User, *, today: date | None = None) -> dict[str, int]:
    """The numbers of the lists, those included that the page asks for once it stands."""
    asked = {"today": today or timezone.localdate(), "numbers": Numbers()}
    lists = work_of(user, **asked).lists
    return {figure.label: count_of(figure.key, user, **asked) if figure.key else figure.value for figure in lists}


@pytest.fixture
def on_every_list(head, liaison, foreign_liaison) -> None:
    """1 stalled at 住建 with a late instalment, 2 of low income there, 3 struck off and asked for again, 4 at 水务, which
    住建 has to reply on, 5 new and visited again, waiting for nothing else."""
    today, now = timezone.localdate(), timezone.now()
    one = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    Instalment.objects.create(
        case=one, claim=one.case_claims.get().claim, due_on=today, amount_yuan=Decimal(5), at=now, by=head
    )
    Request.objects.create(case=one, kind="extension", on=today, until=today, reason="材料未齐", at=now)
    two = factories.case(head, is_low_income=True, received_on=today)
    factories.assigned(two, head, on=today, due_on=today)
    three = factories.brought_to(Status.STRUCK_OFF, factories.case(head, is_low_income=True), head)
    Request.objects.create(case=three, kind="reopen", on=today, reason="分期未付", at=now)
    four = factories.assigned(factories.case(head, received_on=today), head, unit="水务", on=today, due_on=today)
    four.assisting_units.add(liaison.unit)
    Supervision.objects.create(
        case=four, kind="supervise", unit=liaison.unit, on=today, text="请核实", reply_due_on=today, at=now, by=head
    )
    five = factories.case(head, received_on=today)
    add_visit(claim=five.case_claims.get().claim, by=head, visited_on=today)


LOW_INCOME = "低收入（防欠薪返贫）"
EXPECTED = {
    "head": {
        "程序待核查": 0,
        "赢了官司没拿到钱": 0,
        "延期申请": 1,
        "重新办理申请": 1,
        "督办未回复": 1,
        "久拖不决": 1,
        "提级办理中": 0,
        "稳控待核查": 0,
        "重大无包案领导": 0,
        "疑似重大": 3,
        "待追偿": 0,
        LOW_INCOME: 1,
    },
    "clerk": {"重复信访": 1, LOW_INCOME: 1},
    "liaison": {"督办待回复": 1, "程序待核查": 0, "稳控待核查": 0, "分期到期": 1, LOW_INCOME: 1},
    "foreign_liaison": {"督办待回复": 0, "程序待核查": 0, "稳控待核查": 0, "分期到期": 0, LOW_INCOME: 0},
}


@pytest.mark.parametrize("who", EXPECTED)
def test_lists_count_what_they_show(on_every_list, client: Client, request, who: str) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)

    counted = _figures(user)
    assert counted == EXPECTED[who]
    for figure in work_of(user, today=timezone.localdate(), numbers=Numbers()).lists:
        assert bool(figure.url) == bool(figure.value or figure.key), figure.label
        if figure.url:
            assert len(client.get(figure.url).context["rows"]) == counted[figure.label], figure.label


def test_lists_stand_on_the_first_page(on_every_list, client: Client, head) -> None:
    client.force_login(head)
    page = client.get("/").content.decode()
    assert page.count('aria-label="清单和消息"') == 1
    assert "延期申请 <strong>1</strong>" in page


def test_numbers_that_take_long_are_asked_for_by_the_page_that_stands(on_every_list, client: Client, head) -> None:
    client.force_login(head)
    page = client.get("/").content.decode()
    asked = re.findall(r'data-figure="(/figures/[a-z-]+/)"[^>]*>(\S+) <strong>查看</strong>', page)
    assert [(label, client.get(address).content.decode()) for address, label in asked] == [
        ("久拖不决", "1"), ("疑似重大", "3"), (LOW_INCOME, "1"),
    ]  # fmt: skip


def test_a_number_of_another_desk_is_none(on_every_list, client: Client, clerk) -> None:
    client.force_login(clerk)
    assert client.get("/figures/low-income/").content.decode() == "1"
    assert client.get("/figures/suggested/").status_code == 404
    assert client.get("/figures/nothing/").status_code == 404


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor", "leader"])
def test_lists_of_accounts_without_cases_are_none(on_every_list, role: str) -> None:
    assert _figures(factories.user(role)) == {}


def test_lists_of_another_district_are_nothing(on_every_list) -> None:
    assert set(_figures(factories.user("head", area=factories.area("530921"))).values()) == {0}


def test_an_extension_asked_for_a_case_that_was_completed_meanwhile_still_waits(client: Client, head) -> None:
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    today = timezone.localdate()
    Request.objects.create(case=case, kind="extension", on=today, until=today, reason="材料未齐", at=timezone.now())
    client.force_login(head)
    assert _figures(head)["延期申请"] == 1
    assert len(client.get(f"{LIST}?list=extension").context["rows"]) == 1


@pytest.mark.parametrize(("label", "query"), LISTS)
def test_every_list_of_the_ledger_opens_and_prints(on_every_list, client: Client, head, label: str, query: str) -> None:
    client.force_login(head)
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert [link.label for link in page.context["lists"] if link.is_shown] == [label]
    assert client.get(f"/ledger/print/?{query}").status_code == 200


def test_a_list_is_narrowed_and_kept_with_its_words(on_every_list, client: Client, head) -> None:
    client.force_login(head)
    unit = factories.unit("住建").pk
    asked = client.post(LIST, {"list": "stalled", "unit": unit})
    assert asked["Location"] == f"{LIST}?unit={unit}&list=stalled"
    page = client.get(asked["Location"])
    assert len(page.context["rows"]) == 1
    assert page.context["list_note"].startswith("未办结，60 天以上没有")
    assert page.context["to_save_words"] == "责任单位：住建；清单：久拖不决"
    assert [link.label for link in page.context["lists"] if link.is_shown] == []
    assert client.get(f"{LIST}?list=nothing").status_code == 400


def test_stalled_is_counted_by_the_day_that_is_given(on_every_list, head) -> None:
    day = factories.SIGNED_ON + timedelta(days=59)
    assert _figures(head, today=day)["久拖不决"] == 0
    assert _figures(head, today=day + timedelta(days=1))["久拖不决"] == 1


def test_what_waits_in_another_district_is_not_counted(head) -> None:
    away = factories.area("530921")
    foreign = factories.case(factories.user("head", area=away))
    today = timezone.localdate()
    Request.objects.create(case=foreign, kind="extension", on=today, until=today, reason="材料未齐", at=timezone.now())
    assert _figures(head)["延期申请"] == 0
