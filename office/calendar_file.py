"""A year's holidays as a small workbook or text file, with the columns of 节假日和调休. Read and checked, nothing written.

依据：国务院办公厅每年关于部分节假日安排的通知。
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from office.actions.calendar import DayRow
from office.imports.single import Remembered, name_doubles, read_single
from office.refusals import Refused
from office.resources import HOLIDAY_COLUMNS
from office.sheets.guard import BadWorkbook
from office.sheets.reader import Cell, read_workbook
from office.sheets.rows import Sheet, Watch


def read_days(path: Path) -> list[DayRow]:
    """The days of the file, in its order.

    Raises:
        Refused: not readable, no rows, a wrong heading, or every faulty cell with its row.
    """
    try:
        sheet = days_sheet(read_workbook(path))
    except BadWorkbook as error:
        raise Refused(str(error)) from error
    if sheet.findings.errors:
        raise Refused([str(found) for found in sheet.findings.errors])
    if not sheet.rows:
        raise Refused("文件中没有节假日：标题为“日期、上班/休息、名称”，其下每行一天。")
    return days_of(sheet)


def days_sheet(sheets: Mapping[str, Sequence[Sequence[Cell]]], *, watch: Watch = iter) -> Sheet:
    """The table with its findings; a day stands in it once."""
    sheet = read_single(sheets, HOLIDAY_COLUMNS, lookups=Remembered(), watch=watch)
    name_doubles(sheet, ["day"])
    return sheet


def days_of(sheet: Sheet) -> list[DayRow]:
    """The days of the rows that could be read."""
    return [DayRow(row["day"], row["is_workday"], row["name"]) for row in sheet.rows if row.is_sound]
