from datetime import UTC, date, datetime

import pytest

from office.months import months_on


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2021, 4, 12), 6, date(2021, 10, 12)), (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)), (date(2021, 1, 31), -1, date(2020, 12, 31)),
        (date(2024, 2, 29), -36, date(2021, 2, 28)), (date(2021, 12, 5), 0, date(2021, 12, 5)),
    ],
)  # fmt: skip
def test_same_day_or_the_last_of_the_month(day: date, months: int, found: date) -> None:
    assert months_on(day, months) == found


def test_the_hour_stays() -> None:
    assert months_on(datetime(2021, 5, 31, 8, 30, tzinfo=UTC), -3) == datetime(2021, 2, 28, 8, 30, tzinfo=UTC)
