from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.home import next_session, sessions_left_behind, work_figures
from ledger.actions.assignment import ask_return, assign
from ledger.models import Case
from office.models import User
from reception.models import ReceptionSession
from tests import factories

TODAY = date(2021, 4, 26)
WORKER_STATES = {"status": "in_progress", "officer_name": "李承办"}


def _values(user: User) -> dict[str, int]:
    return {figure.label: figure.value for figure in work_figures(user, today=TODAY) if figure.value}


@pytest.fixture
def cases(clerk) -> list[Case]:
    """Four cases as the counter opens them."""
    return [factories.claim(clerk).caseclaim.case for _ in range(4)]


def _assigned(case: Case, *, unit: str, due_on: date) -> None:
    Case.objects.filter(pk=case.pk).update(responsible_unit=factories.unit(unit), due_on=due_on, **WORKER_STATES)


def test_figures_count_what_their_list_shows(cases: list[Case], head, client: Client) -> None:
    today = timezone.localdate()
    _assigned(cases[0], unit="住建", due_on=today - timedelta(days=1))
    _assigned(cases[1], unit="水务", due_on=today + timedelta(days=1))
    ask_return(
        case=assign(case=cases[2], by=head, unit=factories.unit(), officer_name="李承办", due_on=today),
        by=head,
        reason="不属职责",
    )
    Case.objects.filter(pk=cases[3].pk).update(
        origin="history", status="under_review", responsible_unit=factories.unit(), officer_name="李承办"
    )
    client.force_login(head)

    figures = work_figures(head, today=today)
    assert {figure.label: figure.value for figure in figures if figure.value} == {
        "未签收": 1,
        "申请退回": 1,
        "办理中": 2,
        "待审核": 1,
        "临期": 2,
        "超期": 1,
        "缺期限或责任人": 1,
    }
    for figure in figures:
        page = client.get(figure.url)
        assert page.status_code == 200, figure.label
        assert len(page.context["rows"]) == figure.value, figure.label


def test_figures_of_a_liaison_are_of_the_own_unit(cases: list[Case], liaison, foreign_liaison) -> None:
    _assigned(cases[0], unit="住建", due_on=TODAY)

    assert _values(liaison) == {"办理中": 1, "临期": 1}
    assert _values(foreign_liaison) == {}


@pytest.mark.parametrize(("days", "label"), [(-1, "超期"), (0, "临期"), (3, "临期"), (4, None)])
def test_figures_by_deadline(cases: list[Case], head, days: int, label: str | None) -> None:
    _assigned(cases[0], unit="住建", due_on=TODAY + timedelta(days=days))

    assert {name for name in _values(head) if name in ("临期", "超期")} == ({label} if label else set())


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor", "leader"])
def test_figures_of_accounts_without_cases_are_none(cases: list[Case], role: str) -> None:
    assert work_figures(factories.user(role), today=TODAY) == []


def test_next_session_open_one_before_planned_ones(clerk) -> None:
    later = factories.planned_session(clerk, on=TODAY + timedelta(days=14))
    assert next_session(clerk, today=TODAY) == later

    now = factories.session(clerk, on=TODAY)
    assert next_session(clerk, today=TODAY) == now


def test_next_session_past_and_cancelled_ones_are_not_next(clerk) -> None:
    factories.planned_session(clerk, on=TODAY - timedelta(days=1))

    assert next_session(clerk, today=TODAY) is None
    assert sessions_left_behind(clerk, today=TODAY) == 1
    assert sessions_left_behind(factories.user("auditor"), today=TODAY) == 0


@pytest.mark.parametrize("role", ["clerk", "liaison", "head", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_home_opens_for_every_role(reference, client: Client, role: str) -> None:
    client.force_login(factories.user(role, unit="住建" if role == "liaison" else None))

    assert client.get("/").status_code == 200


def test_home_asks_the_same_number_of_queries_with_more_rows(cases: list[Case], head, clerk, client: Client) -> None:
    client.force_login(head)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    few = queries()
    for day in range(3):
        factories.claim(clerk)
        factories.planned_session(clerk, on=timezone.localdate() + timedelta(days=day + 1))
    assert ReceptionSession.objects.count() == 3
    assert queries() == few <= 12
