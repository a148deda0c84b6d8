"""The empty workbook of a kind of table, made from the same columns that the import reads by.

Each table with its headings, cell formats and drop-down lists; how to fill it in; one row as an example; what may be
chosen. Only the tables are read again: `NOT_TABLES` are the other sheets.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from office.imports.kinds import Kind
from office.models import Area
from office.sheets.columns import NOT_TABLES, Column
from office.sheets.writer import DATE_FORMAT, MONEY_FORMAT, TEXT_FORMAT, TIME_FORMAT, WHOLE_FORMAT, put_text

NOTES, EXAMPLE, LISTS = NOT_TABLES
LAST_ROW = 20_001
FORMATS = {"day": DATE_FORMAT, "time": TIME_FORMAT, "yuan": MONEY_FORMAT, "count": WHOLE_FORMAT}
WIDTHS = {"day": 12, "time": 8, "yuan": 14, "count": 10, "id_number": 21, "phone": 14, "yes_no": 10, "month": 12}
PLAIN_WIDTH, LONG_WIDTH, LONG = 18, 30, 200
REQUIRED = PatternFill("solid", fgColor="FFF4DC")
OTHER = PatternFill("solid", fgColor="E8EEF5")
BOLD, GREY = Font(bold=True), Font(italic=True, color="5A6B7B")
# Spreadsheet programs do not make a row higher by themselves when a file is opened.
NOTE_WIDTHS, LINE = (12, 20, 7, 26, 34, 22, 60), 15
WRAPPED = Alignment(wrap_text=True, vertical="top")
Lists = dict[tuple[str, str], str]


def file_name(kind: Kind) -> str:
    return f"{kind.label}导入模板.xlsx"


def template(kind: Kind, *, area: Area) -> bytes:
    """The workbook; its lists are those of the office now."""
    lookups = kind.lookups(area)
    book = Workbook()
    book.remove(book.active)
    sheets = {name: book.create_sheet(name) for name in (*kind.tables, *NOT_TABLES)}
    lists = _write_lists(sheets[LISTS], kind, lookups)
    for name, columns in kind.tables.items():
        _write_table(
            sheets[name], columns, {heading: lists[name, heading] for table, heading in lists if table == name}
        )
    _write_notes(sheets[NOTES], kind, lookups)
    _write_example(sheets[EXAMPLE], kind)
    for sheet in sheets.values():
        _set_up_print(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_table(sheet: Any, columns: Mapping[str, Column], lists: Mapping[str, str]) -> None:
    for index, column in enumerate(columns.values(), start=1):
        _heading(sheet.cell(1, index), column)
        shape = sheet.column_dimensions[get_column_letter(index)]
        shape.number_format = FORMATS.get(column.widget.kind, TEXT_FORMAT)
        shape.width = width_of(column)
        for rule in _rules(column, lists.get(column.column_name, "")):
            rule.add(f"{get_column_letter(index)}2:{get_column_letter(index)}{LAST_ROW}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 32
    sheet.print_title_rows = "1:1"


def _set_up_print(sheet: Any) -> None:
    """A4 landscape, as wide as the sheet."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _heading(cell: Any, column: Column) -> None:
    put_text(cell, f"{column.column_name}*" if column.required else column.column_name)
    cell.font, cell.alignment = BOLD, WRAPPED
    cell.fill = REQUIRED if column.required else OTHER


def width_of(column: Column) -> int:
    """How wide a column is that holds what is usual there, its heading at least."""
    length = getattr(column.widget, "length", 0)
    width = WIDTHS.get(column.widget.kind, LONG_WIDTH if length > LONG else PLAIN_WIDTH)
    return max(width, 2 * len(column.column_name) + 2)


def _rules(column: Column, source: str) -> Iterator[DataValidation]:
    """A drop-down list where the cell chooses one thing; elsewhere what is to be typed, shown when the cell is chosen."""
    asked = column.note or ("必填。" if column.required else "")
    several = column.widget.kind == "several"
    rule = DataValidation(type="list", formula1=source, allow_blank=True) if source and not several else None
    if rule is None and asked:
        rule = DataValidation(allow_blank=True)
    if rule is None:
        return
    if source and not several:
        rule.showErrorMessage, rule.errorTitle = True, "不在可填内容中"
        rule.error = f"“{column.column_name}”请从下拉列表中选一项，全部可填内容见“{LISTS}”表。"
    rule.showInputMessage, rule.promptTitle, rule.prompt = bool(asked), column.column_name[:32], asked[:255]
    yield rule


def _write_lists(sheet: Any, kind: Kind, lookups: Any) -> Lists:
    """A column for every list; the reference to each by table and heading."""
    found: Lists = {}
    for table, column in _columns(kind):
        allowed = column.widget.allowed(lookups)
        if not allowed:
            continue
        index = len(found) + 1
        letter = get_column_letter(index)
        title = put_text(sheet.cell(1, index), column.column_name)
        title.font, title.fill = BOLD, OTHER
        for row, text in enumerate(allowed, start=2):
            put_text(sheet.cell(row, index), text)
        sheet.column_dimensions[letter].width = max(12, *(2 * len(text) + 2 for text in (column.column_name, *allowed)))
        found[table, column.column_name] = f"'{LISTS}'!${letter}$2:${letter}${len(allowed) + 1}"
    sheet.freeze_panes = "A2"
    return found


def _write_notes(sheet: Any, kind: Kind, lookups: Any) -> None:
    rows = [
        ("工作表", "标题", "必填", "也可以写成", "怎么填", "示例", "可填内容"),
        *(
            (
                table, column.column_name, "必填" if column.required else "", "、".join(column.synonyms), column.note,
                column.example, "、".join(column.widget.allowed(lookups)),
            )
            for table, column in _columns(kind)
        ),
    ]  # fmt: skip
    put_text(sheet.cell(1, 1), f"{kind.label}：{kind.intro}").font = BOLD
    put_text(
        sheet.cell(2, 1),
        f"只读入{'、'.join(f'“{name}”' for name in kind.tables)}表；底色为黄色、标题带 * 的栏必须填写。",
    )
    for number, row in enumerate(rows, start=4):
        for index, text in enumerate(row, start=1):
            cell = put_text(sheet.cell(number, index), text) if text else sheet.cell(number, index)
            cell.alignment = WRAPPED
            if number == 4:
                cell.font, cell.fill = BOLD, OTHER
        sheet.row_dimensions[number].height = LINE * max(map(_lines, row, NOTE_WIDTHS))
    for letter, width in zip("ABCDEFG", NOTE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A5"


def _lines(text: str, width: int) -> int:
    """How many lines a text takes, a Chinese character being two wide."""
    return max(1, -(-sum(1 + (ord(c) > 255) for c in text) // width))


def _write_example(sheet: Any, kind: Kind) -> None:
    put_text(sheet.cell(1, 1), "填写示例：只供参照，不会读入。").font = BOLD
    number = 3
    for table, columns in kind.tables.items():
        put_text(sheet.cell(number, 1), table).font = BOLD
        for index, column in enumerate(columns.values(), start=1):
            _heading(sheet.cell(number + 1, index), column)
            if column.example:
                put_text(sheet.cell(number + 2, index), column.example).font = GREY
            letter = get_column_letter(index)
            sheet.column_dimensions[letter].width = max(width_of(column), sheet.column_dimensions[letter].width or 0)
        number += 4


def _columns(kind: Kind) -> Iterator[tuple[str, Column]]:
    return ((table, column) for table, columns in kind.tables.items() for column in columns.values())
