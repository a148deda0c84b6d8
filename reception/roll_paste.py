"""A wage roll pasted from Excel, WPS or a message, read into the columns of the grid.

Pure: text in, lines of texts out. Nothing is refused for a faulty cell: it keeps what was pasted, and the grid names the
fault where it stands. The only home of how a pasted roll is read; the page asks for it and knows no rule of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from office.amounts import show_yuan
from office.pasted_table import first, is_nothing, is_total, numbered_rows
from reception import roll_columns as columns
from reception.roll_cells import read_yuan, tidy_amount, tidy_day, tidy_name, tidy_number, tidy_period
from reception.roll_columns import Layout, by_content, by_heading

MOST_ROWS = 500
MOST_TEXT = 400_000
LEAST_MERGED = 3
VALUES = ("name", "id_number", "phone", "job_type", "worked_from", "worked_until", "owed_yuan", "account")
LABELS = {"job_type": "工种", "worked_from": "出勤起", "worked_until": "出勤止"}
_TIDY = {"name": tidy_name, "owed_yuan": tidy_amount, "worked_from": tidy_day, "worked_until": tidy_day}


class UnreadableRoll(ValueError):
    """Nothing that looks like a wage roll, or too much of it; the message says what is wanted."""


@dataclass
class RollLine:
    """One worker as pasted, in the grid's columns; `remarks` say by column what to look at."""

    values: dict[str, str]
    remarks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PastedRoll:
    """The lines in their order, and what people should know of the reading. `column`: a paste of that column alone."""

    lines: tuple[RollLine, ...]
    remarks: tuple[str, ...] = ()
    column: str = ""


def read_roll(text: str, *, column: str = "") -> PastedRoll:
    """What was pasted; `column` is the grid's column it was pasted onto, which one column without heading belongs to.

    Raises:
        UnreadableRoll: nothing to read, or more than fits.
    """
    if len(text) > MOST_TEXT:
        raise UnreadableRoll("粘贴的内容过长：请分几次粘贴。")
    rows = [cells for _, cells in numbered_rows(text)]
    if not rows:
        raise UnreadableRoll("没有读到内容：请先在表格中选中花名册，复制后再粘贴。")
    if column in VALUES and max(map(len, rows)) == 1 and "\t" not in text.strip():
        return _one_column(rows, column)
    layout = by_heading(rows)
    if layout:
        return _read(rows[layout.data_from :], [layout])
    whole_lines = "\t" in text or any("," in row or "，" in row for row in text.splitlines())
    return _read(rows, [by_content(_without_totals(rows))] if whole_lines else [by_content([cells]) for cells in rows])


def _one_column(rows: Sequence[Sequence[str]], column: str) -> PastedRoll:
    tidy = _TIDY.get(column, tidy_number if column in ("id_number", "phone", "account") else str)
    cells = [cells[0] for cells in rows if not is_total(cells)]
    _refuse_too_many(len(cells))
    return PastedRoll(tuple(RollLine({column: tidy(cell)}) for cell in cells), column=column)


def _read(rows: Sequence[Sequence[str]], layouts: list[Layout]) -> PastedRoll:
    """`layouts` holds one for all lines, or one for each."""
    lines, totals, left_out = [], [], 0
    for cells, layout in zip(rows, layouts * len(rows) if len(layouts) == 1 else layouts, strict=True):
        line = _line(cells, layout)
        if is_total(cells) or is_total([line.values["name"]]):
            totals.append(line.values["owed_yuan"])
        elif _is_footer(cells, line, after_total=bool(totals)):
            left_out += 1
        elif any(line.values.values()) and tuple(cells) != layout.heading:
            lines.append(line)
    if not lines:
        raise UnreadableRoll("没有认出花名册：每人一行，至少有姓名和欠发金额；有标题行的请连标题一起复制。")
    _refuse_too_many(len(lines))
    remarks = list(dict.fromkeys(remark for layout in layouts for remark in layout.remarks))
    remarks += _filled_down(lines)
    remarks += _compared(lines, totals)
    if left_out:
        remarks.append(f"有 {left_out} 行不像工人（制表、说明等），没有读入。")
    return PastedRoll(tuple(lines), tuple(remarks))


def _without_totals(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    return [cells for cells in rows if not is_total(cells)] or list(rows)


def _refuse_too_many(count: int) -> None:
    if count > MOST_ROWS:
        raise UnreadableRoll(f"花名册有 {count} 行，一次最多 {MOST_ROWS} 行：请分成几件登记，或先登记、以后补册。")


def _line(cells: Sequence[str], layout: Layout) -> RollLine:
    def number(name: str) -> str:
        return tidy_number(layout.cell(cells, name))

    begin, end = tidy_day(layout.cell(cells, columns.FROM)), tidy_day(layout.cell(cells, columns.UNTIL))
    if columns.SPAN in layout.places and not begin:
        begin, until = tidy_period(layout.cell(cells, columns.SPAN))
        end = end or until
    owed, remark = _owed(cells, layout)
    job = layout.cell(cells, columns.JOB_TYPE)
    values = {
        "name": tidy_name(layout.cell(cells, columns.NAME)), "id_number": number(columns.ID_NUMBER),
        "phone": number(columns.TELEPHONE), "job_type": "" if is_nothing(job) else job, "worked_from": begin, "worked_until": end,
        "owed_yuan": owed, "account": number(columns.BANK),
    }  # fmt: skip
    return RollLine(values, {"owed_yuan": remark} if remark else {})


def _owed(cells: Sequence[str], layout: Layout) -> tuple[str, str]:
    """What is owed as the grid takes it, and what to look at; reckoned from 应发 and 已发 where 欠发 is empty."""
    written = tidy_amount(layout.cell(cells, columns.OWED), in_ten_thousands=layout.is_wan(columns.OWED))
    gross = read_yuan(layout.cell(cells, columns.GROSS), in_ten_thousands=layout.is_wan(columns.GROSS))
    if gross is None:
        return written, ""
    paid = [
        read_yuan(cell, in_ten_thousands=layout.is_wan(columns.PAID))
        for cell in layout.cells(cells, columns.PAID)
        if not is_nothing(cell)
    ]
    if None in paid:
        return written, "" if written else "已发金额不能识别，没有算出欠发：请填写。"
    rest = gross - sum((amount for amount in paid if amount is not None), Decimal(0))
    if not written:
        return f"{rest:,.2f}", "已发多于应发：请核对。" if rest < 0 else ""
    owed = read_yuan(written)
    return written, "" if owed in (None, rest) or not paid else f"应发减已发是 {rest:,.2f} 元，与欠发不符：请核对。"


def _is_footer(cells: Sequence[str], line: RollLine, *, after_total: bool) -> bool:
    """`制表人：……` and the like: a colon where the name would be, or nothing of a worker after the line of sums."""
    has_figures = any(line.values[name] for name in ("id_number", "phone", "owed_yuan", "account"))
    opening = first(cells)
    return ("：" in opening or ":" in opening or after_total) and not has_figures


def _filled_down(lines: list[RollLine]) -> list[str]:
    """A cell merged over several lines comes with the first of them: where most are empty, what stands above holds."""
    filled = []
    for name, label in LABELS.items():
        given = sum(bool(line.values[name]) for line in lines)
        if len(lines) < LEAST_MERGED or not lines[0].values[name] or given > len(lines) // 2:
            continue
        filled.append(label)
        above = ""
        for line in lines:
            above = line.values[name] = line.values[name] or above
    return [f"{'、'.join(filled)}空白的行按上一行补上（合并单元格）：请核对。"] if filled else []


def _compared(lines: Sequence[RollLine], totals: Sequence[str]) -> list[str]:
    """The line of sums was left out; what it said is held against the lines."""
    if not totals:
        return []
    said = read_yuan(totals[-1]) if totals[-1] else None
    amounts = [read_yuan(line.values["owed_yuan"]) for line in lines]
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    if said is None:
        return ["合计行没有读入。"]
    if said == total:
        return [f"合计行 {show_yuan(said)} 元与各行相加一致，没有读入。"]
    return [
        f"合计行写的是 {show_yuan(said)} 元，各行欠发相加是 {show_yuan(total)} 元，相差 {show_yuan(abs(said - total))} 元：请核对。"
    ]
