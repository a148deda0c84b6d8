from datetime import date, timedelta

import pytest

from config.home.sessions import Sessions, sessions_at_hand
from reception.actions.planning import cancel_session
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

    assert sessions_at_hand(factories.user("clerk", area=factories.area("530921")), today=TODAY) == Sessions(None)
