"""取号叫号: numbers of one session, called in turn, never in the way."""

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event, Parameter
from office.refusals import Refused
from reception.actions.queue import OFF, call_again, call_next, mark_left, serve_number, take_number
from reception.actions.sessions import close_session
from reception.models import QueueTicket, ReceptionSession
from reception.selectors.queue import board, desk_of
from tests import factories


@pytest.fixture
def session(clerk) -> ReceptionSession:
    Parameter.objects.filter(key="queue_numbers").update(value="是")
    return factories.session(clerk, units=("人社",))


@pytest.fixture
def tickets(session, clerk) -> list[QueueTicket]:
    return [take_number(session=session, by=clerk, people=people) for people in (1, 12, 2)]


def states(session) -> list[tuple[int, str]]:
    return list(session.tickets.order_by("number").values_list("number", "state"))


def missing(act, **values) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(**values)
    return refused.value.missing


def test_numbers_count_from_one_in_each_session_and_a_group_has_one(session, tickets, clerk):
    assert [(row.number, row.people, row.state) for row in tickets] == [
        (1, 1, "waiting"), (2, 12, "waiting"), (3, 2, "waiting"),
    ]  # fmt: skip
    other = factories.session(clerk, starts_at=None)
    assert take_number(session=other, by=clerk).number == 1


def test_the_lowest_number_is_called_to_the_desk(session, tickets, clerk):
    first = call_next(session=session, by=clerk, desk=" 1 号窗口 ")
    second = call_next(session=session, by=clerk, desk="2 号窗口")

    shown = board(session)
    assert (first.number, first.desk, second.number) == (1, "1 号窗口", 2)
    assert [row.number for row in shown.called] == [2, 1]
    assert (shown.current, shown.people_waiting, desk_of(session, clerk)) == (second, 2, "2 号窗口")
    assert Event.objects.filter(act="call_number").count() == 2


def test_a_number_called_again_is_the_current_one(session, tickets, clerk):
    first, _second = call_next(session=session, by=clerk), call_next(session=session, by=clerk)
    call_again(ticket=first, by=clerk)
    assert board(session).current == first


def test_served_and_left_numbers_are_counted(session, tickets, clerk):
    first = call_next(session=session, by=clerk)
    claim = factories.claim(clerk, session)
    serve_number(ticket=first, by=clerk, claim=claim)
    mark_left(ticket=tickets[1], by=clerk)

    shown = board(session)
    assert (shown.served, shown.left, [row.number for row in shown.waiting]) == (1, 1, [3])
    assert QueueTicket.objects.get(pk=first.pk).claim == claim


def test_a_double_click_is_one_act(session, tickets, clerk):
    for _ in range(2):
        serve_number(ticket=tickets[0], by=clerk)
        mark_left(ticket=tickets[1], by=clerk)
    assert [Event.objects.filter(act=act).count() for act in ("serve_number", "mark_left")] == [1, 1]


def test_what_is_over_is_over(session, tickets, clerk):
    serve_number(ticket=tickets[0], by=clerk)
    mark_left(ticket=tickets[1], by=clerk)

    assert missing(mark_left, ticket=tickets[0], by=clerk) == ["这个号不能记为已离开；1 号现在是“已接待”。"]
    assert missing(serve_number, ticket=tickets[1], by=clerk) == ["这个号不能记为已接待；2 号现在是“已离开”。"]
    assert missing(call_again, ticket=tickets[2], by=clerk) == ["只有已叫的号可以重叫；3 号现在是“等候”。"]


def test_a_claim_of_another_session_is_not_the_numbers(session, tickets, clerk):
    claim = factories.claim(clerk)
    assert missing(serve_number, ticket=tickets[0], by=clerk, claim=claim) == [
        f"{claim.number}不是本场接访登记的，不能记在这个号上。"
    ]


def test_nobody_waits(session, clerk):
    assert missing(call_next, session=session, by=clerk) == ["没有等候的号。"]


@pytest.mark.parametrize("people", [0, -1, 1001])
def test_people_are_counted_sensibly(session, clerk, people):
    assert missing(take_number, session=session, by=clerk, people=people) == ["人数请填 1 至 1000。"]


def test_closing_is_never_in_the_way_and_waiting_numbers_have_left(session, tickets, clerk):
    serve_number(ticket=tickets[0], by=clerk)
    call_next(session=session, by=clerk)

    close_session(session=session, by=clerk)

    assert states(session) == [(1, "served"), (2, "left"), (3, "left")]
    assert Event.objects.get(act="close_session").data["left"] == 2
    assert missing(take_number, session=session, by=clerk) == ["接访进行中才能取号、叫号；这一场现在是“已结束”。"]


def test_without_the_option_every_act_says_so(session, tickets, clerk):
    Parameter.objects.filter(key="queue_numbers").update(value="否")
    for act in (take_number, call_next):
        assert missing(act, session=session, by=clerk) == [OFF]
    for act in (call_again, serve_number, mark_left):
        assert missing(act, ticket=tickets[0], by=clerk) == [OFF]
    close_session(session=session, by=clerk)
    assert {state for _, state in states(session)} == {"left"}


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_run_no_queue(session, tickets, role):
    user = factories.user(role, unit="人社")
    for act, values in ((take_number, {"session": session}), (mark_left, {"ticket": tickets[0]})):
        with pytest.raises(PermissionDenied):
            act(by=user, **values)


def test_a_foreign_office_runs_no_queue(session):
    with pytest.raises(PermissionDenied):
        take_number(session=session, by=factories.user("clerk", area=factories.area("530999")))
