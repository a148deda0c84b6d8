"""Two people at one plan at the same instant, through pages, threads and commits: one is done, the other is told."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from office.models import Event, User
from office.trail import check_chain
from reception.actions.roster import Sent, confirm_delegate, set_roster
from reception.forms.roster import word_of
from reception.models import ReceptionSession
from reception.plan_state import plan_word
from tests import factories
from tests.faults.test_two_people import at_once
from tests.reception.actions.test_roster import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10
PLACE = {"starts_at": "14:30", "ends_at": "17:00", "venue": "一楼服务大厅"}


@pytest.fixture
def people(transactional_db) -> list[User]:
    factories.reference()
    return [factories.user("clerk"), factories.user("head")]


def clients(people: list[User]) -> list[Client]:
    made = [Client() for _ in people]
    for client, person in zip(made, people, strict=True):
        client.force_login(person)
    return made


def answers(parts: list[Callable[[], object]]) -> list[int]:
    """The status each was answered with, sent at the same instant."""
    found: list[int] = []
    at_once(*(lambda part=part: found.append(part().status_code) for part in parts))
    return sorted(found)


def test_two_editors_of_a_plan(people) -> None:
    session, pages = factories.planned_session(people[0]), clients(people)
    address = reverse("reception:session_edit", args=[session.pk])
    for turn in range(ROUNDS):
        session.refresh_from_db()
        form = PLACE | {"planned_on": "2021-04-12", "seen": plan_word(session)}
        parts = [
            lambda page=page, form=form | {"note": f"第{turn}次第{place}人"}: page.post(address, form)
            for place, page in enumerate(pages)
        ]
        assert answers(parts) == [302, 409]
    assert Event.objects.filter(act="change_plan").count() == ROUNDS
    assert check_chain()[1] is None


def test_the_same_days_planned_twice_at_once(people) -> None:
    address = reverse("reception:sessions_create")
    for turn in range(1, ROUNDS + 1):
        form = PLACE | {"year": "2021", "days": f"{turn}月5日、{turn}月19日"}
        assert answers([lambda page=page, form=form: page.post(address, form) for page in clients(people)]) == [
            302,
            422,
        ]
        assert ReceptionSession.objects.count() == 2 * turn


def test_the_months_listed_twice_at_once(people) -> None:
    address = reverse("reception:months_create")
    year = str(date.today().year + 1)  # noqa: DTZ011 any year to come
    assert answers([lambda page=page: page.post(address, {"year": year}) for page in clients(people)]) == [302, 302]
    assert ReceptionSession.objects.count() == 12


def test_office_and_liaison_at_one_line(people) -> None:
    liaison, clerk = factories.user("liaison", unit="住建"), people[0]
    session, results = factories.planned_session(clerk), []

    def attempt(act: Callable[[], object]) -> None:
        try:
            act()
            results.append("done")
        except Exception as refused:  # noqa: BLE001 told below by its name
            results.append(type(refused).__name__)

    for turn in range(ROUNDS):
        row = session.delegates.first()
        told = {"unit": liaison.unit, "seen": word_of(row)}
        at_once(
            lambda told=told, turn=turn: attempt(
                lambda: confirm_delegate(session=session, by=liaison, person=f"甲{turn}", **told)
            ),
            lambda told=told, turn=turn: attempt(
                lambda: set_roster(session=session, by=clerk, lead=NOBODY, sent=[Sent(person=f"乙{turn}", **told)])
            ),
        )
        assert sorted(results) == ["Conflict", "done"]
        results.clear()
        assert session.delegates.get().person[1:] == str(turn)
    assert check_chain()[1] is None


def test_one_thing_ticked_twice_at_once(people) -> None:
    session = factories.planned_session(people[0])
    address = reverse("reception:checklist_tick", args=[session.pk, factories.code("preparation", "forms").pk])
    assert answers([lambda page=page: page.post(address) for page in clients(people)]) == [302, 302]
    assert session.checklist.count() == 10
    assert Event.objects.filter(act="tick_checklist").count() == 1
