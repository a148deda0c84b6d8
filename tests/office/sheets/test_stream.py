import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from office.sheets.reader import read_file
from office.sheets.stream import Head, Shape, Table, stream

HEADS = [Head("姓名", width=12), Head("金额（元）", Shape.YUAN), Head("日期", Shape.DAY), Head("人数", Shape.WHOLE)]
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "#N/A",
    "TRUE",
    "0012",
    "530902190101010012",
    "_x0041_",
]
HOSTILE += ["_x005F_x0041_", "a\nb", " a ", "\t=1", "'q", "2021-05-10", "<&>\"'", "𠮷", "\u202e倒", "]]>", "1e5", "１"]


def book(rows, heads=HEADS, name="台账", **options) -> bytes:
    return b"".join(stream([Table(name, heads, rows, **options)]))


def texts_of(texts) -> list[str]:
    return [row[0] for row in read_file(book([[text] for text in texts], [Head("文字")])).sheets["台账"][1:]]


def test_numbers_are_numbers_and_days_are_days():
    row = ["张三", Decimal("1234.50"), date(2021, 4, 12), 35]
    assert read_file(book([row, ["李四", None, None, None]])).sheets["台账"] == [
        ["姓名", "金额（元）", "日期", "人数"], ["张三", 1234.5, date(2021, 4, 12), 35], ["李四", None, None, None],
    ]  # fmt: skip


def test_a_value_of_another_kind_is_text_in_any_column():
    assert read_file(book([["", "不详", "2020-11", True]])).sheets["台账"][1] == [None, "不详", "2020-11", "是"]


def test_hostile_text_comes_back_equal_and_is_no_formula():
    data = book([[text] for text in HOSTILE], [Head("文字")])
    assert [row[0] for row in read_file(data).sheets["台账"][1:]] == HOSTILE
    cells = [row[0] for row in load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)]
    assert {(cell.number_format, cell.quotePrefix) for cell in cells} == {("@", True)}
    assert "f" not in {cell.data_type for cell in cells}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1).filter(
            str.strip
        ),
        min_size=20,
        max_size=60,
    )
)
def test_any_text_comes_back_equal(texts):
    assert texts_of(texts) == texts


def test_text_loses_only_what_a_workbook_cannot_hold():
    assert texts_of(["a\x00b\x1bc\r\nd\re", "x\ud800y\uffffz", "长" * 40_000]) == ["abc\nd\ne", "xyz", "长" * 32_767]


def test_heading_is_frozen_filtered_and_printed_on_every_page():
    sheet = load_workbook(
        io.BytesIO(book([["张三", None, None, None]] * 3, name="张三'的&表", footer="导出 & 保管"))
    ).active
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("张三'的&表", "A2", "A1:D4")
    assert (sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "$1:$1",
        "landscape",
        9,
    )
    assert (sheet["A1"].font.b, sheet.column_dimensions["A"].width) == (True, 12)
    assert sheet.oddFooter.left.text == "导出 && 保管"


def test_several_sheets_and_one_without_rows():
    data = b"".join(stream([Table("甲", [Head("a")], [["x"]]), Table("乙", [Head("b")], [])]))
    assert read_file(data).sheets == {"甲": [["a"], ["x"]], "乙": [["b"]]}


def test_bytes_come_while_rows_are_still_being_asked_for():
    asked = []

    def rows():
        for number in range(50_000):
            asked.append(number)
            yield [f"第 {number} 行 {number * 7919 % 10007}", Decimal(number), date(2021, 4, 12), number]

    pieces = stream([Table("台账", HEADS, rows())])
    first = next(pieces)
    assert len(first) < 1_000_000
    assert len(asked) < 40_000
    assert zipfile.ZipFile(io.BytesIO(first + b"".join(pieces))).testzip() is None


def test_a_row_of_another_width_is_a_fault():
    with pytest.raises(ValueError, match="zip"):
        book([["x"]])
