"""Reads a form that a district sent as a workbook, cell by cell, and names whatever differs from the annex. Pure.

依据：实施方案附件《根治欠薪集中联合接访情况表》。What can be read in one way only is read and named; what cannot, blocks.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from office.partial_dates import parse_day
from office.sheets.reader import Cell
from office.text import fold
from reception.notice_text import personal_numbers
from reports.annex import FIRST_ROW, HEADINGS, SUBHEADINGS, TITLE
from reports.form_told import Drift, Reading, ReadRow
from reports.period import Month
from reports.row import CENT

HEAD_ROW = FIRST_ROW - 2
SEARCHED_ROWS = 12
NO, LABEL, REMARKS, LAST = 0, 1, 7, 8
# Place in the form by what stands there; the two of the head row run over both.
NUMBERS = {"sessions": 2, "claims": 3, "workers": 4, "amount_wan": 5, "solved": 6}
TOTALS = ("合计", "总计", "小计", "共计")
WRITTEN_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
REPORTER, FILED_ON = "填报单位", "填报日期"
NOISE = Decimal("1e-9")
TEXT_SHOWN = 30
HIDDEN = "（含有号码）"
MOST = Decimal(100_000_000)


def read_form(sheets: dict[str, list[list[Cell]]], *, names: Collection[str], month: Month) -> Reading:
    """The first sheet with content, read against the annex of a month. `names`: what its area may be called."""
    filled = [name for name, rows in sheets.items() if rows]
    found = Reading()
    if not filled:
        found.drift.append(Drift("A1", "工作簿是空的，请按附件填好后重新上传。", blocks=True))
        return found
    if len(filled) > 1:
        found.drift.append(Drift("A1", f"还有别的工作表（{'、'.join(filled[1:])}）没有读，请只留一张。"))
    sheet: Sequence[Sequence[Cell]] = sheets[filled[0]]
    sheet = [[_told(found, cell, row, place) for place, cell in enumerate(line)] for row, line in enumerate(sheet)]
    found.cells = [[_shown(_at(row, place)) for place in range(LAST)] for row in sheet]
    head = _head_row(sheet)
    if head is None:
        found.drift.append(
            Drift("A3", "前十二行没有“序号”这个标题，认不出表格，请按附件的样式填好后重新上传。", blocks=True)
        )
        return found
    columns, faults = _columns(sheet, head)
    found.drift += [*_above(sheet, head), *faults]
    _read_rows(found, sheet, head, columns)
    found.drift += _below(found, names=names, month=month)
    if not found.rows and not found.is_blocked:
        cell = f"C{head + 3}"
        found.drift.append(Drift(cell, "一行数字也没有，没有开展接访的也要填 0，请填好后重新上传。", blocks=True))
    return found


def _told(found: Reading, cell: Cell, row: int, place: int) -> Cell:
    """The cell, or a word in its place where somebody's number stands in it: none of those is kept here.

    依据：报市的材料不含身份证号和手机。
    """
    if isinstance(cell, str) and personal_numbers(cell):
        at = f"{get_column_letter(place + 1)}{row + 1}"
        found.drift.append(Drift(at, "含有手机、证件或账号号码，不得上报，请删去后重新上传。", blocks=True))
        return HIDDEN
    return cell


def _head_row(sheet: Sequence[Sequence[Cell]]) -> int | None:
    rows = range(min(SEARCHED_ROWS, len(sheet)))
    return next((row for row in rows if any(_text(cell) == "序号" for cell in sheet[row])), None)


def _above(sheet: Sequence[Sequence[Cell]], head: int) -> Iterator[Drift]:
    if head != HEAD_ROW - 1:
        yield Drift(f"A{head + 1}", f"标题行在第 {head + 1} 行，附件在第 {HEAD_ROW} 行；已按标题行往下读。")
    titles = [_text(cell) for row in sheet[:head] for cell in row if cell is not None]
    if not any(fold(TITLE) in title for title in titles):
        yield Drift("A2", f"表名应是“{TITLE}”，请核对是不是这张表。")


def _columns(sheet: Sequence[Sequence[Cell]], head: int) -> tuple[dict[str, int], list[Drift]]:
    """Where each number stands, found by its heading; what stands elsewhere or is called otherwise is named."""
    columns, drift = {}, []
    second = sheet[head + 1] if head + 1 < len(sheet) else []
    headed: dict[str, int] = {}
    for row in (sheet[head], second):
        for place, cell in enumerate(row):
            headed.setdefault(_text(cell), place)
    for key, place in NUMBERS.items():
        heading, line = _heading(place, head)
        here, at = headed.get(fold(heading)), f"{get_column_letter(place + 1)}{line}"
        if here == place:
            columns[key] = place
        elif here is not None:
            columns[key] = here
            moved = f"{get_column_letter(here + 1)}{line}"
            drift.append(Drift(moved, f"“{heading}”应在 {get_column_letter(place + 1)} 列；已按标题取这一列的数。"))
        else:
            columns[key] = place
            drift.append(_wrong_heading(key, heading, at, _at(sheet[line - 1] if line <= len(sheet) else [], place)))
    if _at(sheet[head], LABEL) is not None:
        drift.append(Drift(f"B{head + 1}", "附件的这一格是空的，不用填标题。"))
    return columns, drift + _doubled(sheet, head)


def _heading(place: int, head: int) -> tuple[str, int]:
    """The heading of a column and the row of the sheet it stands in."""
    letter = get_column_letter(place + 1)
    sub = SUBHEADINGS.get(f"{letter}{HEAD_ROW + 1}")
    return (sub, head + 2) if sub else (HEADINGS[f"{letter}{HEAD_ROW}:{letter}{HEAD_ROW + 1}"], head + 1)


def _wrong_heading(key: str, heading: str, cell: str, found: Cell) -> Drift:
    """A name without its unit is the same column, but an amount without its unit may be yuan."""
    told = f"标题是“{_shown(found)}”" if found is not None else "没有标题"
    same_but_unit = key != "amount_wan" and _text(found).split("(")[0] == fold(heading).split("(")[0]
    if same_but_unit:
        return Drift(cell, f"{told}，应是“{heading}”；已按这一列取数。")
    return Drift(cell, f"{told}，应是“{heading}”，不能确定这一列是什么，请改正后重新上传。", blocks=True)


def _doubled(sheet: Sequence[Sequence[Cell]], head: int) -> list[Drift]:
    wanted = {fold(_heading(place, head)[0]): _heading(place, head)[0] for place in NUMBERS.values()}
    seen: dict[str, str] = {}
    drift = []
    for row in (head, head + 1):
        for place, cell in enumerate(sheet[row] if row < len(sheet) else []):
            name, here = _text(cell), f"{get_column_letter(place + 1)}{row + 1}"
            if name in wanted and name in seen:
                drift.append(Drift(here, f"“{wanted[name]}”与 {seen[name]} 重复，请只留一列后重新上传。", blocks=True))
            seen[name] = here
    return drift


def _read_rows(found: Reading, sheet: Sequence[Sequence[Cell]], head: int, columns: dict[str, int]) -> None:
    for index in range(head + 2, len(sheet)):
        row = sheet[index]
        texts = [_shown(cell) for cell in row if cell is not None]
        if any(_keep_line(found, text) for text in texts):
            continue
        found.drift += [
            Drift(f"{get_column_letter(place + 1)}{index + 1}", "在表格右边，附件没有这一列，没有读。")
            for place in range(LAST, len(row))
            if row[place] is not None and place not in columns.values()
        ]
        if all(_at(row, place) is None for place in {*range(LABEL, LAST), *columns.values()}):
            continue
        if any(_text(_at(row, place)).startswith(TOTALS) for place in (NO, LABEL)):
            found.drift.append(Drift(f"A{index + 1}", "附件没有合计行；这一行没有读，请删去。"))
            continue
        _read_row(found, row, index + 1, columns)


def _read_row(found: Reading, row: Sequence[Cell], line: int, columns: dict[str, int]) -> None:
    expected = len(found.rows) + 1
    if _at(row, NO) != expected:
        found.drift.append(Drift(f"A{line}", f"序号应是 {expected}，现为“{_shown(_at(row, NO))}”；已按先后取用。"))
    values: dict[str, Any] = {}
    for key, place in columns.items():
        value, drift = _number(_at(row, place), f"{get_column_letter(place + 1)}{line}", is_amount=key == "amount_wan")
        values[key] = value
        found.drift += drift
    label, remarks = _shown(_at(row, LABEL)), _full(_at(row, REMARKS))
    found.rows.append(ReadRow(label=label, remarks=remarks, **values))


def _number(cell: Cell, at: str, *, is_amount: bool) -> tuple[Any, list[Drift]]:
    """The number of a cell, and what is to be said of it; zero where it blocks."""
    nothing: Any = "0.00" if is_amount else 0
    if cell is None:
        return nothing, [Drift(at, "空着，应填数字，没有的填 0，请填好后重新上传。", blocks=True)]
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return nothing, [Drift(at, f"是“{_shown(cell)}”，应填数字，请改正后重新上传。", blocks=True)]
    drift = []
    text = fold(cell).replace(",", "") if isinstance(cell, str) else repr(cell)
    if isinstance(cell, str):
        if not WRITTEN_NUMBER.fullmatch(text):
            return nothing, [Drift(at, f"是文字“{_shown(cell)}”，应填数字，请改正后重新上传。", blocks=True)]
        drift.append(Drift(at, f"是文本格式的“{_shown(cell)}”，应为数字格式；已按 {text} 取用。"))
    value = Decimal(text)
    if not 0 <= value < MOST:
        return nothing, [Drift(at, f"是 {text}，不会有这样的数，请改正后重新上传。", blocks=True)]
    if is_amount:
        rounded = value.quantize(CENT, ROUND_HALF_UP)
        if abs(rounded - value) > NOISE:
            drift.append(Drift(at, f"是 {text}，应为两位小数的万元数；已四舍五入按 {rounded} 取用。"))
        return str(rounded), drift
    if value != int(value):
        return nothing, [Drift(at, f"是 {text}，应填整数，请改正后重新上传。", blocks=True)]
    return int(value), drift


def _keep_line(found: Reading, text: str) -> bool:
    """True for a line beneath the table: who reports, and when."""
    for name, attribute in ((REPORTER, "reporter"), (FILED_ON, "filed_on")):
        if fold(text).startswith(name):
            setattr(found, attribute, re.sub(r"^[\s：:]+", "", text.strip()[len(name) :]).strip())
            return True
    return False


def _below(found: Reading, *, names: Collection[str], month: Month) -> Iterator[Drift]:
    if not found.reporter:
        yield Drift("A9", "没有写填报单位。")
    elif not any(fold(name) in fold(found.reporter) for name in names):
        told = f"填报单位是“{found.reporter}”，不是{min(names, key=len)}的表，请核对是不是拿错了文件。"
        yield Drift("A9", told, blocks=True)
    try:
        filed_on: date | None = parse_day(found.filed_on) if found.filed_on else None
    except ValueError as error:
        yield Drift("A10", f"填报日期：{error}")
        return
    if filed_on is None:
        yield Drift("A10", "没有填报日期。")
    elif filed_on < month.start:
        told = f"填报日期是{found.filed_on}，早于{month.label}，不是这个月的表，请核对是不是拿错了文件。"
        yield Drift("A10", told, blocks=True)


def _at(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None


def _text(cell: Cell) -> str:
    return fold(str(cell)) if cell is not None else ""


def _full(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return "" if cell is None else str(cell).strip()


def _shown(cell: Cell) -> str:
    text = _full(cell)
    return text if len(text) <= TEXT_SHOWN or text.startswith((REPORTER, FILED_ON)) else f"{text[:TEXT_SHOWN]}…"
