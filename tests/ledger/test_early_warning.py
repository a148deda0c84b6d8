"""The rule of 预警 in numbers and days: exactly the k-th, once in a window, anew behind it."""

from datetime import date

import pytest

from ledger.early_warning import Received, WarningNumbers, days_looked_at, due_warning, end_of_window, rule_text
from office.selectors import calendar as office_calendar
from office.workdays import Calendar

NUMBERS = WarningNumbers()
PLAIN = Calendar(special={}, known_years={2021})
MONDAY, FRIDAY_AFTER = date(2021, 4, 12), date(2021, 4, 23)


def received(claim: int, day: int, people: int = 1) -> Received:
    return Received(claim, date(2021, 4, day), people)


def warn(new: Received, *earlier: Received, warned=(), numbers=NUMBERS):
    return due_warning(new, earlier, warned=warned, numbers=numbers, calendar=PLAIN)


def test_third_claim_warns_and_the_second_does_not() -> None:
    assert warn(received(2, 13), received(1, 12)) is None
    window = warn(received(3, 14), received(1, 12), received(2, 13))
    assert (window.first_on, window.last_on, window.claims, window.people) == (MONDAY, FRIDAY_AFTER, (1, 2, 3), 3)


@pytest.mark.parametrize(("people", "is_due"), [(4, False), (5, True)])
def test_tenth_person_warns_and_the_ninth_does_not(people: int, is_due: bool) -> None:
    assert (warn(received(2, 13, people), received(1, 12, 5)) is not None) == is_due


def test_one_claim_of_ten_people_warns_alone() -> None:
    assert warn(received(1, 12, 10)).claims == (1,)
    assert warn(received(1, 12, 9)) is None


@pytest.mark.parametrize(("day", "is_due"), [(23, True), (24, True), (25, True), (26, False)])
def test_window_holds_ten_working_days_and_the_rest_days_in_it(day: int, is_due: bool) -> None:
    """From Monday 12 April the tenth working day is Friday 23; Monday 26 is the eleventh."""
    numbers = WarningNumbers(warning_workdays=10)
    window = warn(received(3, day), received(1, 12), received(2, 13), numbers=numbers)
    assert (window is not None) == (is_due and day <= 23)


def test_holidays_lengthen_the_window(reference) -> None:
    assert end_of_window(date(2021, 4, 26), 10, calendar=office_calendar()) == date(2021, 5, 11)
    assert date(2021, 5, 11) - date(2021, 4, 26) < days_looked_at(NUMBERS)


def test_days_looked_at_reach_over_the_longest_holidays_there_were(reference) -> None:
    kept = office_calendar()
    starts = [date(year, month, day) for year in range(2015, 2026) for month in (1, 2, 9) for day in (1, 10, 20, 28)]
    for numbers in (NUMBERS, WarningNumbers(warning_workdays=1), WarningNumbers(warning_workdays=40)):
        spans = [end_of_window(start, numbers.warning_workdays, calendar=kept) - start for start in starts]
        assert max(spans) <= days_looked_at(numbers)


def test_one_window_warns_once_and_the_next_begins_behind_it() -> None:
    warned = [(MONDAY, FRIDAY_AFTER)]
    seen = [received(claim, 12) for claim in range(1, 4)]
    assert warn(received(4, 23, 50), *seen, warned=warned) is None
    assert warn(received(5, 26), *seen, received(4, 23), warned=warned) is None
    assert warn(received(7, 27), *seen, received(5, 26), received(6, 26), warned=warned).claims == (5, 6, 7)


def test_claim_typed_late_completes_the_window_of_its_day() -> None:
    window = warn(received(9, 13), received(1, 12), received(2, 20))
    assert window.claims == (1, 9, 2)
    assert warn(received(9, 1), received(1, 20), received(2, 20)) is None


def test_fullest_window_is_told() -> None:
    window = warn(received(5, 20), received(1, 8), received(2, 9), received(3, 20), received(4, 23))
    assert window.claims == (1, 2, 3, 5)


def test_rule_is_told_with_the_numbers_in_force() -> None:
    text = rule_text(WarningNumbers(warning_people=7, warning_claims=2, warning_workdays=5))
    assert "5 个工作日内收到诉求满 2 件" in text
    assert "满 7 人" in text
    assert len(text) <= 200
