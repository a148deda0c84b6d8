"""The form of the annex, cell by cell: values, merges, fonts, borders, alignment, widths, heights, print set-up."""

from typing import Any

TITLE, BODY = "方正小标宋简体", "仿宋_GB2312"
WIDTHS = {"A": 7, "B": 15, "C": 18, "D": 15, "E": 18, "F": 21, "G": 20, "H": 46}
MERGED = ["A2:H2", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4", "H3:H4"]
HEADINGS = {
    "A3": "序号",
    "C3": "开展集中联合接访的次数",
    "D3": "接访的欠薪诉求情况",
    "D4": "数量（件）",
    "E4": "涉及人数（人）",
    "F4": "涉及金额（万元）",
    "G3": "已解决的欠薪诉求数量（件）",
    "H3": "备注",
}
FORMATS = {"A": "0", "B": "@", "C": "0", "D": "0", "E": "0", "F": "0.00", "G": "0", "H": "@"}
FIRST, COLUMNS = 5, "ABCDEFGH"
CENTRE, LEFT, LEFT_WRAPPED = ("center", "center", True), ("left", "center", None), ("left", "center", True)
FRAMED, BARE = ("thin",) * 4, (None,) * 4


def golden(lines: list[list[Any]], *, reporter: str, filed: str, heading: str | None = None) -> dict[str, Any]:
    """What a form with these lines has to be; a line is its eight values. At least four rows are printed."""
    count = max(4, len(lines))
    cells = {
        "A1": ("附件：", BODY, 14, LEFT, BARE, "@"),
        "A2": ("根治欠薪集中联合接访情况表", TITLE, 22, CENTRE, BARE, "@"),
    }
    for place, text in (HEADINGS | {"B3": heading}).items():
        cells[place] = (text, BODY, 14, CENTRE, FRAMED, "@" if text else "General")
    for position in range(count):
        values = lines[position] if position < len(lines) else [position + 1, *[None] * 7]
        for column, value in zip(COLUMNS, values, strict=True):
            alignment = LEFT_WRAPPED if column == "H" else CENTRE
            number_format = FORMATS[column] if value is not None else "General"
            cells[f"{column}{FIRST + position}"] = (value, BODY, 14, alignment, FRAMED, number_format)
    last = FIRST + count
    cells[f"A{last}"] = (f"填报单位：{reporter}", BODY, 14, LEFT, BARE, "@")
    cells[f"A{last + 1}"] = (f"填报日期：{filed}", BODY, 14, LEFT, BARE, "@")
    return {
        "cells": cells,
        "merged": MERGED,
        "widths": WIDTHS,
        "heights": {1: 28, 2: 48, 3: 40, 4: 40, last: 28, last + 1: 28},
        "page": (9, "landscape", 1, 0, True, True, 0.6, 0.6, 0.75, 0.75, "$3:$4", f"'情况表'!$A$1:$H${last + 1}"),
    }


def described(sheet: Any, *, rows: int) -> dict[str, Any]:
    """The same description of a sheet as it was read back; `rows` is how many lines are printed."""
    last = FIRST + rows
    body = [f"{column}{row}" for row in range(FIRST, last) for column in COLUMNS]
    places = ["A1", "A2", *HEADINGS, "B3", *body, f"A{last}", f"A{last + 1}"]
    page, margins = sheet.page_setup, sheet.page_margins
    return {
        "cells": {place: _cell(sheet, place) for place in places},
        "merged": sorted(str(each) for each in sheet.merged_cells.ranges),
        "widths": {column: sheet.column_dimensions[column].width for column in COLUMNS},
        "heights": {row: sheet.row_dimensions[row].height for row in (1, 2, 3, 4, last, last + 1)},
        "page": (
            page.paperSize, page.orientation, page.fitToWidth, page.fitToHeight,
            sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_options.horizontalCentered, margins.left,
            margins.right, margins.top, margins.bottom, sheet.print_title_rows, sheet.print_area,
        ),
    }  # fmt: skip


def _cell(sheet: Any, place: str) -> tuple[Any, ...]:
    """A cell; of a merged one the frame is that of its whole range."""
    cell, font, alignment = sheet[place], sheet[place].font, sheet[place].alignment
    merged = [each for each in sheet.merged_cells.ranges if place in each]
    corner = sheet.cell(merged[0].max_row, merged[0].max_col) if merged else cell
    sides = (cell.border.left, corner.border.right, cell.border.top, corner.border.bottom)
    frame = tuple(side.style if side else None for side in sides)
    told = (alignment.horizontal, alignment.vertical, alignment.wrap_text)
    return (cell.value, font.name, font.size, told, frame, cell.number_format)
