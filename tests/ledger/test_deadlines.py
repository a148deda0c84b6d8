from datetime import date

import pytest

from ledger.deadlines import DueState, due_state, paused_state

TODAY = date(2021, 4, 26)


@pytest.mark.parametrize(
    ("due_on", "is_open", "said"),
    [
        (date(2021, 4, 23), True, DueState("超期 3 天", "overdue")),
        (date(2021, 4, 25), True, DueState("超期 1 天", "overdue")),
        (date(2021, 4, 26), True, DueState("今日到期", "soon")),
        (date(2021, 4, 28), True, DueState("还有 2 天", "soon")),
        (date(2021, 4, 29), True, DueState("还有 3 天", "soon")),
        (date(2021, 4, 30), True, DueState("还有 4 天", "normal")),
        (None, True, DueState("未定期限")),
        (date(2021, 4, 1), False, DueState("不再计期")),
    ],
)
def test_due_state(due_on, is_open, said):
    assert due_state(due_on, today=TODAY, is_open=is_open) == said


@pytest.mark.parametrize(
    ("check_on", "text", "level"),
    [
        (date(2021, 6, 20), "中止，下次核查 6月20日", "normal"),
        (date(2021, 5, 12), "中止，下次核查 5月12日", "soon"),
        (date(2021, 5, 11), "中止，下次核查 5月11日，已过 1 天", "overdue"),
    ],
)
def test_paused_deadline_stands_on_its_check(check_on, text, level):
    assert paused_state(check_on, today=date(2021, 5, 12)) == DueState(text, level)


def test_number_of_days_that_light_up_is_given():
    due_on, today = date(2021, 5, 20), date(2021, 5, 12)
    assert due_state(due_on, today=today, is_open=True).level == "normal"
    assert due_state(due_on, today=today, is_open=True, soon_days=8).level == "soon"
