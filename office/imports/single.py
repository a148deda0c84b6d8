"""Tables of one sheet: which sheet is meant, and its rows."""

from collections.abc import Mapping

from office.imports.kinds import Task
from office.imports.preview import Judged, Preview, make_preview
from office.sheets.columns import NOT_TABLES, Column, find_table
from office.sheets.findings import Findings, Problem, Say
from office.sheets.rows import Sheet, is_filled, read_rows

SHOWN_CHARACTERS = 40


def plain_problem(*, sheet: str, row: int | None, column: str, value: object, message: str) -> Problem:
    """A finding of a table that names no person: the cell as it stands, cut where it is long."""
    text = "" if value is None else str(value).removesuffix(" 00:00:00")
    return Problem(
        sheet, row, column, text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…", message
    )


def read_single(
    task: Task, columns: Mapping[str, Column], *, lookups: object, say: Say = plain_problem, others: bool = False
) -> Sheet:
    """The first sheet that has the headings, else the first with anything in it; other filled sheets are named.

    With `others` the table may have columns that are not known.
    """
    tables = {name: rows for name, rows in task.sheets.items() if name not in NOT_TABLES} or task.sheets
    filled = {name: rows for name, rows in tables.items() if any(map(is_filled, rows))} or tables
    name = next(
        (name for name, rows in filled.items() if not find_table(rows, columns, others=others).faults),
        next(iter(filled)),
    )
    sheet = Sheet(name, columns, frozenset(), [], Findings(), say)
    read_rows(sheet, filled[name], lookups=lookups, watch=task.watch, others=others)
    for other in filled.keys() - {name}:
        unread = say(sheet=other, row=None, column="", value=None, message="这张工作表没有读取，请核对是否需要。")
        sheet.findings.warnings.append(unread)
    return sheet


def preview_of_one(judged: Judged) -> Preview:
    """The preview of one sheet; a table of headings alone is an error, so that nobody takes it for read."""
    sheet = judged.sheet
    if not sheet.rows and not sheet.findings.errors:
        sheet.findings.errors.append(
            sheet.say(sheet=sheet.name, row=None, column="", value=None, message="标题下面没有内容。")
        )
    return make_preview([judged], sheet.findings.in_order([sheet.name]))
