from datetime import date, datetime

import pytest

from office.partial_dates import first_day, last_day, parse_day, parse_day_or_month, show


@pytest.mark.parametrize(
    "value",
    [
        date(2021, 5, 10),
        datetime(2021, 5, 10, 14, 30),  # noqa: DTZ001 a cell of a workbook
        "2021-05-10",
        "2021/5/10",
        "2021.5.10",
        "2021年5月10日",
        "2021年5月10",
        "2021 年 5 月 10 日",
        "２０２１－０５－１０",
        " 2021-05-10 00:00:00",
        "2021-05-10T00:00",
    ],
)
def test_parse_day(value):
    assert parse_day(value) == date(2021, 5, 10)
    assert type(parse_day(value)) is date


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("10/05/2021", "分不清"),
        ("5-10-21", "分不清"),
        ("21.5.10", "分不清"),
        ("", "日期为空"),
        ("   ", "日期为空"),
        ("2021-05", "不是可识别的日期"),
        ("2021-05/10", "不是可识别的日期"),
        ("20210510", "不是可识别的日期"),
        ("2021-05-10 10:00:00", "不是可识别的日期"),
        ("五月十日", "不是可识别的日期"),
        ("2021-02-29", "不是实际存在的日期"),
        ("2021-13-01", "不是实际存在的日期"),
        ("2201-05-10", "年份不在"),
        (date(1899, 12, 30), "年份不在"),
        (44326, "不是日期"),
        (44326.0, "不是日期"),
        (None, "不是日期"),
        (True, "不是日期"),
    ],
)
def test_parse_day_refuses(value, reason):
    with pytest.raises(ValueError, match=reason):
        parse_day(value)


def test_parse_day_message_says_what_and_how():
    with pytest.raises(ValueError) as caught:
        parse_day("10/05/2021")
    assert str(caught.value) == "“10/05/2021”分不清年、月、日的先后，请写成 2021-05-10 或 2021年5月10日。"


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2020年11月", "2020-11"),
        ("2020-11", "2020-11"),
        ("2020.11", "2020-11"),
        ("2020/1", "2020-01"),
        ("２０２０ 年 1 月", "2020-01"),
        ("2020年11月3日", "2020-11-03"),
        (date(2020, 11, 3), "2020-11-03"),
        ("2020/2/29", "2020-02-29"),
    ],
)
def test_parse_day_or_month(value, iso):
    assert parse_day_or_month(value) == iso


@pytest.mark.parametrize("value", ["2020年13月", "2020-00", "11/2020", "2020", "", None, 2020.11, "10/05/2021"])
def test_parse_day_or_month_refuses(value):
    with pytest.raises(ValueError, match="请"):
        parse_day_or_month(value)


@pytest.mark.parametrize(
    ("iso", "shown", "first", "last"),
    [
        ("2020-11", "2020年11月", date(2020, 11, 1), date(2020, 11, 30)),
        ("2020-02", "2020年2月", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-05-10", "2021年5月10日", date(2021, 5, 10), date(2021, 5, 10)),
    ],
)
def test_show_first_and_last_day(iso, shown, first, last):
    assert (show(iso), first_day(iso), last_day(iso)) == (shown, first, last)


def test_show_empty():
    assert show("") == ""
