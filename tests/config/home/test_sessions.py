from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from config.home.sessions import Sessions, sessions_at_hand
from reception.actions.checklist import tick_item
from reception.actions.planning import cancel_session
from reception.actions.roster import Lead, Sent, set_roster
from reception.actions.sessions import open_session
from tests import factories

TODAY = date(2021, 4, 26)


def test_sessions_open_one_before_planned_ones(clerk) -> None:
    later = factories.planned_session(clerk, on=TODAY + timedelta(days=14))
    assert sessions_at_hand(clerk, today=TODAY).next == later

    now = factories.session(clerk, on=TODAY)
    at_hand = sessions_at_hand(clerk, today=TODAY)
    assert (at_hand.next, at_hand.is_open) == (now, True)


def test_sessions_soonest_planned_one_is_next(clerk, head) -> None:
    factories.planned_session(clerk, on=TODAY + timedelta(days=14))
    soonest = factories.planned_session(clerk, on=TODAY)
    cancelled = factories.planned_session(clerk, on=TODAY, starts_at=None)
    cancel_session(session=cancelled, by=head, reason="会议")

    at_hand = sessions_at_hand(clerk, today=TODAY)
    assert (at_hand.next, at_hand.is_open, at_hand.figures) == (soonest, False, None)


def test_sessions_left_behind_are_counted_and_not_next(clerk) -> None:
    factories.planned_session(clerk, on=TODAY - timedelta(days=1))
    factories.session(clerk, on=TODAY - timedelta(days=2))

    assert sessions_at_hand(clerk, today=TODAY) == Sessions(None, not_held=1, not_closed=1)


def test_sessions_open_one_with_its_figures_and_units(clerk, liaison) -> None:
    session = factories.session(clerk, on=TODAY, units=("人社", "住建"))
    factories.claim(clerk, session, workers_count=3)
    factories.claim(clerk, session)

    at_hand = sessions_at_hand(clerk, today=TODAY)
    assert (at_hand.figures.claims, at_hand.figures.workers, at_hand.figures.amount_yuan) == (2, 4, 25000)
    assert [unit.short_name for unit in at_hand.signed_in] == ["人社", "住建"]
    assert [unit.short_name for unit in at_hand.absent] == ["交通", "水务", "检察院", "公安", "工会"]
    # A liaison is told of the own unit's claims alone.
    assert sessions_at_hand(liaison, today=TODAY).figures.claims == 0


@pytest.mark.parametrize("role", ["city", "sysadmin", "secadmin", "auditor", "leader"])
def test_sessions_of_accounts_without_cases_are_none(clerk, role: str) -> None:
    factories.planned_session(clerk, on=TODAY)
    factories.planned_session(clerk, on=TODAY - timedelta(days=1))

    assert sessions_at_hand(factories.user(role), today=TODAY) == Sessions(None)


def test_sessions_of_another_district_are_none(clerk) -> None:
    factories.planned_session(clerk, on=TODAY)

    stranger = factories.user("clerk", area=factories.area("530921"))
    assert sessions_at_hand(stranger, today=TODAY) == Sessions(None, month_without=True)


@pytest.mark.parametrize(("days", "is_near"), [(0, True), (1, True), (2, False)])
def test_sessions_what_is_not_ready_presses_on_the_day_and_the_day_before(clerk, liaison, days: int, is_near) -> None:
    session = factories.planned_session(clerk, on=TODAY + timedelta(days=days))
    sent = [Sent(unit=factories.unit(name), person="李某", is_confirmed=True) for name in ("人社", "住建")]
    set_roster(session=session, by=clerk, lead=Lead(duty_unit=None), sent=sent)
    tick_item(session=session, code=factories.code("preparation", "forms"), by=clerk)

    at_hand = sessions_at_hand(clerk, today=TODAY)
    assert (at_hand.missing, at_hand.is_near, at_hand.unconfirmed) == (9, is_near, 5)


def test_sessions_what_is_not_ready_is_on_the_page_of_the_office_alone(client, clerk, liaison, foreign_liaison) -> None:
    session = factories.planned_session(clerk, on=timezone.localdate() + timedelta(days=1))
    sent = [Sent(unit=factories.unit("住建"), person="李某", is_confirmed=True)]
    set_roster(session=session, by=clerk, lead=Lead(duty_unit=None), sent=sent)
    found = {}
    for user in (clerk, liaison, foreign_liaison):
        client.force_login(user)
        text = client.get("/").content.decode()
        found[user.username] = ("准备事项还差 10 项" in text, "未确认单位" in text, "本单位还没有确认参加人员" in text)
    assert found == {
        "clerk": (True, True, False), "liaison": (False, True, False), "foreign_liaison": (False, False, True),
    }  # fmt: skip


def test_sessions_what_is_not_ready_is_counted_for_who_sees_to_it(clerk, head, liaison) -> None:
    factories.planned_session(clerk, on=TODAY)
    missing = [sessions_at_hand(user, today=TODAY).missing for user in (clerk, head, liaison)]
    assert (missing[0] > 0, missing[1] > 0, missing[2]) == (True, True, 0)


def test_sessions_a_month_without_one_is_told_to_those_who_plan(clerk, head, liaison) -> None:
    assert [sessions_at_hand(user, today=TODAY).month_without for user in (clerk, head, liaison)] == [True, True, False]
    factories.planned_session(clerk, on=TODAY.replace(day=1))
    assert sessions_at_hand(clerk, today=TODAY).month_without is False


def test_sessions_the_open_one_still_tells_what_is_not_ready(clerk) -> None:
    now = datetime(2021, 4, 26, 14, 30, tzinfo=factories.SHANGHAI)
    open_session(session=factories.planned_session(clerk, on=TODAY), by=clerk, now=now)
    at_hand = sessions_at_hand(clerk, today=TODAY)
    assert (at_hand.missing, at_hand.is_near, at_hand.unconfirmed) == (10, True, 0)
