"""Cells of a workbook to be: text stays text, numbers are numbers, dates are dates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

# Readers take _x0041_ for an escaped "A"; its first underscore is escaped itself (ECMA-376 part 1, 22.4.2.4).
ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
TEXT_FORMAT = "@"
MONEY_FORMAT = "0.00"
WHOLE_FORMAT = "0"
DATE_FORMAT = "yyyy-mm-dd"
DATETIME_FORMAT = "yyyy-mm-dd hh:mm"
TIME_FORMAT = "hh:mm"
MAX_TEXT = 32_767
HEADING_FONT = Font(bold=True)
NARROWEST, WIDEST = 8, 40


def put_text(cell: Cell, text: str) -> Cell:
    """Text of any kind as a string cell: ``=1+1``, ``#N/A`` and a long number stay what they are.

    Characters a workbook cannot hold (control characters) are left out; line ends become ``\\n``.
    """
    text = ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = ESCAPE_LIKE.sub("_x005F_", text)
    if len(text) > MAX_TEXT:
        raise ValueError(f"文字超过单元格可容纳的 {MAX_TEXT} 个字符。")
    cell.value = text
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    # Without the quote prefix Excel turns "=…" into a formula as soon as somebody edits the cell and leaves it.
    cell.quotePrefix = True
    return cell


def put(cell: Cell, value: Any, number_format: str = "") -> Cell:
    """A value of any kind the program has; 是/否 for a bool, an empty cell for None and the empty text.

    Decimal is written as it stands with two shown decimals, an aware instant in the office's time.
    """
    if value is None or value == "":
        return cell
    if isinstance(value, bool):
        return put_text(cell, "是" if value else "否")
    if isinstance(value, str):
        return put_text(cell, value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    cell.value = value
    cell.number_format = number_format or _format_of(value)
    return cell


def write_table(
    sheet: Any, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, formats: Mapping[str, str] | None = None,
    widths: Mapping[str, int] | None = None,
) -> int:  # fmt: skip
    """Heading row and rows into an empty sheet, ordinary or write-only; returns the number of rows.

    ``formats`` gives the number format of a heading where the one of the value's type will not do, ``widths`` the width
    of its column. Printed on A4 landscape, as wide as the table.
    """
    formats, widths = formats or {}, widths or {}
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", "9", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for index, heading in enumerate(headings, start=1):
        width = 2 * len(heading) + 2
        fitting = max(NARROWEST, min(WIDEST, width))
        sheet.column_dimensions[get_column_letter(index)].width = widths.get(heading, fitting)
    sheet.append([_heading_cell(sheet, heading) for heading in headings])
    count = 0
    for row in rows:
        pairs = zip(headings, row, strict=True)
        sheet.append([put(WriteOnlyCell(sheet), value, formats.get(heading, "")) for heading, value in pairs])
        count += 1
    return count


def _heading_cell(sheet: Any, heading: str) -> Cell:
    cell = put_text(WriteOnlyCell(sheet), heading)
    cell.font = HEADING_FONT
    return cell


def _format_of(value: Any) -> str:
    if isinstance(value, Decimal):
        return MONEY_FORMAT
    if isinstance(value, int):
        return WHOLE_FORMAT
    if isinstance(value, datetime):
        return DATETIME_FORMAT
    if isinstance(value, date):
        return DATE_FORMAT
    return TIME_FORMAT if isinstance(value, time) else "General"
