"""Where a table stands in a sheet, and what its headings mean."""

import pytest

from ledger.resources import CLAIM_COLUMNS, SESSION_COLUMNS
from office.sheets.columns import Column, find_table
from office.sheets.widgets import Count, Day, Text, YesNo, Yuan

COLUMNS = {
    "day": Column("日期", Day(), required=True, synonyms=("接访日期",)),
    "name": Column("姓名", Text(40), required=True),
    "people": Column("欠薪人数", Count()),
    "amount": Column("涉及金额（元）", Yuan(), synonyms=("欠薪金额（元）",)),
    "note": Column("备注", Text(300)),
}
PLACES = {"日期": 0, "姓名": 1, "欠薪人数": 2, "涉及金额（元）": 3, "备注": 4}
ONE_ROW = ["日期", "姓名", "欠薪人数", "涉及金额（元）", "备注"]
DATA = ["2021-04-12", "岩甲", 3, 100, None]


def found(*rows: list) -> tuple[int, dict[str, int], list[str]]:
    table = find_table(rows, COLUMNS)
    return table.first, table.places, table.faults


@pytest.mark.parametrize(
    ("above", "first"),
    [
        ([], 1),
        ([["临翔区欠薪诉求台账"]], 2),
        ([[None], ["临翔区欠薪诉求台账", None], [], ["填报单位：区治欠办", None, None, "2021年"]], 5),
    ],
)
def test_titles_above_the_headings(above: list, first: int) -> None:
    assert found(*above, ONE_ROW, DATA) == (first, PLACES, [])


def test_synonyms_brackets_stars_spaces_and_passed_over_columns() -> None:
    row = ["序号", "接访 日期*", " 姓名", "欠薪人数", "欠薪金额(元)", "备注", "退回原因", None]
    assert found(row) == (1, {name: place + 1 for name, place in PLACES.items()}, [])


def test_headings_over_two_rows() -> None:
    upper = ["日期", "姓名", "欠薪", None, "备注"]
    lower = [None, None, "人数", "金额（元）", None]
    assert found(["台账"], upper, lower, DATA) == (3, PLACES, [])


def test_a_row_of_data_is_no_second_row_of_headings() -> None:
    assert found(ONE_ROW, ["2021-04-12", "备注", 3, 100, None]) == (1, PLACES, [])


def test_every_fault_is_named() -> None:
    assert found(["姓名", "金额", "姓名"]) == (
        1,
        {"姓名": 0},
        [
            "B 列的标题“金额”不在模板中。可用的标题：日期、姓名、欠薪人数、涉及金额（元）、备注。",
            "标题“姓名”重复，见 A 列和 C 列，请只留一列。",
            "缺少必填的列“日期”，请按模板补上。",
        ],
    )


@pytest.mark.parametrize("rows", [[], [[]], [[None, None]]])
def test_an_empty_sheet_lacks_what_must_be_there(rows: list) -> None:
    assert found(*rows)[1:] == ({}, ["缺少必填的列“日期”，请按模板补上。", "缺少必填的列“姓名”，请按模板补上。"])


@pytest.mark.parametrize("columns", [SESSION_COLUMNS, CLAIM_COLUMNS])
def test_no_heading_of_the_history_means_two_columns(columns: dict[str, Column]) -> None:
    texts = [text for each in columns.values() for text in (each.column_name, *each.synonyms)]
    assert len(texts) == len(set(texts))


def test_kinds_and_lists_of_columns() -> None:
    assert [each.widget.kind for each in COLUMNS.values()] == ["day", "text", "count", "yuan", "text"]
    assert YesNo(empty=True).allowed(None) == ["是", "否"]
