"""Tables of one sheet: which sheet is meant, and its rows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from office.imports.preview import Judged, Preview, make_preview
from office.models import Area
from office.pasted_table import is_total
from office.sheets.columns import NOT_TABLES, Column, find_table
from office.sheets.findings import Findings, Problem, Say
from office.sheets.reader import Cell
from office.sheets.rows import Sheet, Watch, is_filled, read_rows
from office.text import fold

SHOWN_CHARACTERS = 40


@dataclass(frozen=True)
class Remembered:
    """Nothing is looked up for these cells; what texts mean is worked out once."""

    meanings: dict[tuple[Any, str], Any] = field(default_factory=dict)


def nothing_looked_up(_area: Area) -> Remembered:
    return Remembered()


def name_doubles(sheet: Sheet, fields: Collection[str], *, alike: Callable[[str], str] = fold) -> None:
    """An error on every row whose cell stood in an earlier row of the column; `alike` brings a text into its one form."""
    for name in fields:
        first: dict[Any, int] = {}
        for row in sheet.rows:
            value = alike(row[name]) if isinstance(row[name], str) else row[name]
            if row.is_sound and value in first:
                sheet.error(row, name, f"与第 {first[value]} 行重复，请只留一行。")
            first.setdefault(value, row.number)


def plain_problem(*, sheet: str, row: int | None, column: str, value: object, message: str) -> Problem:
    """A finding of a table that names no person: the cell as it stands, cut where it is long."""
    text = "" if value is None else str(value).removesuffix(" 00:00:00")
    return Problem(
        sheet, row, column, text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…", message
    )


def read_single(
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    columns: Mapping[str, Column],
    *,
    lookups: object,
    say: Say = plain_problem,
    others: bool = False,
    watch: Watch = iter,
) -> Sheet:
    """The first sheet that has the headings, else the first with anything in it; other filled sheets are named.

    With `others` the table may have columns that are not known.
    """
    tables = {name: rows for name, rows in sheets.items() if name not in NOT_TABLES} or sheets
    filled = {name: rows for name, rows in tables.items() if any(map(is_filled, rows))} or tables
    name = next(
        (name for name, rows in filled.items() if not find_table(rows, columns, others=others).faults),
        next(iter(filled)),
    )
    sheet = Sheet(name, columns, frozenset(), [], Findings(), say)
    read_rows(sheet, filled[name], lookups=lookups, watch=watch, others=others)
    for other in filled.keys() - {name}:
        unread = say(sheet=other, row=None, column="", value=None, message="这张工作表没有读取，请核对是否需要。")
        sheet.findings.warnings.append(unread)
    return sheet


def without_totals(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> dict[str, Sequence[Sequence[Cell]]]:
    """The line of sums is nobody; rows keep their numbers."""
    return {name: [[] if is_total(row) else row for row in rows] for name, rows in sheets.items()}


def preview_of_one(judged: Judged) -> Preview:
    """The preview of one sheet; a table of headings alone is an error, so that nobody takes it for read."""
    sheet = judged.sheet
    if not sheet.rows and not sheet.findings.errors:
        sheet.error_of_all("标题下面没有内容。")
    return make_preview([judged], sheet.findings.in_order([sheet.name]))
