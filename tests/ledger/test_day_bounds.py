"""The days at the two ends are taken, the ones beside them are not."""

from datetime import date

import pytest

from ledger.day_bounds import early_faults, late_faults


@pytest.mark.parametrize(
    ("day", "early", "late"),
    [
        (None, [], []),
        (date(1999, 12, 31), ["日期 1999-12-31 早于 2000 年，请核对。"], []),
        (date(2000, 1, 1), [], []),
        (date(2100, 12, 31), [], []),
        (date(2101, 1, 1), [], ["日期 2101-01-01 晚于 2100-12-31，请核对年份。"]),
        (date.max, [], ["日期 9999-12-31 晚于 2100-12-31，请核对年份。"]),
    ],
)
def test_only_days_outside_are_named(day, early, late) -> None:
    assert (early_faults("日期", day), late_faults("日期", day)) == (early, late)
