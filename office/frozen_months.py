"""Months whose table was signed: no event is dated into them any more. The room that freezes them is named by the
composition root.

依据：情况表封存后不改，结果日期和办结日期不得落在已封存的月份。
"""

from collections.abc import Callable
from datetime import date

# Each is asked with `area_id` and `on`, and says whether that day's month is frozen there.
IS_FROZEN: list[Callable[..., bool]] = []


def frozen_faults(label: str, on: date, *, area_id: int) -> list[str]:
    """A sentence if the day lies in a frozen month; empty if it does not."""
    if not any(ask(area_id=area_id, on=on) for ask in IS_FROZEN):
        return []
    return [f"{label} {on} 在已封存的{on.year}年{on.month}月：请改为没有封存的月份中的日期。"]
