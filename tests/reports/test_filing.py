from datetime import date

import pytest

from office.selectors import calendar
from office.workdays import Calendar, special_days_from_package
from reports.filing import days_asked, due_on, filing_at, planned_on
from reports.period import Month

YEARS = range(2021, 2023)
CALENDAR = Calendar({day: works for day, works, _ in special_days_from_package(YEARS)}, YEARS)


def test_due_on_the_third_whatever_day_that_is() -> None:
    assert due_on(Month(2021, 4)) == date(2021, 5, 3)  # a public holiday
    assert due_on(Month(2021, 12)) == date(2022, 1, 3)


@pytest.mark.parametrize(
    ("today", "month", "text", "is_late"),
    [
        (date(2021, 6, 1), Month(2021, 5), "还有 2 天", False),
        (date(2021, 6, 2), Month(2021, 5), "还有 1 天", False),
        (date(2021, 6, 3), Month(2021, 5), "今日截止", False),
        (date(2021, 6, 4), Month(2021, 5), "已过 1 天", True),
        (date(2021, 6, 30), Month(2021, 5), "已过 27 天", True),
        (date(2021, 7, 31), Month(2021, 6), "已过 28 天", True),
        (date(2022, 1, 1), Month(2021, 12), "还有 2 天", False),
        (date(2022, 1, 3), Month(2021, 12), "今日截止", False),
        (date(2022, 1, 4), Month(2021, 12), "已过 1 天", True),
    ],
)
def test_filing_of_last_month(today: date, month: Month, text: str, is_late: bool) -> None:
    filing = filing_at(today, calendar=CALENDAR)
    assert (filing.month, filing.text, filing.is_late) == (month, text, is_late)


@pytest.mark.parametrize(
    ("before", "reminded", "works_before"),
    [
        # Five working days before 3 May 2021: 26, 27, 28, 29, 30 April; Sunday the 25th was worked as well.
        (date(2021, 4, 25), date(2021, 4, 26), date(2021, 4, 30)),
        (date(2021, 9, 25), date(2021, 9, 26), date(2021, 9, 30)),
        (date(2021, 12, 26), date(2021, 12, 27), date(2021, 12, 31)),
        (date(2022, 1, 25), date(2022, 1, 26), date(2022, 1, 30)),
    ],
)
def test_filing_is_early_where_nobody_works_before_the_third(before: date, reminded: date, works_before: date) -> None:
    assert filing_at(before, calendar=CALENDAR).month == Month.of(before).previous
    filing = filing_at(reminded, calendar=CALENDAR)
    assert (filing.month, filing.works_before) == (Month.of(reminded), works_before)


def test_filing_is_early_after_these_four_months_of_the_plan_alone() -> None:
    ends = [Month(2021, month).end for month in range(4, 13)] + [Month(2022, 1).end]
    eves = [date.fromordinal(end.toordinal() - 1) for end in ends]
    early = [filing_at(eve, calendar=CALENDAR).month for eve in eves]
    early = [month for month, eve in zip(early, eves, strict=True) if month == Month.of(eve)]
    assert early == [
        Month(2021, 4), Month(2021, 9), Month(2021, 12), Month(2022, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("month", "planned"),
    [
        (Month(2021, 5), date(2021, 6, 2)),  # a Wednesday
        (Month(2021, 6), date(2021, 7, 2)),
        (Month(2021, 7), date(2021, 8, 2)),
        (Month(2021, 9), date(2021, 9, 30)),  # the National Day holiday: the last working day before it
        (Month(2021, 4), date(2021, 4, 30)),
        (Month(2022, 1), date(2022, 1, 30)),  # a Sunday worked for the Spring Festival
        (Month(2022, 9), date(2022, 9, 30)),
        (Month(2022, 6), date(2022, 7, 1)),  # the 2nd was a Saturday
        (Month(2021, 10), date(2021, 11, 2)),
        (Month(2021, 12), date(2021, 12, 31)),
        (Month(2022, 3), date(2022, 4, 2)),  # a Saturday worked for 清明, the 3rd a rest day
    ],
)
def test_planned_on_the_last_working_day_up_to_the_second(month: Month, planned: date) -> None:
    assert planned_on(month, calendar=CALENDAR) == planned


def test_a_weekend_on_the_first_and_second_leaves_the_third() -> None:
    plain = Calendar({}, range(2021, 2030))
    assert (date(2026, 8, 1).weekday(), planned_on(Month(2026, 7), calendar=plain)) == (5, date(2026, 8, 3))


def test_a_calendar_of_the_asked_days_is_enough() -> None:
    days = [date.fromordinal(number) for number in range(date(2021, 1, 4).toordinal(), date(2022, 12, 1).toordinal())]
    for day in days:
        first, last = days_asked(day)
        part = Calendar({each: works for each, works in CALENDAR.special.items() if first <= each <= last}, YEARS)
        assert filing_at(day, calendar=part) == filing_at(day, calendar=CALENDAR)


def test_filing_by_the_calendar_of_the_office(reference) -> None:
    assert filing_at(date(2021, 4, 26), calendar=calendar()).works_before == date(2021, 4, 30)
