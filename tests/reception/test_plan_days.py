"""Lists of days as notices write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception.plan_days import MOST, parse_days

APRIL = [date(2021, 4, 12), date(2021, 4, 26)]


@pytest.mark.parametrize(
    "text",
    [
        "2021-04-12\n2021-04-26",
        "4月12日\n\n  4月26日  \n",
        "4月12日、4月26日",
        "4月12日、26日",
        "4月12日，26号",
        "2021年4月12日（星期一）和 2021年4月26日(周一)",
        "４月１２日；４月２６日",
        "2021.4.12\r\n2021/4/26",
    ],
)
def test_days_as_they_are_written(text: str) -> None:
    assert parse_days(text, year=2021) == (APRIL, [])


def test_days_without_a_year_take_the_one_before_them() -> None:
    assert parse_days("2022年1月10日、1月24日", year=2021) == ([date(2022, 1, 10), date(2022, 1, 24)], [])


def test_every_line_that_is_no_day_is_named() -> None:
    days, faults = parse_days("4月12日\n4月31日\n10/05/2021\n下周一\n4月12日", year=2021)
    assert days == [date(2021, 4, 12)]
    assert faults == [
        "第 2 行“4月31日”不是可识别的日期，请写成 2021-04-12 或 4月12日。",
        "第 3 行“10/05/2021”不是可识别的日期，请写成 2021-04-12 或 4月12日。",
        "第 4 行“下周一”不是可识别的日期，请写成 2021-04-12 或 4月12日。",
        "第 5 行“4月12日”与第 1 行重复，请只留一个。",
    ]


@pytest.mark.parametrize("text", ["", " \n、\n"])
def test_no_day_at_all_is_told(text: str) -> None:
    assert parse_days(text, year=2021) == ([], ["请填写接访日期，每行一个。"])


def test_too_many_days_at_once_are_told() -> None:
    text = "\n".join(f"{month}月{day}日" for month in range(1, 8) for day in range(1, 12))
    assert parse_days(text, year=2021)[1] == [f"一次最多安排 {MOST} 场，现有 77 个日期，请分几次填写。"]


@given(st.text(max_size=60))
def test_any_text_is_days_or_told(text: str) -> None:
    days, faults = parse_days(text, year=2021)
    assert days or faults
