"""Tables as pasted: lines, cells, headings, the line of totals."""

import pytest

from office.pasted_table import columns_of, is_nothing, is_total, numbered_rows, split_line

HEADINGS = (("name", ("姓名",)), ("sum", ("金额", "元")))


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("甲\t乙 丙\t", ["甲", "乙 丙", ""]),
        ("甲,乙，丙；丁", ["甲", "乙", "丙", "丁"]),
        ("甲 1,234.50 乙", ["甲", "1,234.50", "乙"]),
        ('甲,"1,234.50",乙', ["甲", "1,234.50", "乙"]),
        ("  甲   乙 ", ["甲", "乙"]),
    ],
)
def test_cells_of_a_line(row, cells):
    assert split_line(row) == cells


def test_cell_of_two_lines_stays_one_cell():
    assert numbered_rows('姓名\t"证件\n号码"\n甲\t1') == [(2, ["姓名", "证件\n号码"]), (3, ["甲", "1"])]


def test_lone_quotation_mark_swallows_nothing():
    assert [cells for _, cells in numbered_rows('姓名\t"备注\n甲\t1')] == [["姓名", '"备注'], ["甲", "1"]]


def test_name_taken_apart_is_put_together():
    assert numbered_rows("岩 甲 5000\n\n欧 阳 乙 1") == [(1, ["岩甲", "5000"]), (3, ["欧阳乙", "1"])]


def test_columns_by_heading():
    assert columns_of(["姓 名", "金额", "（元）"], HEADINGS) == {"name": [0], "sum": [1]}
    assert columns_of(["姓名", "金额", "元"], HEADINGS, several=("sum",)) == {"name": [0], "sum": [1, 2]}


@pytest.mark.parametrize(
    ("cells", "is_so"), [(["合 计", 1], True), (["", "总计"], True), (["甲", "合计"], False), ([], False)]
)
def test_line_of_totals(cells, is_so):
    assert is_total(cells) == is_so


@pytest.mark.parametrize(("cell", "is_so"), [("", True), (" — ", True), ("/", True), ("无", True), ("0", False)])
def test_cells_that_say_nothing(cell, is_so):
    assert is_nothing(cell) == is_so
