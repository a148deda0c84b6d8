from datetime import date, timedelta

import pytest

from ledger.guarantees import reminded_from, standing

EXPIRES = date(2021, 6, 30)


@pytest.mark.parametrize(
    ("today", "text", "level"),
    [
        (date(2021, 5, 30), "正常", "ok"),
        (date(2021, 5, 31), "临期，还有 30 天", "soon"),
        (date(2021, 6, 29), "临期，还有 1 天", "soon"),
        (EXPIRES, "临期，今日到期", "soon"),
        (date(2021, 7, 1), "超期 1 天", "overdue"),
    ],
)
def test_light_of_a_guarantee_in_force(today, text, level):
    found = standing(EXPIRES, None, today=today, remind_days=30)
    assert (found.text, found.level) == (text, level)


def test_one_that_ended_has_no_light():
    found = standing(EXPIRES, date(2021, 5, 1), today=EXPIRES + timedelta(days=9), remind_days=30)
    assert (found.text, found.level) == ("已解除", "")


def test_reminder_is_as_many_days_ahead_as_the_office_wants():
    assert [reminded_from(EXPIRES, remind_days=days) for days in (30, 0)] == [date(2021, 5, 31), EXPIRES]
