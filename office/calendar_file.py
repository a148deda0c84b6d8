"""A year's holidays as a small workbook or CSV: 日期, 上班/休息, 名称. Read and checked, nothing written.

依据：国务院办公厅每年关于部分节假日安排的通知。
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from office.refusals import Refused
from office.sheets.guard import BadWorkbook
from office.sheets.reader import header_map, read_workbook

DAY, WORKS, NAME = "日期", "上班/休息", "名称"
HEADINGS = (DAY, WORKS, NAME)
WORDS = {"上班": True, "调休": True, "休息": False, "放假": False}
MOST_ROWS, MOST_NAME = 2000, 40
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class DayRow:
    """One day that differs from its week."""

    day: date
    is_workday: bool
    name: str


def read_days(path: Path) -> list[DayRow]:
    """The days of the file, in its order.

    Raises:
        Refused: not readable, no rows, a wrong heading, or every faulty row with its number.
    """
    rows = _rows(path)
    if len(rows) < 2:
        raise Refused("文件中没有节假日：第一行为“日期、上班/休息、名称”，其下每行一天。")
    if len(rows) > MOST_ROWS:
        raise Refused(f"文件超过 {MOST_ROWS} 行，请核对是不是节假日表。")
    columns, problems = header_map(rows[0], HEADINGS, (DAY, WORKS))
    if problems:
        raise Refused(problems)
    found: dict[date, DayRow] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell not in (None, "") for cell in row):
            problems += _read(row, columns, number, found)
    if problems:
        raise Refused(problems)
    return list(found.values())


def _read(row: Sequence[Any], columns: dict[str, int], number: int, found: dict[date, DayRow]) -> Iterator[str]:
    cells = {name: row[index] if index < len(row) else None for name, index in columns.items()}
    day, word, name = _date(cells[DAY]), str(cells[WORKS] or "").strip(), str(cells.get(NAME) or "").strip()
    if day is None:
        yield f"第 {number} 行的日期“{cells[DAY] or ''}”无法识别，请写成 2027-01-01 的样子。"
    elif day in found:
        yield f"第 {number} 行的 {day} 与前面重复，请只留一行。"
    if word not in WORDS:
        yield f"第 {number} 行的“{word}”应当是上班或休息。"
    if len(name) > MOST_NAME:
        yield f"第 {number} 行的名称超过 {MOST_NAME} 个字。"
    if day and day not in found and word in WORDS:
        found[day] = DayRow(day, WORDS[word], name)


def _rows(path: Path) -> list[Sequence[Any]]:
    try:
        return list(next(iter(read_workbook(path).values()), []))
    except BadWorkbook as error:
        raise Refused(str(error)) from error


def _date(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    parts = _DATE.fullmatch(str(cell or "").strip())
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None
