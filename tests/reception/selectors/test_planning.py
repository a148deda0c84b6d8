"""Whose turn it is to lead, and who has not answered."""

from datetime import date

import pytest

from office.models import Unit
from reception.actions.planning import cancel_session, plan_session
from reception.actions.roster import Lead, Sent, set_roster
from reception.selectors import sessions_of_years
from reception.selectors.planning import duty_turns, month_has_session, next_duty_unit, roster
from tests import factories


def planned(by, day: date, unit: str | None = None):
    return plan_session(
        area=by.area, by=by, planned_on=day, starts_at=None, ends_at=None, venue="大厅",
        duty_unit=factories.unit(unit) if unit else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("last", "then"),
    [(None, "人社"), ("人社", "住建"), ("住建", "交通"), ("交通", "水务"), ("水务", "人社"), ("公安", "人社")],
)
def test_units_lead_in_turn(clerk, last, then) -> None:
    planned(clerk, date(2021, 4, 12), last)
    assert next_duty_unit(clerk.area).short_name == then


def test_the_turn_skips_cancelled_sessions_and_retired_units(clerk, head) -> None:
    planned(clerk, date(2021, 4, 12), "人社")
    cancel_session(session=planned(clerk, date(2021, 4, 26), "交通"), by=head, reason="暴雨")
    assert next_duty_unit(clerk.area).short_name == "住建"
    Unit.objects.filter(short_name="住建").update(is_active=False)
    assert next_duty_unit(clerk.area).short_name == "交通"


def test_a_session_entered_between_others_follows_the_one_before_it(clerk) -> None:
    planned(clerk, date(2021, 4, 12), "人社")
    planned(clerk, date(2021, 6, 7), "水务")
    days = [date(2021, 5, 24), date(2021, 5, 10), date(2021, 6, 21), date(2021, 4, 1)]
    turns = {day: unit.short_name for day, unit in duty_turns(clerk.area, days).items()}
    assert turns == {
        date(2021, 4, 1): "人社", date(2021, 5, 10): "住建", date(2021, 5, 24): "交通", date(2021, 6, 21): "人社",
    }  # fmt: skip


def test_an_area_without_leading_units_has_no_turn(reference) -> None:
    assert next_duty_unit(factories.area("530999")) is None


def test_units_that_have_not_answered_are_counted_alike_everywhere(clerk) -> None:
    session = planned(clerk, date(2021, 4, 12))
    sent = [
        Sent(unit=factories.unit("住建"), person="李某", is_confirmed=True),
        Sent(unit=factories.unit("公安"), person="赵某"),
        Sent(unit=factories.unit("法院"), person="孙某", is_confirmed=True),
    ]
    set_roster(session=session, by=clerk, lead=Lead(duty_unit=None), sent=sent)
    lines = roster(session)
    waiting = [line.unit.short_name for line in lines if line.unit.is_attending and not line.is_confirmed]
    assert waiting == ["人社", "交通", "水务", "检察院", "公安", "工会"]
    assert [line.unit.short_name for line in lines][-1] == "法院"
    assert [row.unconfirmed for row in sessions_of_years(clerk, [2021])] == [6]


def test_a_month_has_a_session_once_one_has_a_day_in_it(clerk, head) -> None:
    day = date(2021, 4, 30)
    assert month_has_session(clerk.area_id, day) is False
    session = planned(clerk, date(2021, 4, 12))
    assert (month_has_session(clerk.area_id, day), month_has_session(clerk.area_id, date(2021, 5, 1))) == (True, False)
    cancel_session(session=session, by=head, reason="暴雨")
    assert month_has_session(clerk.area_id, day) is False
    factories.session(clerk, on=date(2021, 4, 26))
    assert month_has_session(clerk.area_id, day) is True
