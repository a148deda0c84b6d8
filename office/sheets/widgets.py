"""Cells of any imported table: each widget turns one cell into a value or says in Chinese why it cannot.

`kind` is what a template needs to know of the column, `allowed()` its drop-down list.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol

from import_export.widgets import Widget

from office.amounts import parse_yuan, show_yuan
from office.partial_dates import parse_day, parse_day_or_month
from office.text import fold

AMOUNT_LIMIT = Decimal("10000000000")
COUNT_LIMIT = 100_000
_FORMULA_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ANSWERS = {"是": True, "否": False}
_ONE_DAY = timedelta(days=1)
_CLOCK = re.compile(r"(\d{1,2})[:时](\d{2})(?::\d{2}|分)?", re.ASCII)
_COUNT = re.compile(r"(\d{1,9})人?", re.ASCII)


class Meanings(Protocol):
    """What the cells of one import are matched with; remembers the meaning of texts that come again."""

    meanings: dict[tuple[Any, str], Any]


class Cell(Widget):
    """A cell that may be empty. Subclasses say in `parse` what a filled one means."""

    # One of: text, day, month, time, yuan, count, yes_no, choice, several, id_number, phone.
    kind = "text"
    empty: Any = ""
    # Columns with few different texts in many rows: what a text means is worked out once per import.
    repeats = False

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return self.empty
        lookups: Meanings = kwargs["lookups"]
        if not isinstance(value, str):
            return self.parse(value, lookups)
        text = value.strip()
        if not text:
            return self.empty
        if text[0] == "#" and text in _FORMULA_ERRORS:
            raise ValueError("单元格是公式错误，请改填实际内容。")
        if not self.repeats:
            return self.parse(value, lookups)
        if (self, value) not in lookups.meanings:
            lookups.meanings[self, value] = self.parse(value, lookups)
        return lookups.meanings[self, value]

    def parse(self, value: Any, lookups: Any) -> Any:
        raise NotImplementedError

    def allowed(self, lookups: Any) -> list[str]:
        """The texts among which the cell chooses, in the office's order; empty where it may hold anything."""
        return []


class Text(Cell):
    """Text up to a length, brought into one spelling by `tidy`; whole numbers and dates are taken as shown."""

    def __init__(self, length: int, *, tidy: Callable[[str], str] = str.strip, repeats: bool = False) -> None:
        super().__init__()
        self.length = length
        self.tidy = tidy
        self.repeats = repeats

    def parse(self, value: Any, lookups: Any) -> str:
        shown = as_text(value)
        text = self.tidy(shown if shown.isprintable() else _CONTROL.sub("", shown))
        if len(text) > self.length:
            raise ValueError(f"有 {len(text)} 个字，最多 {self.length} 个字，请缩短。")
        return text


class Day(Cell):
    kind = "day"
    repeats = True
    empty = None

    def parse(self, value: Any, lookups: Any) -> date:
        return parse_day(value)


class DayOrMonth(Cell):
    kind = "month"
    repeats = True

    def parse(self, value: Any, lookups: Any) -> str:
        return parse_day_or_month(value)


class Clock(Cell):
    """A time of day: an Excel time, `14:30` or `14时30分`."""

    kind = "time"
    repeats = True
    empty = None

    def parse(self, value: Any, lookups: Any) -> time:
        if isinstance(value, datetime):
            return value.time().replace(second=0, microsecond=0)
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        if isinstance(value, timedelta):
            value = value / _ONE_DAY
        if isinstance(value, float) and 0 <= value < 1:
            minutes = round(value * 24 * 60)
            return time(minutes // 60 % 24, minutes % 60)
        match = _CLOCK.fullmatch(fold(value)) if isinstance(value, str) else None
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValueError(f"“{value}”不是时间，请写成 14:30。")
        return time(int(match[1]), int(match[2]))


class Yuan(Cell):
    """Yuan as Decimal; with `unknown` the text 不详 gives `UNKNOWN`, which differs from an empty cell."""

    kind = "yuan"
    empty = None
    UNKNOWN = "不详"

    def __init__(self, *, unknown: bool = False) -> None:
        super().__init__()
        self.unknown = unknown

    def parse(self, value: Any, lookups: Any) -> Decimal | str:
        amount = parse_yuan(value, allow_unknown=self.unknown)
        if amount is None:
            return self.UNKNOWN
        if amount >= AMOUNT_LIMIT:
            raise ValueError(f"“{show_yuan(amount)}”过大，请核对单位是元还是万元。")
        return amount


class Count(Cell):
    """A whole number from 1."""

    kind = "count"
    empty = None

    def parse(self, value: Any, lookups: Any) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        match = None if isinstance(value, bool) else _COUNT.fullmatch(fold(as_text(value)))
        if match is None or not 1 <= int(match[1]) <= COUNT_LIMIT:
            raise ValueError(f"“{value}”不是 1 至 {COUNT_LIMIT} 的整数，请填人数。")
        return int(match[1])


class YesNo(Cell):
    """是 or 否; an empty cell is `empty`."""

    kind = "yes_no"
    repeats = True

    def __init__(self, *, empty: bool) -> None:
        super().__init__()
        self.empty = empty

    def parse(self, value: Any, lookups: Any) -> bool:
        if isinstance(value, bool):
            return value
        if fold(str(value)) not in ANSWERS:
            raise ValueError(f"“{value}”不是“是”或“否”，请填 是 或 否，空白按“{'是' if self.empty else '否'}”。")
        return ANSWERS[fold(str(value))]

    def allowed(self, lookups: Any) -> list[str]:
        return list(ANSWERS)


class Choice(Cell):
    """One of a fixed list of labels; `also` are other words for them, read and not offered."""

    kind = "choice"
    repeats = True

    def __init__(self, choices: Mapping[str, Any], *, also: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.choices = choices
        self.known = {**choices, **(also or {})}

    def parse(self, value: Any, lookups: Any) -> Any:
        return pick(value, self.known, list(self.choices))

    def allowed(self, lookups: Any) -> list[str]:
        return list(self.choices)


def pick(value: Any, known: Mapping[str, Any], allowed: list[str]) -> Any:
    """The entry of that name, however it is spaced; `ValueError` lists what there is."""
    found = known.get(fold(str(value)))
    if found is None:
        raise ValueError(f"“{str(value).strip()}”不在可填的内容中，可填：{'、'.join(allowed)}。")
    return found


def as_text(value: Any) -> str:
    """The cell as it is shown: whole numbers without point, days without hour."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
