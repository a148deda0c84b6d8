"""A payment list as people have it: pasted with tabs, commas or spaces, or the cells of a sheet; with or without heading.

Pure: text or cells in, lines out; what could not be read is named line by line and keeps the other lines as they are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any

from ledger.payment_list import ENDING, ListLine, last_four
from office.amounts import parse_yuan
from office.partial_dates import parse_day
from office.pasted_table import Cells, columns_of, is_total, numbered_lines, shown, split_line
from office.text import fold, normalise

MOST_LINES = 2000
MOST_TEXT = 200_000
MOST_OF_LINE = 1000
LONGEST_NAME, LONGEST_SERIAL = 40, 40
NAME, ENDINGS, AMOUNT, DAY, SERIAL = "name", "endings", "amount", "day", "serial"
# A heading means a column if it holds one of these; the first that fits decides.
_HEADINGS = (
    (SERIAL, ("流水号", "流水", "凭证号", "交易号")),
    (NAME, ("姓名", "户名", "工人")),
    (ENDINGS, ("后四位", "尾号", "身份证", "证件号", "账号", "卡号")),
    (AMOUNT, ("实发", "金额", "发放额")),
    (DAY, ("日期", "时间")),
)
_NEEDED = {NAME: "姓名", AMOUNT: "实发金额", DAY: "发放日期"}
_COMPACT_DAY = re.compile(r"(?:19|20)\d{6}", re.ASCII)
_TIME = re.compile(r"T?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?$", re.ASCII)
_FIGURE = re.compile(r"\d", re.ASCII)
_POSITION = re.compile(r"\d{1,4}[.、]?", re.ASCII)


class UnreadableList(ValueError):
    """Nothing that looks like a payment list; the message says what is wanted."""


def read_text(text: str) -> list[ListLine]:
    """Lines of a pasted table, numbered as pasted; raises `UnreadableList`."""
    if len(text) > MOST_TEXT:
        raise UnreadableList("清单过长：请分几次粘贴，或上传表格文件。")
    too_long = [number for number, row in enumerate(text.splitlines(), start=1) if len(row) > MOST_OF_LINE]
    if too_long:
        raise UnreadableList(f"第 {too_long[0]} 行超过 {MOST_OF_LINE} 个字，不像支付明细：请核对后重新粘贴。")
    return _read([(number, split_line(row)) for number, row in numbered_lines(text)])


def read_sheet(sheet: Iterable[Cells]) -> list[ListLine]:
    """Lines of a sheet, numbered as its rows are; raises `UnreadableList`."""
    return _read([(number, list(row)) for number, row in enumerate(sheet, start=1) if any(map(shown, row))])


def _read(rows: Sequence[tuple[int, Cells]]) -> list[ListLine]:
    top = next((place for place, (_, cells) in enumerate(rows[:10]) if _is_heading(cells)), None)
    columns = _columns(rows[top][1]) if top is not None else None
    if columns is not None:
        missing = [label for name, label in _NEEDED.items() if name not in columns]
        if missing:
            raise UnreadableList(
                f"标题行中没有“{'”“'.join(missing)}”列：请补上，或去掉标题行按姓名、后四位、金额、日期、流水号的顺序粘贴。"
            )
        rows = rows[(top or 0) + 1 :]
    rows = [(number, cells) for number, cells in rows if not is_total(cells)]
    if not rows:
        raise UnreadableList(
            "没有读到支付明细：每人一行，依次是姓名、身份证号或账号后四位、实发金额（元）、发放日期、流水号。"
        )
    if len(rows) > MOST_LINES:
        raise UnreadableList(f"清单有 {len(rows)} 行，一次最多 {MOST_LINES} 行，请分几次登记。")
    return [line_of(number, _by_heading(cells, columns) if columns else _by_place(cells)) for number, cells in rows]


def _columns(cells: Cells) -> dict[str, list[int]]:
    """Where each column is; several may hold last figures."""
    return columns_of(cells, _HEADINGS, several=(ENDINGS,))


def _is_heading(cells: Cells) -> bool:
    found = _columns(cells)
    return (NAME in found and len(found) > 1) or any(fold(shown(cell)) == "姓名" for cell in cells)


def _by_heading(cells: Cells, columns: dict[str, list[int]]) -> dict[str, list[Any]]:
    return {name: [cells[place] for place in places if place < len(cells)] for name, places in columns.items()}


def _by_place(cells: Cells) -> dict[str, list[Any]]:
    """Without heading the day is the landmark: the sum stands before it, the serial number behind it."""
    filled = [cell for cell in cells if shown(cell) and not _TIME.fullmatch(fold(shown(cell)))]
    if len(filled) > 1 and _POSITION.fullmatch(fold(shown(filled[0]))):
        filled = filled[1:]
    # A name may have been taken apart at its spaces; what follows it has figures.
    more = takewhile(lambda cell: not _FIGURE.search(shown(cell)), filled[1:])
    parts = [shown(cell) for cell in (*filled[:1], *more)]
    rest = filled[len(parts) :]
    day = next((place for place, cell in enumerate(rest) if place > 0 and _day(cell)), len(rest))
    return {
        NAME: ["".join(parts)], ENDINGS: rest[: day - 1] if day else [], AMOUNT: rest[max(day - 1, 0) : day],
        DAY: rest[day : day + 1], SERIAL: rest[day + 1 : day + 2],
    }  # fmt: skip


def line_of(number: int, found: Mapping[str, Sequence[Any]]) -> ListLine:
    """One line from the cells of each column; what cannot be read stands among its faults."""
    faults: list[str] = []
    name, serial = fold(_one(found, NAME)), normalise(_one(found, SERIAL))
    if len(name) > LONGEST_NAME:
        faults.append(f"姓名超过 {LONGEST_NAME} 个字：请核对各列是否对齐。")
    if len(serial) > LONGEST_SERIAL:
        faults.append(f"流水号超过 {LONGEST_SERIAL} 个字符：请核对。")
    return ListLine(
        number=number, name=name[:LONGEST_NAME], endings=_endings(found.get(ENDINGS, []), faults),
        amount_yuan=_amount(found.get(AMOUNT, []), faults), on=_on(found.get(DAY, []), faults),
        serial=serial[:LONGEST_SERIAL], faults=tuple(faults),
    )  # fmt: skip


def _endings(cells: Sequence[Any], faults: list[str]) -> tuple[str, ...]:
    """A whole number gives its last four; a sheet drops leading zeros, which are put back."""
    texts = [normalise(shown(cell)).lstrip("*") for cell in cells if shown(cell)]
    padded = [text.zfill(ENDING) if text.isdecimal() else text for text in texts]
    if any(len(text) < ENDING for text in padded):
        faults.append("身份证号或账号后四位不足四位：请补全。")
    return tuple(dict.fromkeys(last_four(text) for text in padded if len(text) >= ENDING))


def _amount(cells: Sequence[Any], faults: list[str]) -> Decimal | None:
    if not cells or not shown(cells[0]):
        faults.append("没有金额：请补上。")
        return None
    try:
        amount = parse_yuan(cells[0])
    except ValueError as error:
        faults.append(str(error))
        return None
    if not amount:
        faults.append("金额须大于零：请核对。")
    return amount or None


def _on(cells: Sequence[Any], faults: list[str]) -> date | None:
    if not cells or not shown(cells[0]):
        faults.append("没有发放日期：请写成 2021-05-10 的样子。")
        return None
    day = _day(cells[0])
    if day is None:
        faults.append(f"“{shown(cells[0])}”不是日期：请写成 2021-05-10 的样子。")
    return day


def _day(cell: Any) -> date | None:
    """A date cell, 2021-05-10, 2021年5月10日, 2021/5/10 or 20210510; a time of day behind it does not matter."""
    if not isinstance(cell, date):
        text = shown(cell)
        cell = f"{text[:4]}-{text[4:6]}-{text[6:]}" if _COMPACT_DAY.fullmatch(text) else _TIME.sub("", text).strip()
    try:
        day = parse_day(cell)
    except ValueError:
        return None
    return date(day.year, day.month, day.day)


def _one(found: Mapping[str, Sequence[Any]], name: str) -> str:
    cells = found.get(name, [])
    return shown(cells[0]) if cells else ""
