"""How long somebody stays signed in."""

from datetime import datetime, timedelta

import pytest

from office.session_limits import begin, keep, over
from tests.factories import SHANGHAI

NOW = datetime(2026, 11, 30, 9, tzinfo=SHANGHAI)


def at(**later) -> datetime:
    return NOW + timedelta(**later)


@pytest.mark.parametrize(("minutes", "word"), [(0, ""), (14, ""), (15, "15 分钟没有操作"), (600, "8 小时")])
def test_left_alone(minutes, word) -> None:
    marks = {}
    begin(marks, now=NOW)
    why = over(marks, now=at(minutes=minutes))
    assert (word in why, bool(why)) == (True, bool(word))


def test_at_work_without_a_break_it_ends_after_eight_hours() -> None:
    marks = {}
    begin(marks, now=NOW)
    for minutes in range(0, 480, 10):
        assert over(marks, now=at(minutes=minutes)) == ""
        keep(marks, now=at(minutes=minutes))
    assert over(marks, now=at(hours=7, minutes=59)) == ""
    assert "已满 8 小时" in over(marks, now=at(hours=8))


def test_written_once_a_minute() -> None:
    marks = {}
    begin(marks, now=NOW)
    before = dict(marks)
    keep(marks, now=at(seconds=59))
    assert marks == before
    keep(marks, now=at(seconds=60))
    assert marks["active_at"] == before["active_at"] + 60


def test_a_sitting_from_elsewhere_begins_with_its_first_page() -> None:
    marks = {}
    assert over(marks, now=NOW) == ""
    keep(marks, now=NOW)
    assert "没有操作" in over(marks, now=at(minutes=15))
