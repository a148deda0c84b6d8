"""The rules alone. 2021-05-01 to 05 were rest days, 04-25 and 05-08 (a Sunday and a Saturday) were worked."""

from datetime import date, datetime, time, timedelta

import pytest

from ledger.reminders import (
    Day,
    Numbers,
    is_working_time,
    of_contact,
    of_deadline,
    of_instalment,
    of_lead,
    of_measure,
    of_next_check,
    of_recovery,
    of_signing,
    of_supervision,
)
from office.workdays import Calendar, special_days_from_package
from tests.factories import SHANGHAI

CALENDAR = Calendar({day: works for day, works, _ in special_days_from_package([2021])}, known_years={2021})
NUMBERS = Numbers()
DUE = date(2021, 5, 12)


def _told(rule, *dates: date, **values) -> dict[str, list[str]]:
    """By event, the days of April to June on which it would be told; days without working time left out."""
    found: dict[str, list[str]] = {}
    day = date(2021, 4, 1)
    while day < date(2021, 7, 1):
        if CALENDAR.is_workday(day):
            for reminder in rule(7, "A1", *dates, day=Day(day, CALENDAR), **values):
                found.setdefault(reminder.key.partition(":")[0], []).append(f"{day:%m-%d}")
        day += timedelta(days=1)
    return found


def _first(rule, *dates: date, **values) -> dict[str, str]:
    return {event: days[0] for event, days in _told(rule, *dates, **values).items()}


def test_deadline_is_told_three_working_days_ahead_on_its_day_the_day_after_and_to_the_head_after_five():
    assert _first(of_deadline, DUE, label="办理期限", numbers=NUMBERS) == {
        "due_soon": "05-08", "due_today": "05-12", "overdue": "05-13", "overdue_notice": "05-19",
    }  # fmt: skip


def test_soon_and_today_end_with_their_day_and_lateness_is_news_for_two_weeks():
    told = _told(of_deadline, DUE, label="办理期限", numbers=NUMBERS)
    assert told["due_soon"] == ["05-08", "05-10", "05-11"]
    assert told["due_today"] == ["05-12"]
    assert (told["overdue"][-1], told["overdue_notice"][-1]) == ("05-27", "06-02")


def test_what_falls_on_a_rest_day_is_told_on_the_next_working_day():
    """Due on the last day before five rest days: late since the 1st, told on the 6th."""
    due = date(2021, 4, 30)
    assert _first(of_deadline, due, label="办理期限", numbers=NUMBERS)["overdue"] == "05-06"


def test_a_deadline_on_a_rest_day_is_told_on_the_working_day_before():
    told = _told(of_deadline, date(2021, 5, 3), label="办理期限", numbers=NUMBERS)
    assert (told["due_soon"], told["due_today"]) == (["04-28", "04-29"], ["04-30"])
    assert told["overdue"][0] == "05-06"


@pytest.mark.parametrize(("rule", "name"), [(of_measure, "measure"), (of_lead, "lead")])
def test_day_to_look_again_is_told_once_and_the_head_hears_when_nobody_did(rule, name: str):
    assert _first(rule, date(2021, 5, 11)) == {f"{name}_check": "05-11", f"{name}_late": "05-12"}
    # Five rest days.
    assert _first(rule, date(2021, 5, 1)) == {f"{name}_check": "05-06", f"{name}_late": "05-06"}
    assert _told(rule, date(2021, 5, 11))[f"{name}_check"][-1] == "05-25"


def test_advance_that_is_not_recovered_is_told_on_its_day_or_the_next_working_day():
    assert _first(of_recovery, date(2021, 5, 11)) == {"recover_by": "05-11"}
    assert _first(of_recovery, date(2021, 5, 2)) == {"recover_by": "05-06"}


def test_one_event_has_one_key_on_all_its_days():
    keys = {
        reminder.key
        for days in range(20)
        for reminder in of_deadline(
            7, "A1", DUE, label="办理期限", day=Day(DUE + timedelta(days), CALENDAR), numbers=NUMBERS
        )
    }
    assert keys == {"due_today:7:2021-05-12", "overdue:7:2021-05-12", "overdue_notice:7:2021-05-12"}


def test_a_moved_deadline_is_an_event_of_its_own():
    moved = list(of_deadline(7, "A1", DUE, label="办理期限", day=Day(DUE, CALENDAR), numbers=NUMBERS))
    again = date(2021, 5, 20)
    assert (
        moved[0].key
        != next(of_deadline(7, "A1", again, label="办理期限", day=Day(again, CALENDAR), numbers=NUMBERS)).key
    )


@pytest.mark.parametrize(
    ("rule", "on", "first"),
    [
        (of_signing, date(2021, 4, 29), {"unsigned": "05-06"}),
        (of_signing, date(2021, 4, 26), {"unsigned": "04-28"}),
        (of_contact, date(2021, 4, 26), {"no_contact": "04-30"}),
        (of_instalment, DUE, {"instalment_soon": "05-08", "instalment_broken": "05-13"}),
    ],
)
def test_other_rules(rule, on, first):
    assert _first(rule, on, numbers=NUMBERS) == first


def test_supervision_and_next_check():
    assert _first(of_supervision, DUE) == {"reply_due": "05-12", "reply_late": "05-13"}
    assert _first(of_next_check, date(2021, 5, 2)) == {"next_check": "05-06"}


def test_numbers_are_the_office_s_own():
    slow = Numbers(due_soon_days=1, sign_days=3, contact_within_days=5, notice_days=10)
    assert _first(of_deadline, DUE, label="办理期限", numbers=slow)["overdue_notice"] == "05-26"
    assert _first(of_signing, date(2021, 4, 26), numbers=slow) == {"unsigned": "04-30"}


def test_mistake_a_rolling_window_called_today():
    """Due on a calendar day, not within the last or next 24 hours: the day before at 23:59 and the day after at 0:01 are
    other days."""
    told = _told(of_deadline, DUE, label="办理期限", numbers=NUMBERS)
    assert told["due_today"] == ["05-12"]


@pytest.mark.parametrize(
    ("day", "hour", "works"),
    [
        ((4, 30), time(8, 29), False),
        ((4, 30), time(8, 30), True),
        ((4, 30), time(17, 29), True),
        ((4, 30), time(17, 30), False),
        ((4, 30), time(0, 0), False),
        ((5, 1), time(10, 0), False),  # a holiday
        ((5, 9), time(10, 0), False),  # a Sunday
        ((5, 8), time(10, 0), True),  # a Saturday that is worked
    ],
)
def test_mistake_reminders_at_midnight_and_on_holidays(day, hour, works):
    assert is_working_time(datetime.combine(date(2021, *day), hour, SHANGHAI), CALENDAR) is works
