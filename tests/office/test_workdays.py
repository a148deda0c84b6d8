from datetime import date, timedelta

import chinese_calendar
import pytest

from office.workdays import PACKAGE_YEARS, Calendar, special_days_from_package


def calendar(*years):
    days = special_days_from_package(years)
    return Calendar({day: works for day, works, _ in days}, years, {day: name for day, _, name in days})


@pytest.fixture(scope="module")
def known():
    return calendar(*range(2021, 2027))


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_package_knows_the_years_of_the_design():
    assert set(range(2004, 2027)) == PACKAGE_YEARS


def test_every_day_agrees_with_the_package(known):
    every = days(date(2021, 1, 1), date(2026, 12, 31))
    assert len(every) == 2191
    assert [day for day in every if known.is_workday(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (date(2021, 4, 26), 10, date(2021, 5, 12)),
        (date(2021, 4, 12), 10, date(2021, 4, 25)),
        (date(2021, 4, 12), 0, date(2021, 4, 12)),
        (date(2021, 4, 30), 1, date(2021, 5, 6)),
        (date(2021, 9, 30), 1, date(2021, 10, 8)),
        (date(2021, 10, 8), 1, date(2021, 10, 9)),
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2021, 12, 31), 1, date(2022, 1, 4)),
    ],
)
def test_add_workdays_golden_dates(known, start, length, end):
    assert known.add_workdays(start, length).on == end


def test_add_workdays_agrees_with_a_plain_count(known):
    for start in days(date(2021, 1, 1), date(2021, 12, 31)):
        later = [day for day in days(start, start + timedelta(days=60)) if chinese_calendar.is_workday(day)]
        later = [day for day in later if day > start]
        for length in (1, 5, 15, 30):
            assert known.add_workdays(start, length).on == later[length - 1]
            assert known.workdays_between(start, later[length - 1]) == length


def test_add_workdays_tells_what_was_skipped_and_made_up(known):
    reckoning = known.add_workdays(date(2021, 4, 26), 10)
    assert reckoning.skipped == (
        *((date(2021, 5, day), "劳动节") for day in range(1, 6)),
        (date(2021, 5, 9), "周日"),
    )
    assert reckoning.made_up == (date(2021, 5, 8),)
    assert not reckoning.provisional
    assert reckoning.explain() == (
        "自2021年4月26日起算，当日不计，第10个工作日为2021年5月12日。"
        "已跳过：2021年5月1日（劳动节）、2021年5月2日（劳动节）、2021年5月3日（劳动节）、2021年5月4日（劳动节）、"
        "2021年5月5日（劳动节）、2021年5月9日（周日）。调休上班，计为工作日：2021年5月8日。"
    )


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        (date(2021, 4, 1), 15, date(2021, 4, 16)),
        (date(2021, 4, 10), 15, date(2021, 4, 25)),  # a Sunday that is worked
        (date(2021, 4, 16), 15, date(2021, 5, 6)),  # 1 May and the days off after it
        (date(2021, 4, 2), 15, date(2021, 4, 19)),  # a Saturday
        (date(2021, 4, 16), 0, date(2021, 4, 16)),
    ],
)
def test_add_calendar_days_moves_off_rest_days(known, start, length, end):
    assert known.add_calendar_days(start, length).on == end


def test_add_calendar_days_explains_the_move(known):
    assert known.add_calendar_days(date(2021, 4, 2), 15).explain() == (
        "自2021年4月2日起算，当日不计，第15日为2021年4月17日。"
        "到期日遇休息日（2021年4月17日（周六）、2021年4月18日（周日）），顺延至2021年4月19日。"
    )


def test_unknown_year_is_provisional_only_when_it_matters():
    short = calendar(2021)
    assert not short.add_workdays(date(2021, 12, 30), 1).provisional
    assert short.add_workdays(date(2021, 12, 31), 1).provisional
    assert short.add_calendar_days(date(2021, 12, 31), 5).provisional
    assert not short.add_calendar_days(date(2020, 12, 31), 5).provisional
    assert short.add_workdays(date(2021, 12, 31), 1).explain().endswith("此日期为暂定。")


def test_a_day_added_by_the_office_counts():
    plain = Calendar({date(2021, 4, 14): False}, [2021])
    reckoning = plain.add_workdays(date(2021, 4, 13), 1)
    assert (reckoning.on, reckoning.skipped) == (date(2021, 4, 15), ((date(2021, 4, 14), "节假日"),))


def test_workdays_between_is_negative_backwards(known):
    assert known.workdays_between(date(2021, 5, 12), date(2021, 4, 26)) == -10
    assert known.workdays_between(date(2021, 5, 12), date(2021, 5, 12)) == 0


def test_previous_workday(known):
    assert known.previous_workday(date(2021, 5, 6)) == date(2021, 4, 30)
    assert known.previous_workday(date(2021, 4, 26)) == date(2021, 4, 25)


def test_negative_length_is_refused(known):
    for add in (known.add_workdays, known.add_calendar_days):
        with pytest.raises(ValueError, match="不能为负数"):
            add(date(2021, 4, 26), -1)


def test_special_days_are_named_and_unknown_years_refused():
    found = {day: (works, name) for day, works, name in special_days_from_package([2021])}
    assert found[date(2021, 4, 5)] == (False, "清明节")
    assert found[date(2021, 4, 25)] == (True, "劳动节调休上班")
    assert found[date(2021, 10, 1)] == (False, "国庆节")
    assert {day.year for day in found} == {2021}
    with pytest.raises(ValueError, match="2003、2027"):
        special_days_from_package([2003, 2021, 2027])
