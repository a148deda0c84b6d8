"""What else must happen when the working-day calendar changes. Later rooms are named by the composition root."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from office.models import SpecialDay, User

# Each is called with `what` (the change in words), `by` and `now`, inside the transaction of the change.
CALENDAR_CHANGED: list[Callable[..., Any]] = []


def calendar_changed(*, what: str, by: User | None, now: datetime | None = None) -> None:
    """Tells every listener, after the rows were written and in the same transaction."""
    at = now or timezone.now()
    for listener in CALENDAR_CHANGED:
        listener(what=what, by=by, now=at)


def day_in_words(day: SpecialDay, *, was: date | None = None) -> str:
    """新增或改动的一天: 2026年10月9日（国庆节）定为休息日; `was` is the day it stood on before."""
    name = f"（{day.name}）" if day.name else ""
    moved = f"原 {was.year}年{was.month}月{was.day}日 " if was and was != day.day else ""
    kind = "上班" if day.is_workday else "休息日"
    return f"{moved}{day.day.year}年{day.day.month}月{day.day.day}日{name}定为{kind}"
