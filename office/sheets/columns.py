"""Columns of an imported table, defined once: the importer finds and reads them, templates are made of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from import_export.fields import Field
from openpyxl.utils import get_column_letter

from office.sheets.reader import Cell
from office.text import fold

# What a list of refused rows adds, a running number, room for a signature: never part of what is imported.
REASONS = "退回原因"
PASSED_OVER = (REASONS, "序号", "签字")
# What a template holds beside its tables: how to fill it in, an example, the lists. Never read.
NOT_TABLES = ("填表说明", "填写示例", "可填内容")
LOOKED_THROUGH = 10


class Column(Field):
    """A column found by its heading or a synonym; a required one must be there and be filled in every row.

    `note` tells who fills it in what is wanted, `example` stands in the template,
    `if_empty` ends the sentence that asks for a required one. What kind of cell it is, and among
    which texts it chooses, says its widget: `widget.kind`, `widget.allowed(lookups)`.
    """

    def __init__(
        self,
        heading: str,
        widget: Any,
        *,
        required: bool = False,
        synonyms: Sequence[str] = (),
        note: str = "",
        example: str = "",
        if_empty: str = "",
    ) -> None:
        super().__init__(column_name=heading, widget=widget)
        self.required = required
        self.synonyms = tuple(synonyms)
        self.note = note
        self.example = example
        self.if_empty = if_empty


@dataclass(frozen=True)
class Table:
    """Where a table stands in its sheet: the row of its headings (from 0), its first row of data, columns by heading."""

    top: int
    first: int
    places: dict[str, int]
    faults: list[str]
    unused: list[str] = field(default_factory=list)


def find_table(rows: Sequence[Sequence[Cell]], columns: Mapping[str, Column], *, others: bool = False) -> Table:
    """The headings of a sheet, wherever they begin: titles may stand above them, and they may take two rows.

    Brackets of either width, spaces, order and a trailing ``*`` do not matter. Unknown, doubled and missing headings
    are faults; an empty heading cell is passed over, and so are `PASSED_OVER`. With `others`, unknown headings are no
    faults but named in the table.
    """
    known = {_key(text): each.column_name for each in columns.values() for text in (each.column_name, *each.synonyms)}
    filled = [number for number, row in enumerate(rows) if _is_filled(row)]
    best: tuple[int, int, int, list[str]] = (0, filled[0] if filled else 0, 1, [])
    for top in filled[:LOOKED_THROUGH]:
        for depth, names in ((1, _names(rows[top])), (2, _joined(rows[top : top + 2], known))):
            score = sum(_key(name) in known for name in names)
            if score > best[0]:
                best = (score, top, depth, names)
    _score, top, depth, names = best
    names = names or _names(rows[top] if rows else [])
    unused = [text for text in names if text and _key(text) not in known and _key(text) not in PASSED_OVER]
    left_out = {_key(text) for text in unused} if others else set()
    places, faults = _places(["" if _key(text) in left_out else text for text in names], known, columns)
    return Table(top, top + depth, places, faults, unused)


def headings(columns: Mapping[str, Column], *, required: bool = False) -> list[str]:
    """Headings in the order of the table, or only those that must be there."""
    return [column.column_name for column in columns.values() if column.required or not required]


def _places(
    names: Sequence[str], known: Mapping[str, str], columns: Mapping[str, Column]
) -> tuple[dict[str, int], list[str]]:
    found: dict[str, int] = {}
    faults = []
    for index, text in enumerate(names):
        name = known.get(_key(text))
        letter = get_column_letter(index + 1)
        if not text or (name is None and _key(text) in PASSED_OVER):
            continue
        if name is None:
            faults.append(f"{letter} 列的标题“{text}”不在模板中。可用的标题：{'、'.join(headings(columns))}。")
        elif name in found:
            faults.append(f"标题“{name}”重复，见 {get_column_letter(found[name] + 1)} 列和 {letter} 列，请只留一列。")
        else:
            found[name] = index
    missing = [name for name in headings(columns, required=True) if name not in found]
    return found, faults + [f"缺少必填的列“{name}”，请按模板补上。" for name in missing]


def _joined(rows: Sequence[Sequence[Cell]], known: Mapping[str, str]) -> list[str]:
    """Headings over two rows: below a group its own, else the one that reaches down; merged cells hold only the first."""
    if len(rows) < 2:
        return []
    return [_one_of(above, below, known) for above, below in _pairs(*map(_names, rows))]


def _pairs(above: list[str], below: list[str]) -> Iterator[tuple[str, str]]:
    width, group = max(len(above), len(below)), ""
    for index in range(width):
        upper, lower = (names[index] if index < len(names) else "" for names in (above, below))
        group = upper or (group if lower else "")
        yield group, lower


def _one_of(above: str, below: str, known: Mapping[str, str]) -> str:
    if not below:
        return above
    return above + below if _key(above + below) in known else below


def _names(row: Sequence[Cell]) -> list[str]:
    return [str(cell).strip() if cell is not None else "" for cell in row]


def _key(text: str) -> str:
    return fold(text).rstrip("*")


def _is_filled(row: Sequence[Cell]) -> bool:
    return any(_names(row))
