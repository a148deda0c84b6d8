"""预警: when so many claims or people about one matter within so many working days are worth the head's eye. Pure.

依据：实施方案六（三）“随时掌握”；the three numbers are the office's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from office.workdays import Calendar

ONE_DAY = timedelta(days=1)
# A week has five working days at least but for holidays, of which none with its weekends is longer than this.
LONGEST_HOLIDAY = 14


@dataclass(frozen=True, kw_only=True)
class WarningNumbers:
    """People or claims about one matter, within so many working days; each is named as its parameter."""

    warning_people: int = 10
    warning_claims: int = 3
    warning_workdays: int = 10


@dataclass(frozen=True)
class Received:
    """One claim that counts, neither void nor merged, about the matter."""

    claim: int
    on: date
    people: int


@dataclass(frozen=True)
class Window:
    """The working days that are looked at together, both ends included, and what was received in them."""

    first_on: date
    last_on: date
    claims: tuple[int, ...]
    people: int


def due_warning(
    new: Received, earlier: Iterable[Received], *, warned: Sequence[tuple[date, date]], numbers: WarningNumbers,
    calendar: Calendar,
) -> Window | None:  # fmt: skip
    """The window in which the new claim brings the matter up to the rule; None if it does not.

    A window begins on the day of its first claim. What was received in a window that was warned of, the new claim
    included, is not counted again: one window, one warning. Among several windows the fullest is told.
    """
    if _is_within(new.on, warned):
        return None
    counted = sorted(
        [new, *(each for each in earlier if not _is_within(each.on, warned))], key=lambda each: (each.on, each.claim)
    )
    windows = [_window(first.on, counted, numbers, calendar) for first in counted if first.on <= new.on]
    reached = [window for window in windows if new.claim in window.claims and _is_reached(window, numbers)]
    return max(reached, key=lambda window: (len(window.claims), window.people), default=None)


def rule_text(numbers: WarningNumbers) -> str:
    """The rule in words, as it stood when it warned."""
    return (
        f"同一项目（没有项目的，同一欠薪方）在 {numbers.warning_workdays} 个工作日内收到诉求满 {numbers.warning_claims} 件，"
        f"或者涉及满 {numbers.warning_people} 人的，预警一次；窗口从首件收到之日起算，结束前不再预警，结束后重新计算；"
        "已作废、已判重的不算。主任判断为同一项目的，或者总包相同、名称只是写法不同的，合并计算。"
    )


def days_looked_at(numbers: WarningNumbers) -> timedelta:
    """Calendar days before and after a claim beyond which no window with it can reach."""
    return timedelta(days=numbers.warning_workdays * 7 // 5 + LONGEST_HOLIDAY)


def end_of_window(first_on: date, workdays: int, *, calendar: Calendar) -> date:
    """The last of so many working days, the first day counted if it is one."""
    return calendar.add_workdays(first_on - ONE_DAY, workdays).on


def _window(first_on: date, received: Sequence[Received], numbers: WarningNumbers, calendar: Calendar) -> Window:
    last_on = end_of_window(first_on, numbers.warning_workdays, calendar=calendar)
    inside = [each for each in received if first_on <= each.on <= last_on]
    return Window(first_on, last_on, tuple(each.claim for each in inside), sum(each.people for each in inside))


def _is_reached(window: Window, numbers: WarningNumbers) -> bool:
    return len(window.claims) >= numbers.warning_claims or window.people >= numbers.warning_people


def _is_within(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    return any(first_on <= day <= last_on for first_on, last_on in spans)
