import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from office.sheets.reader import read_workbook
from office.sheets.writer import put, put_text, write_table
from tests.office.sheets.books import saved

TEXTS = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "#N/A", "TRUE", "0012", "530902190101010012", "_x0041_"]
TEXTS += ["_x005F_x0041_", "a\nb", " a ", "\t=1", "'quoted", "2021-05-10", "<&>", "𠮷"]


@pytest.mark.parametrize("text", TEXTS)
def test_text_comes_back_equal_and_is_no_formula(text):
    workbook = Workbook()
    put_text(workbook.active.cell(1, 1), text)
    data = saved(workbook)
    assert read_workbook(data)["Sheet"] == [[text]]
    cell = load_workbook(io.BytesIO(data)).active.cell(1, 1)
    assert (cell.data_type, cell.number_format, cell.quotePrefix) == ("s", "@", True)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1).filter(
            str.strip
        ),
        min_size=20,
        max_size=40,
    )
)
def test_any_text_comes_back_equal(texts):
    workbook = Workbook()
    for number, text in enumerate(texts, start=1):
        put_text(workbook.active.cell(number, 1), text)
    assert [row[0] for row in read_workbook(saved(workbook))["Sheet"]] == texts


def test_text_loses_only_what_a_workbook_cannot_hold():
    cell = put_text(Workbook().active.cell(1, 1), "a\x00b\x1bc\r\nd\re")
    assert cell.value == "abc\nd\ne"
    with pytest.raises(ValueError, match="32767"):
        put_text(cell, "x" * 32_768)


@pytest.mark.parametrize(
    ("value", "written", "number_format"),
    [
        (Decimal("490000.00"), Decimal("490000.00"), "0.00"),
        (35, 35, "0"),
        (date(2021, 4, 12), date(2021, 4, 12), "yyyy-mm-dd"),
        (time(14, 30), time(14, 30), "hh:mm"),
        (datetime(2021, 4, 30, 17, tzinfo=UTC), datetime(2021, 5, 1, 1), "yyyy-mm-dd hh:mm"),  # noqa: DTZ001
        (True, "是", "@"),
        (False, "否", "@"),
        (None, None, "General"),
        ("", None, "General"),
        ("=A1", "=A1", "@"),
    ],
)
def test_put_by_type(value, written, number_format):
    cell = put(Workbook().active.cell(1, 1), value)
    assert (cell.value, cell.number_format) == (written, number_format)
    assert cell.data_type != "f"


@pytest.mark.parametrize("write_only", [True, False])
def test_write_table(write_only):
    workbook = Workbook(write_only=write_only)
    sheet = workbook.create_sheet("表") if write_only else workbook.active
    sheet.title = "表"
    rows = [["=张三", Decimal("1.50"), date(2021, 4, 12)], ["李四", None, None]]
    assert (
        write_table(sheet, ["姓名", "金额", "日期"], iter(rows), formats={"金额": "#,##0.00"}, widths={"日期": 12}) == 2
    )
    data = saved(workbook)
    assert read_workbook(data)["表"] == [
        ["姓名", "金额", "日期"],
        ["=张三", 1.5, date(2021, 4, 12)],
        ["李四", None, None],
    ]
    read = load_workbook(io.BytesIO(data))["表"]
    assert (read.column_dimensions["C"].width, read.page_setup.orientation, read.page_setup.fitToHeight) == (
        12,
        "landscape",
        0,
    )
    assert (read["B2"].number_format, read["A1"].font.b, read.freeze_panes) == ("#,##0.00", True, "A2")


def test_write_table_wants_one_value_a_heading():
    with pytest.raises(ValueError, match="shorter"):
        write_table(Workbook().active, ["a", "b"], [["x"]])
