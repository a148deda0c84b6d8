from datetime import date

import pytest

from ledger.deadlines import DueState, due_state

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
