"""Golden deadlines 2021–2026, found a second time here from the notices of the State Council's office.

The tables below were typed in from those notices (国办发明电〔2020〕27号, 〔2021〕11号, 〔2022〕16号, 〔2023〕7号, 〔2024〕12号, 〔2025〕7号),
not taken from the package that fills the program's calendar; days are looked up in a sorted list, not walked.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

import chinese_calendar
import pytest

from ledger.actions.clocks import start_clock
from ledger.clocks import reckon
from office.selectors import calendar
from office.workdays import Calendar
from tests import factories

# year: periods off (first and last day), weekend days worked
NOTICES: dict[int, tuple[str, str]] = {
    2021: (
        "0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007",
        "0207 0220 0425 0508 0918 0926 1009",
    ),
    2022: (
        "0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007 1231-1231",
        "0129 0130 0402 0424 0507 1008 1009",
    ),
    2023: (
        "0101-0102 0121-0127 0405-0405 0429-0503 0622-0624 0929-1006",
        "0128 0129 0423 0506 0625 1007 1008",
    ),
    2024: (
        "0101-0101 0210-0217 0404-0406 0501-0505 0610-0610 0915-0917 1001-1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    2025: (
        "0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
        "0126 0208 0427 0928 1011",
    ),
    2026: (
        "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
        "0104 0214 0228 0509 0920 1010",
    ),
}  # fmt: skip
FIRST, LAST = date(2021, 1, 1), date(2026, 12, 31)
STEP_DAYS = 9


def _day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[2:]))


def _worked_days() -> list[int]:
    off, on = set(), set()
    for year, (periods, made_up) in NOTICES.items():
        for period in periods.split():
            begins, ends = (_day(year, text).toordinal() for text in period.split("-"))
            off |= set(range(begins, ends + 1))
        on |= {_day(year, text).toordinal() for text in made_up.split()}
    days = range(FIRST.toordinal(), LAST.toordinal() + 1)
    # The first day of ordinals, 0001-01-01, was a Monday.
    return [day for day in days if day in on or ((day - 1) % 7 < 5 and day not in off)]


WORKED = _worked_days()


def expected_working(start: date, length: int) -> date | None:
    place = bisect_right(WORKED, start.toordinal()) + length - 1
    return date.fromordinal(WORKED[place]) if place < len(WORKED) else None


def expected_calendar(start: date, length: int) -> date | None:
    place = bisect_left(WORKED, start.toordinal() + length)
    return date.fromordinal(WORKED[place]) if place < len(WORKED) else None


def monday_to_friday(start: date, length: int) -> date:
    day = start
    while length:
        day += timedelta(days=1)
        length -= day.isoweekday() < 6
    return day


STARTS = [FIRST + timedelta(days=n) for n in range(0, (LAST - FIRST).days + 1, STEP_DAYS)]
GOLDEN = [
    (unit, start, length, on)
    for unit, lengths, expected in (
        ("working", (5, 10, 15, 60), expected_working),
        ("calendar", (15, 45, 60), expected_calendar),
    )
    for start in STARTS
    for length in lengths
    if (on := expected(start, length))
]


@pytest.fixture
def holidays(db) -> Calendar:
    factories.reference()
    return calendar()


def test_notices_agree_with_the_package_for_every_day() -> None:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    worked = set(WORKED)
    assert [day for day in days if chinese_calendar.is_workday(day) != (day.toordinal() in worked)] == []


def test_golden_deadlines(holidays) -> None:
    assert len(GOLDEN) >= 300
    wrong = [
        (unit, start, length, on, found)
        for unit, start, length, on in GOLDEN
        if (found := reckon(start, length, unit, calendar=holidays).on) != on
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("start", "length", "on"),
    [
        (date(2021, 4, 26), 10, date(2021, 5, 12)),
        (date(2021, 4, 12), 10, date(2021, 4, 25)),
        (date(2021, 4, 30), 1, date(2021, 5, 6)),
        (date(2022, 1, 28), 2, date(2022, 1, 30)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2026, 2, 13), 3, date(2026, 2, 25)),
    ],
)
def test_working_days_around_holidays(holidays, start, length, on) -> None:
    assert reckon(start, length, "working", calendar=holidays).on == on


@pytest.mark.parametrize(
    ("start", "length", "on"),
    [
        (date(2021, 4, 20), 15, date(2021, 5, 6)),
        (date(2021, 9, 16), 15, date(2021, 10, 8)),
        (date(2024, 4, 13), 15, date(2024, 4, 28)),
        (date(2026, 8, 2), 60, date(2026, 10, 8)),
    ],
)
def test_calendar_days_that_end_on_a_rest_day_move_on(holidays, start, length, on) -> None:
    assert reckon(start, length, "calendar", calendar=holidays).on == on


def test_two_years_end_on_the_same_day_and_29_february_on_the_28th(holidays) -> None:
    assert reckon(date(2021, 4, 20), 2, "year", calendar=holidays).on == date(2023, 4, 20)
    assert reckon(date(2024, 2, 29), 1, "year", calendar=holidays).on == date(2025, 2, 28)
    assert reckon(date(2019, 10, 1), 2, "year", calendar=holidays).on == date(2021, 10, 8)


def test_monday_to_friday_would_be_wrong_for_a_third_of_ten_day_deadlines(holidays) -> None:
    starts = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days - 30)]
    wrong = [
        start for start in starts if monday_to_friday(start, 10) != reckon(start, 10, "working", calendar=holidays).on
    ]
    share = len(wrong) / len(starts)
    print(f"Mon-Fri counting is wrong for {len(wrong)} of {len(starts)} starts: {share:.1%}")  # noqa: T201 the share itself is asked for
    assert 0.25 <= share <= 0.40


def test_clock_of_a_case_stands_on_the_golden_date(holidays, head) -> None:
    case = factories.case(head)
    clock = start_clock(
        case=case, code="accept_decision", started_on=date(2021, 4, 26), by=head, now=case.opened_at, reason="收到投诉"
    )
    assert clock.due_on == expected_working(date(2021, 4, 26), 5) == date(2021, 5, 6)
