from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.period import Month, MonthSpan, day_label, office_day

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("number", range(1, 13))
@pytest.mark.parametrize("year", [2020, 2021, 2024, 2025])
@pytest.mark.parametrize("host", ["UTC", "America/New_York"])
def test_month_ends_at_midnight_in_beijing(year: int, number: int, host: str) -> None:
    month = Month(year, number)
    midnight = datetime(month.end.year, month.end.month, 1, tzinfo=BEIJING).astimezone(ZoneInfo(host))
    last = midnight - timedelta(milliseconds=1)
    assert (Month.of(last), Month.of(midnight)) == (month, month.next)
    assert (month.contains(last), month.contains(midnight)) == (True, False)


@pytest.mark.parametrize(
    ("day", "inside"),
    [(date(2024, 1, 31), False), (date(2024, 2, 1), True), (date(2024, 2, 29), True), (date(2024, 3, 1), False)],
)
def test_contains_first_and_last_day(day: date, inside: bool) -> None:
    assert Month(2024, 2).contains(day) == inside


def test_neighbours_cross_the_year() -> None:
    assert (Month(2021, 12).next, Month(2022, 1).previous) == (Month(2022, 1), Month(2021, 12))
    assert (Month(2021, 12).start, Month(2021, 12).end) == (date(2021, 12, 1), date(2022, 1, 1))


def test_parse_and_labels() -> None:
    month = Month.parse("2021-04")
    assert (month, str(month), month.label) == (Month(2021, 4), "2021-04", "2021年4月")
    assert day_label(date(2021, 5, 2)) == "2021年5月2日"


@pytest.mark.parametrize(
    "text", ["", "2021", "2021-4", "2021-13", "2021-00", "1821-04", "2021-04-01", "２０２１-04", " 2021-04"]
)
def test_parse_refuses_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="请写成 2021-04 的样子"):
        Month.parse(text)


def test_instant_without_zone_is_refused() -> None:
    assert office_day(datetime(2021, 4, 30, 16, tzinfo=UTC)) == date(2021, 5, 1)
    with pytest.raises(ValueError, match="时间缺少时区"):
        office_day(datetime(2021, 4, 30, 16))  # noqa: DTZ001


def test_span_names_its_months() -> None:
    span = MonthSpan(Month(2020, 12), Month(2021, 2))
    assert [str(month) for month in span.months] == ["2020-12", "2021-01", "2021-02"]
    assert span.label == "2020年12月至2021年2月"
    assert MonthSpan(Month(2021, 2), Month(2021, 2)).label == "2021年2月"
