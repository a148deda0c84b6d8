"""A table as people paste it from Excel, WPS or a message: its lines, its cells, its headings, its line of totals.

Pure. What the columns mean is the matter of each list: the wage roll and the payment list bring their own headings.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from office.text import fold

Cells = Sequence[Any]
# A heading means a column if it holds one of these words; the first that fits decides.
Headings = Sequence[tuple[str, Sequence[str]]]

_TOTALS = ("合计", "总计", "小计")
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])", re.ASCII)
_COMMA = re.compile(r"[,，;；]")
_QUOTED_CELL = re.compile(r'(?:^|\t)"', re.MULTILINE)
_PARTED_NAME = re.compile(r"(?<!\S)([\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff](?!\S))")
# What marks a cell that is empty all the same.
_NOTHING = frozenset({"", "-", "－", "—", "——", "–", "/", "／", "\\", "无"})


def numbered_lines(text: str) -> list[tuple[int, str]]:
    """The lines that hold anything, each with its place in the text."""
    return [(number, row) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]


def numbered_rows(text: str) -> list[tuple[int, list[str]]]:
    """The cells of each line that holds any; a cell of several lines (`身份证⏎号码`), which comes quoted, stays one."""
    if "\t" in text and _QUOTED_CELL.search(text) and text.count('"') % 2 == 0:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    else:
        rows = [(number, split_line(_PARTED_NAME.sub(r"\1", row))) for number, row in numbered_lines(text)]
    return [(number, cells) for number, cells in rows if any(cells)]


def split_line(row: str) -> list[str]:
    """By tabs; else by commas, if there are any that do not group the figures of a sum; else by spaces."""
    if "\t" in row:
        return [cell.strip() for cell in row.split("\t")]
    if _COMMA.search(_GROUPED.sub("", row)) or '"' in row:
        return [cell.strip() for cell in next(csv.reader([_COMMA.sub(",", row)], skipinitialspace=True))]
    return row.split()


def columns_of(cells: Cells, headings: Headings, *, several: Collection[str] = ()) -> dict[str, list[int]]:
    """Where each column is, by its heading; the first counts, of the `several` every one."""
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        name = meaning(shown(cell), headings)
        if name and (name in several or name not in found):
            found.setdefault(name, []).append(place)
    return found


def meaning(heading: str, headings: Headings) -> str | None:
    """Which column a heading means; None if none."""
    folded = fold(heading)
    return next((name for name, words in headings if any(word in folded for word in words)), None)


def is_total(cells: Cells) -> bool:
    """True for the line of sums at the end of a list (`合 计`)."""
    return fold(first(cells)).startswith(_TOTALS)


def first(cells: Iterable[Any]) -> str:
    """The first cell that holds anything."""
    return next((text for text in map(shown, cells) if text), "")


def shown(cell: Any) -> str:
    """The cell as text; a whole number without its decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def is_nothing(cell: str) -> bool:
    """True for an empty cell and for what people write into one: `—`, `/`, `无`."""
    return fold(cell) in _NOTHING
