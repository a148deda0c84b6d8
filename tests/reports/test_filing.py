from datetime import date

import pytest

from office.selectors import calendar
from office.workdays import Calendar, special_days_from_package
from reports.filing import asks_calendar, due_on, filing_at
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
    assert (filing.month, filing.text, filing.is_late, filing.works_before) == (month, text, is_late, None)


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
    early = [end for end in ends if filing_at(date.fromordinal(end.toordinal() - 1), calendar=CALENDAR).works_before]
    assert [Month.of(end).previous for end in early] == [
        Month(2021, 4), Month(2021, 9), Month(2021, 12), Month(2022, 1),
    ]  # fmt: skip


def test_calendar_is_not_asked_while_it_could_change_nothing() -> None:
    plain = Calendar({}, YEARS)
    days = [date.fromordinal(number) for number in range(date(2021, 1, 1).toordinal(), date(2022, 12, 1).toordinal())]
    assert [
        day
        for day in days
        if not asks_calendar(day) and filing_at(day, calendar=plain) != filing_at(day, calendar=CALENDAR)
    ] == []


def test_filing_by_the_calendar_of_the_office(reference) -> None:
    assert filing_at(date(2021, 4, 26), calendar=calendar()).works_before == date(2021, 4, 30)
