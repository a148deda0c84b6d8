"""A holiday is added: open counted deadlines move and say why; fixed and closed ones stay."""

from datetime import date

import pytest

from ledger.actions.assignment import sign_for
from ledger.actions.clocks import office_clock
from ledger.actions.pauses import pause_case, resume_case
from ledger.actions.recompute import recompute_deadlines
from ledger.models import Case, Clock, ClockChange
from office.calendar_changes import CALENDAR_CHANGED
from office.models import CalendarYear, Event, SpecialDay
from tests import factories
from tests.factories import SIGNED_ON

USUAL, MOVED, ADDED = date(2021, 5, 13), date(2021, 5, 14), date(2021, 5, 12)


@pytest.fixture
def counted(head) -> Case:
    return factories.assigned(factories.case(head), head, due_on=USUAL)


def add_holiday(client, by, day: date = ADDED, **data):
    client.force_login(by)
    form = {"day": day.isoformat(), "name": "州庆", **data}
    return client.post("/admin/office/specialday/add/", form)


def test_composition_root_wires_the_ledger_to_the_calendar() -> None:
    assert CALENDAR_CHANGED.count(recompute_deadlines) == 1


def test_added_holiday_moves_what_was_counted_and_says_why(client, head, counted) -> None:
    assert add_holiday(client, head).status_code == 302
    clock = office_clock(counted)
    counted.refresh_from_db()
    assert clock.due_on == counted.due_on == MOVED
    change = clock.changes.get(kind=ClockChange.Kind.RECOMPUTE)
    assert (change.before, change.after, change.by) == (USUAL, MOVED, head)
    assert change.reason == "2021年5月12日（州庆）定为休息日"
    event = Event.objects.get(act="recompute_deadlines")
    assert event.data == {"what": change.reason, "deadlines": 1, "cases": 1}


def test_made_up_day_moves_it_back_when_it_is_changed(client, head, counted) -> None:
    add_holiday(client, head)
    day = SpecialDay.objects.get(day=ADDED)
    client.post(
        f"/admin/office/specialday/{day.pk}/change/", {"day": ADDED.isoformat(), "name": "", "is_workday": "on"}
    )
    assert office_clock(counted).due_on == USUAL


def test_fixed_and_closed_dates_stay(client, head) -> None:
    fixed = factories.assigned(factories.case(head), head, due_on=MOVED)
    closed = factories.assigned(factories.case(head), head, due_on=USUAL)
    Clock.objects.filter(case=closed).update(closed_on=SIGNED_ON)
    add_holiday(client, head)
    assert office_clock(fixed).due_on == MOVED
    assert closed.clocks.get(rule__code="office_limit").due_on == USUAL
    assert ClockChange.objects.filter(kind="recompute").count() == 0
    assert not Event.objects.filter(act="recompute_deadlines").exists()


def test_a_name_alone_recomputes_nothing(client, head, counted) -> None:
    day = SpecialDay.objects.get(day=date(2021, 5, 3))
    client.force_login(head)
    client.post(f"/admin/office/specialday/{day.pk}/change/", {"day": "2021-05-03", "name": "五一"})
    assert ClockChange.objects.filter(kind="recompute").count() == 0


def test_pauses_are_counted_again(client, head, counted) -> None:
    sign_for(case=counted, by=head, on=SIGNED_ON)
    pause_case(case=counted, by=head, reason="等待仲裁", next_check_on=date(2021, 5, 20), on=date(2021, 4, 28))
    resume_case(case=counted, by=head, on=date(2021, 5, 10))
    resumed = office_clock(counted).due_on
    assert resumed == date(2021, 5, 21)
    assert recompute_deadlines(what="核对", by=None) == 0
    add_holiday(client, head, date(2021, 5, 18))
    assert office_clock(counted).due_on == date(2021, 5, 24)


def test_year_that_becomes_known_ends_the_provisional_date(client, head) -> None:
    case = factories.case(head, received_on=date(2026, 11, 2))
    CalendarYear.objects.filter(year=2026).delete()
    factories.assigned(case, head, on=date(2026, 11, 3), due_on=date(2026, 11, 24))
    assert office_clock(case).is_provisional
    client.force_login(head)
    client.post("/admin/office/calendaryear/add/", {"year": "2026"})
    clock = office_clock(case)
    assert not clock.is_provisional
    assert clock.changes.get(kind="recompute").reason == "2026年节假日安排已录入，日期由暂定转为确定"
