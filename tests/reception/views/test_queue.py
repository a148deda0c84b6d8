"""Numbers on the pages: off by default and then nowhere; on the day's page and in the hall while in use."""

import pytest
from django.urls import reverse

from office.models import Parameter
from reception.actions.queue import OFF, call_next, take_number
from reception.actions.sessions import close_session
from reception.models import QueueTicket, ReceptionSession
from tests import factories

POSTS = ["number_take", "number_call"]
ON_A_TICKET = ["number_recall", "number_serve", "number_leave"]


@pytest.fixture
def session(clerk) -> ReceptionSession:
    return factories.session(clerk, units=("人社",))


@pytest.fixture
def switched_on(reference) -> None:
    Parameter.objects.filter(key="queue_numbers").update(value="是")


def get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(f"reception:{name}", args=args))


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"reception:{name}", args=args), data)


def test_switched_off_nothing_shows_and_every_address_says_so(client, clerk, session):
    assert get(client, clerk, "session", session.pk).context["board"] is None
    ticket = QueueTicket.objects.create(session=session, number=1, taken_at=session.opened_at, taken_by=clerk)
    answers = [get(client, clerk, name, session.pk) for name in ("hall", "hall_live")]
    answers += [post(client, clerk, name, session.pk) for name in POSTS]
    answers += [post(client, clerk, name, session.pk, ticket.pk) for name in ON_A_TICKET]
    assert {(answer.status_code, OFF in answer.content.decode()) for answer in answers} == {(422, True)}


def test_a_line_from_taking_to_leaving(client, clerk, session, switched_on):
    for people in ("1", "12", ""):
        post(client, clerk, "number_take", session.pk, people=people)
    for desk in ("1 号窗口", "2 号窗口"):
        post(client, clerk, "number_call", session.pk, desk=desk)
    first, second, third = session.tickets.order_by("number")
    for name, ticket in zip(ON_A_TICKET, (first, first, second), strict=True):
        assert post(client, clerk, name, session.pk, ticket.pk).status_code == 302

    board = get(client, clerk, "session", session.pk).context["board"]
    assert (board.current, board.waiting, board.served, board.left) == (None, [third], 1, 1)


@pytest.mark.parametrize("people", ["0", "-3", "很多", "9" * 30])
def test_a_wrong_number_of_people_is_told(client, clerk, session, switched_on, people):
    response = post(client, clerk, "number_take", session.pk, people=people)
    assert (response.status_code, "人数请填 1 至 1000。" in response.content.decode()) == (422, True)


def test_the_hall_shows_numbers_and_never_a_name(client, clerk, session, switched_on):
    factories.claim(clerk, session)
    for people in (1, 4, 1):
        take_number(session=session, by=clerk, people=people)
    call_next(session=session, by=clerk, desk="1 号窗口")

    for name in ("hall", "hall_live"):
        shown = get(client, clerk, name, session.pk).content.decode()
        assert ("<strong>1</strong>" in shown, "1 号窗口" in shown, "<span>2</span><span>3</span>" in shown) == (
            True, True, True,
        )  # fmt: skip
        assert [word for word in ("岩甲", str(clerk), "南屏", "J530902") if word in shown] == []

    close_session(session=session, by=clerk)
    assert "本场接访已结束" in get(client, clerk, "hall_live", session.pk).content.decode()


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "auditor"])
def test_the_hall_is_the_offices(client, session, switched_on, role):
    assert get(client, factories.user(role, unit="人社"), "hall", session.pk).status_code == 403


def test_foreign_sessions_and_tickets_are_not_found(client, clerk, session, switched_on):
    ticket = take_number(session=session, by=clerk)
    stranger = factories.user("head", area=factories.area("530999"))
    assert get(client, stranger, "hall", session.pk).status_code == 404
    assert post(client, stranger, "number_serve", session.pk, ticket.pk).status_code == 404
    other = factories.session(clerk, starts_at=None)
    assert post(client, clerk, "number_serve", other.pk, ticket.pk).status_code == 404
