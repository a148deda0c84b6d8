"""The annex as a workbook: 根治欠薪集中联合接访情况表, cell for cell, on A4 landscape.

依据：实施方案附件。Fonts are named, not embedded; an office without them sees its own 仿宋.
"""

from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side

from office.sheets.writer import MONEY_FORMAT, WHOLE_FORMAT, put, put_text
from reports.period import Month, day_label
from reports.row import Row
from reports.table import Table

TITLE = "根治欠薪集中联合接访情况表"
TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
GBK = 134  # character set of the font names, for machines that substitute them
# The source leaves the heading of column B empty, and so does the form unless the area has set one.
HEADINGS = {
    "A3:A4": "序号",
    "B3:B4": "",
    "C3:C4": "开展集中联合接访的次数",
    "D3:F3": "接访的欠薪诉求情况",
    "G3:G4": "已解决的欠薪诉求数量（件）",
    "H3:H4": "备注",
}
SUBHEADINGS = {"D4": "数量（件）", "E4": "涉及人数（人）", "F4": "涉及金额（万元）"}
WIDTHS = {"A": 7, "B": 15, "C": 18, "D": 15, "E": 18, "F": 21, "G": 20, "H": 46}
FIRST_ROW = 5
LEAST_ROWS = 4
BODY_SIZE, HEAD_POINTS, ROW_POINTS, MOST_POINTS = 14, 40, 42, 409
LINE = Side(style="thin")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center")
LEFT_WRAPPED = Alignment(horizontal="left", vertical="center", wrap_text=True)


def file_name(table: Table) -> str:
    """`根治欠薪集中联合接访情况表（临翔区2021年4月）.xlsx`."""
    return f"{TITLE}（{table.area.short_name}{table.month.label}）.xlsx"


def workbook(table: Table, *, filed_on: date | None = None) -> bytes:
    """The form, filled. Without a filing date the place for it stays empty."""
    book = Workbook()
    book.properties.creator = table.area.reporter
    book.properties.title = _heading(table.month)
    sheet = book.active
    sheet.title = "情况表"
    _write_head(sheet, column_b=table.setting.heading)
    for position in range(max(LEAST_ROWS, len(table.rows))):
        row = table.rows[position] if position < len(table.rows) else None
        _write_row(sheet, FIRST_ROW + position, position + 1, row)
    last = FIRST_ROW + max(LEAST_ROWS, len(table.rows))
    _write_line(sheet, last, f"填报单位：{table.area.reporter}")
    _write_line(sheet, last + 1, f"填报日期：{day_label(filed_on) if filed_on else ''}")
    _set_page(sheet, last + 1)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _heading(month: Month) -> str:
    return f"{TITLE}（{month.label}）"


def _write_head(sheet: Any, *, column_b: str) -> None:
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    _write_line(sheet, 1, "附件：")
    sheet.merge_cells("A2:H2")
    _style(put_text(sheet["A2"], TITLE), CENTRE).font = Font(name=TITLE_FONT, size=22, charset=GBK)
    sheet.row_dimensions[2].height = 48
    for place, text in (HEADINGS | {"B3:B4": column_b}).items():
        sheet.merge_cells(place)
        for cell in (cell for line in sheet[place] for cell in line):
            _style(cell, CENTRE, framed=True)
        put(sheet[place.split(":")[0]], text)
    for place, text in SUBHEADINGS.items():
        _style(put_text(sheet[place], text), CENTRE, framed=True)
    for number in (3, 4):
        sheet.row_dimensions[number].height = HEAD_POINTS


def _write_row(sheet: Any, number: int, position: int, row: Row | None) -> None:
    values: list[tuple[Any, str]] = [(position, WHOLE_FORMAT)] + [(None, "")] * 7
    remarks = row.remarks if row else ""
    if row:
        whole = WHOLE_FORMAT
        values = [(row.no, whole), (row.label, ""), (row.sessions_held, whole), (row.claims, whole), (row.workers, whole),
                  (row.amount_wan, MONEY_FORMAT), (row.solved, whole), (remarks, "")]  # fmt: skip
    for column, (value, number_format) in enumerate(values, start=1):
        cell = put(sheet.cell(number, column), value, number_format)
        _style(cell, LEFT_WRAPPED if column == len(values) else CENTRE, framed=True)
    size, points = _fit(remarks, WIDTHS["H"])
    sheet.cell(number, len(values)).font = Font(name=BODY_FONT, size=size, charset=GBK)
    sheet.row_dimensions[number].height = max(ROW_POINTS, points, _fit(row.label if row else "", WIDTHS["B"])[1])


def _write_line(sheet: Any, number: int, text: str) -> None:
    """A line outside the frame; it runs over the empty cells to its right."""
    _style(put_text(sheet.cell(number, 1), text), LEFT)
    sheet.row_dimensions[number].height = 28


def _style(cell: Cell, alignment: Alignment, *, framed: bool = False) -> Cell:
    cell.font = Font(name=BODY_FONT, size=BODY_SIZE, charset=GBK)
    cell.alignment = alignment
    if framed:
        cell.border = FRAME
    return cell


def _fit(text: str, width: float) -> tuple[float, float]:
    """The largest size of type, and the height in points, that show all lines of a text in a column.

    A spreadsheet program gives no height of its own to a row written without one, and none above 409 points.
    """
    for size in (BODY_SIZE, 12, 10.5, 9, 8, 7, 6):
        # A column unit is seven pixels; a half-width sign two thirds of a pixel per point; a tenth is kept in hand.
        capacity = int(width * 7 / (size * 2 / 3) * 0.9)
        lines = sum(max(1, -(-_half_widths(line) // capacity)) for line in text.split("\n"))
        points = lines * size * 1.45 + 6
        if points <= MOST_POINTS:
            return size, points
    return size, MOST_POINTS


def _half_widths(text: str) -> int:
    return sum(1 if ord(sign) < 0x2000 else 2 for sign in text)


def _set_page(sheet: Any, last: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    sheet.print_title_rows = "3:4"
    sheet.print_area = f"A1:H{last}"
