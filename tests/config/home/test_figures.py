from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from config.home.figures import Work, work_of
from ledger.actions.assignment import ask_return, assign
from ledger.actions.leaders import name_leader
from ledger.models import Case
from ledger.numbers import Numbers
from office.models import User
from tests import factories

TODAY = date(2021, 4, 26)
WORKED_ON = {"status": "in_progress", "officer_name": "李承办"}


def _values(user: User) -> dict[str, int]:
    return {
        figure.label: figure.value for figure in work_of(user, today=TODAY, numbers=Numbers()).figures if figure.value
    }


@pytest.fixture
def cases(clerk) -> list[Case]:
    """Seven cases as the counter opens them."""
    return [factories.case(clerk) for _ in range(7)]


def _assigned(case: Case, *, unit: str, due_on: date, **values: str) -> None:
    Case.objects.filter(pk=case.pk).update(responsible_unit=factories.unit(unit), due_on=due_on, **(WORKED_ON | values))


@pytest.fixture
def in_every_state(cases: list[Case], head) -> None:
    today = timezone.localdate()
    _assigned(cases[0], unit="住建", due_on=today - timedelta(days=1))
    _assigned(cases[1], unit="水务", due_on=today)
    _assigned(cases[2], unit="住建", due_on=today + timedelta(days=3))
    ask_return(
        case=assign(case=cases[3], by=head, unit=factories.unit(), officer_name="李承办", due_on=today),
        by=head,
        reason="不属职责",
    )
    Case.objects.filter(pk=cases[4].pk).update(
        origin="history", status="under_review", responsible_unit=factories.unit(), officer_name="李承办"
    )
    Case.objects.filter(pk=cases[5].pk).update(
        origin="history", status="completed", responsible_unit=factories.unit(), completed_on=today,
        completed_at=timezone.now(), completed_by=head,
    )  # fmt: skip


EXPECTED = {
    "head": {
        "未交办": 1, "未签收": 1, "申请退回": 1, "待审核": 1, "待销号": 1, "今日到期": 2, "临期": 3, "超期": 1,
        "缺期限或责任人": 1,
    },
    "clerk": {"未签收": 1, "今日到期": 2, "临期": 3, "超期": 1},
    "liaison": {"未签收": 1, "办理中": 2, "今日到期": 1, "临期": 2, "超期": 1},
    "foreign_liaison": {"办理中": 1, "今日到期": 1, "临期": 1},
}  # fmt: skip


@pytest.mark.parametrize("who", EXPECTED)
def test_figures_count_what_their_list_shows(in_every_state, client: Client, request, who: str) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)

    figures = work_of(user, today=timezone.localdate(), numbers=Numbers()).figures
    assert {figure.label: figure.value for figure in figures if figure.value} == EXPECTED[who]
    for figure in figures:
        assert bool(figure.url) == bool(figure.value), figure.label
        if figure.url:
            page = client.get(figure.url)
            assert page.status_code == 200, figure.label
            assert len(page.context["rows"]) == figure.value, figure.label


def test_figures_that_are_nothing_are_grey(clerk, head) -> None:
    assert {figure.css for figure in work_of(head, today=TODAY, numbers=Numbers()).figures} == {"zero"}


def test_figures_of_a_liaison_leave_out_what_the_unit_only_assists(cases: list[Case], liaison, foreign_liaison) -> None:
    _assigned(cases[0], unit="住建", due_on=TODAY)
    cases[0].assisting_units.add(foreign_liaison.unit)

    assert _values(liaison) == {"办理中": 1, "今日到期": 1, "临期": 1}
    assert _values(foreign_liaison) == {}


@pytest.mark.parametrize(
    ("days", "labels"), [(-1, {"超期"}), (0, {"今日到期", "临期"}), (1, {"临期"}), (3, {"临期"}), (4, set())]
)
def test_figures_by_deadline(cases: list[Case], head, days: int, labels: set[str]) -> None:
    _assigned(cases[0], unit="住建", due_on=TODAY + timedelta(days=days))

    assert set(_values(head)) - {"未交办"} == labels


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor"])
def test_figures_of_accounts_without_cases_are_none(cases: list[Case], role: str) -> None:
    assert work_of(factories.user(role), today=TODAY, numbers=Numbers()) == Work()


def test_figures_of_another_district_are_nothing(cases: list[Case]) -> None:
    assert _values(factories.user("head", area=factories.area("530921"))) == {}


def test_figures_of_a_leader_are_of_the_cases_led_now(cases: list[Case], head) -> None:
    leader, other = (factories.leader(user=factories.user("leader")) for _ in range(2))
    for case in cases[:3]:
        factories.led(case, head, leader)
    _assigned(cases[0], unit="住建", due_on=TODAY - timedelta(days=1))
    _assigned(cases[1], unit="住建", due_on=TODAY + timedelta(days=1))
    name_leader(case=cases[2], by=head, leader=other, reason="分工调整")
    assert _values(leader.user) == {"由我包案": 2, "超期": 1, "临期": 1}


@pytest.mark.parametrize("role", ["leader", "city", "sysadmin", "secadmin", "auditor"])
def test_a_units_cases_are_no_work_of_its_other_accounts(clerk, head, role: str) -> None:
    factories.assigned(factories.case(clerk), head)
    assert _values(factories.user(role, unit="住建")) == {}


def test_a_leader_with_a_unit_has_the_desk_of_a_leader(reference) -> None:
    labels = [
        [figure.label for figure in work_of(user, today=TODAY, numbers=Numbers()).figures]
        for user in (factories.user("leader"), factories.user("leader", unit="住建"))
    ]
    assert labels[0] == labels[1] != []
