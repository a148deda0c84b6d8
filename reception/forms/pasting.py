"""A pasted roll poured into the rows of the grid, before the form reads them: with or without a script, the same way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reception.roll_paste import MOST_ROWS, VALUES, PastedRoll, UnreadableRoll, read_roll

PASTED, ROW, COLUMN, TOTAL = "pasted", "row", "column", "TOTAL_FORMS"


@dataclass(frozen=True)
class Pasting:
    """What became of the paste: sentences for the whole, and by row and column; empty if nothing was pasted."""

    remarks: tuple[str, ...] = ()
    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    is_read: bool = False


def poured_in(data: Any, *, prefix: str) -> tuple[Any, Pasting]:
    """The same data with the pasted roll in its rows, after those that are filled; a text that cannot be read stays.

    One column pasted onto a column of the grid goes down from the row it was pasted onto.
    """
    text = data.get(f"{prefix}-{PASTED}", "")
    if not text.strip():
        return data, Pasting()
    try:
        roll = read_roll(text, column=data.get(f"{prefix}-{COLUMN}", ""))
        start = _start(data, prefix, roll)
    except UnreadableRoll as error:
        return data, Pasting((str(error),))
    changed = data.copy()
    changed[f"{prefix}-{PASTED}"] = ""
    for place, line in enumerate(roll.lines, start=start):
        for name, value in line.values.items():
            changed[f"{prefix}-{place}-{name}"] = value
    changed[f"{prefix}-{TOTAL}"] = max(_total(data, prefix), start + len(roll.lines))
    cells = {
        (place, name): said for place, line in enumerate(roll.lines, start=start) for name, said in line.remarks.items()
    }
    said = f"已读入 {len(roll.lines)} 行，还没有保存：请核对花名册后再保存。"
    return changed, Pasting((said, *roll.remarks), cells, is_read=True)


def _start(data: Any, prefix: str, roll: PastedRoll) -> int:
    """The row the first line goes to.

    Raises:
        UnreadableRoll: there is no room, or cells of the column are filled already.
    """
    last = max((place + 1 for place in range(_total(data, prefix)) if _is_filled(data, prefix, place)), default=0)
    start = last
    if roll.column:
        row = str(data.get(f"{prefix}-{ROW}", ""))
        start = int(row) if row.isdecimal() and len(row) < 5 else last
        taken = [
            place + 1
            for place in range(start, start + len(roll.lines))
            if str(data.get(f"{prefix}-{place}-{roll.column}", "")).strip()
        ]
        if taken:
            raise UnreadableRoll(f"第 {taken[0]} 行这一列已有内容，没有粘贴：请先清空，或从空白的行开始粘贴。")
    if start + len(roll.lines) > MOST_ROWS:
        raise UnreadableRoll(f"粘贴后有 {start + len(roll.lines)} 行，花名册一次最多 {MOST_ROWS} 行：没有粘贴。")
    return start


def _total(data: Any, prefix: str) -> int:
    text = str(data.get(f"{prefix}-{TOTAL}", "0"))
    return min(int(text), MOST_ROWS) if text.isdecimal() and len(text) < 6 else 0


def _is_filled(data: Any, prefix: str, place: int) -> bool:
    return any(str(data.get(f"{prefix}-{place}-{name}", "")).strip() for name in VALUES)
