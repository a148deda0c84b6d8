"""How near a deadline is, in words. Pure: takes dates, not rows.

依据：实施方案六（三）“明确办理期限”；期限当日不算超期。
"""

from dataclasses import dataclass
from datetime import date

# Where the office has set no other number (parameter `due_soon_days`).
SOON_DAYS = 3


@dataclass(frozen=True)
class DueState:
    """A word and a level for the eye: `overdue`, `soon`, `normal`, or empty where no deadline runs."""

    text: str
    level: str = ""


def due_state(due_on: date | None, *, today: date, is_open: bool, soon_days: int = SOON_DAYS) -> DueState:
    """超期 3 天 / 今日到期 / 还有 2 天, in calendar days; a finished case has no running deadline.

    "Today" is the calendar day in Shanghai, not the last or next twenty-four hours.
    """
    if not is_open:
        return DueState("不再计期")
    if due_on is None:
        return DueState("未定期限")
    days = (due_on - today).days
    if days < 0:
        return DueState(f"超期 {-days} 天", "overdue")
    if days == 0:
        return DueState("今日到期", "soon")
    return DueState(f"还有 {days} 天", "soon" if days <= soon_days else "normal")


def paused_state(next_check_on: date, *, today: date, soon_days: int = SOON_DAYS) -> DueState:
    """中止，6月20日核查: what a paused deadline says; a day of check that was let pass shows as overdue."""
    level = due_state(next_check_on, today=today, is_open=True, soon_days=soon_days).level
    late = f"，已过 {(today - next_check_on).days} 天" if next_check_on < today else ""
    return DueState(f"中止，下次核查 {next_check_on.month}月{next_check_on.day}日{late}", level)
