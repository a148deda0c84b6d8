"""A district's form read back cell by cell: our own form fits, and each way of drifting is named with its remedy."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from office.sheets.reader import read_workbook
from reports.annex import FIRST_ROW, HEADINGS, SUBHEADINGS, TITLE
from reports.form_reading import read_form
from reports.form_told import Reading, ReadRow
from reports.period import Month

APRIL = Month(2021, 4)
NAMES = ["凤庆", "凤庆县", "临沧市凤庆县根治拖欠农民工工资工作领导小组办公室"]


def form(change: Callable[[Any], Any] = lambda sheet: None) -> bytes:
    """A form as a district fills it in, with whatever the test does to it."""
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "附件：", TITLE
    for place, text in HEADINGS.items():
        sheet[place.split(":")[0]] = text or None
    for place, text in SUBHEADINGS.items():
        sheet[place] = text
    for column, value in enumerate([1, "凤庆县", 2, 5, 12, 34.56, 3, "无"], start=1):
        sheet.cell(FIRST_ROW, column, value)
    for number in (2, 3, 4):
        sheet.cell(FIRST_ROW + number - 1, 1, number)
    sheet["A9"] = "填报单位：临沧市凤庆县根治拖欠农民工工资工作领导小组办公室"
    sheet["A10"] = "填报日期：2021年5月2日"
    change(sheet)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def reading(change: Callable[[Any], Any] = lambda sheet: None) -> Reading:
    return read_form(read_workbook(form(change)), names=NAMES, month=APRIL)


def put(**cells: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return change


def test_the_form_fits_and_is_taken_over_as_it_is() -> None:
    found = reading()
    assert found.rows == [
        ReadRow(label="凤庆县", sessions=2, claims=5, workers=12, amount_wan="34.56", solved=3, remarks="无")
    ]
    assert (found.drift, found.reporter, found.filed_on) == ([], NAMES[2], "2021年5月2日")
    assert Reading.of_json(found.as_json()) == found


@pytest.mark.parametrize(
    ("cells", "cell", "text"),
    [
        ({"A2": "接访情况统计"}, "A2", "表名应是“根治欠薪集中联合接访情况表”"),
        ({"B3": "区划"}, "B3", "附件的这一格是空的"),
        ({"E4": "涉及人数"}, "E4", "标题是“涉及人数”，应是“涉及人数（人）”；已按这一列取数。"),
        ({"D5": "5"}, "D5", "是文本格式的“5”，应为数字格式；已按 5 取用。"),
        ({"F5": "1,234.50"}, "F5", "是文本格式的“1,234.50”，应为数字格式；已按 1234.50 取用。"),
        ({"F5": 34.5678}, "F5", "是 34.5678，应为两位小数的万元数；已四舍五入按 34.57 取用。"),
        ({"A5": 7}, "A5", "序号应是 1，现为“7”；已按先后取用。"),
        ({"A6": "合计", "C6": 2, "D6": 5}, "A6", "附件没有合计行；这一行没有读，请删去。"),
        ({"B6": "合 计", "C6": 2}, "A6", "附件没有合计行；这一行没有读，请删去。"),
        ({"I5": "多余"}, "I5", "在表格右边，附件没有这一列，没有读。"),
        ({"A9": None}, "A9", "没有写填报单位。"),
        ({"A10": None}, "A10", "没有填报日期。"),
        ({"A10": "填报日期：05/02/2021"}, "A10", "填报日期：“05/02/2021”分不清年、月、日的先后"),
    ],
)
def test_what_can_be_read_in_one_way_only_is_named_and_taken(cells: dict[str, Any], cell: str, text: str) -> None:
    found = reading(put(**cells))
    assert [(each.cell, each.blocks) for each in found.drift] == [(cell, False)]
    assert found.drift[0].text.startswith(text)
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    ("cells", "cell", "text"),
    [
        ({"F4": "涉及金额（元）"}, "F4", "标题是“涉及金额（元）”，应是“涉及金额（万元）”，不能确定这一列是什么"),
        ({"F4": "涉及金额"}, "F4", "标题是“涉及金额”，应是“涉及金额（万元）”，不能确定这一列是什么"),
        ({"D4": None}, "D4", "没有标题，应是“数量（件）”，不能确定这一列是什么"),
        ({"D5": "五件"}, "D5", "是文字“五件”，应填数字"),
        ({"D5": None}, "D5", "空着，应填数字，没有的填 0"),
        ({"D5": 2.5}, "D5", "是 2.5，应填整数"),
        ({"E5": -1}, "E5", "是 -1，不会有这样的数"),
        ({"E5": 10**12}, "E5", "是 1000000000000，不会有这样的数"),
        ({"E5": True}, "E5", "是“是”，应填数字"),
        ({"H4": "数量（件）"}, "H4", "“数量（件）”与 D4 重复，请只留一列后重新上传。"),
        ({"A9": "填报单位：临沧市云县根治欠薪办"}, "A9", "填报单位是“临沧市云县根治欠薪办”，不是凤庆的表"),
        ({"A10": "填报日期：2021年3月31日"}, "A10", "填报日期是2021年3月31日，早于2021年4月，不是这个月的表"),
        ({"A3": "编号"}, "A3", "前十二行没有“序号”这个标题"),
    ],
)
def test_what_nobody_can_read_for_certain_blocks(cells: dict[str, Any], cell: str, text: str) -> None:
    found = reading(put(**cells))
    blocking = [each for each in found.drift if each.blocks]
    assert ([each.cell for each in blocking], found.is_blocked) == ([cell], True)
    assert blocking[0].text.startswith(text)


def test_a_number_of_somebody_blocks_and_is_not_kept() -> None:
    found = reading(put(H5="岩甲 13800000000 已付清"))
    assert [(each.cell, each.blocks) for each in found.drift] == [("H5", True)]
    assert "13800000000" not in str(found.as_json())


def test_a_moved_column_is_found_by_its_heading() -> None:
    def swap(sheet: Any) -> None:
        for row in (4, 5):
            sheet.cell(row, 4).value, sheet.cell(row, 5).value = sheet.cell(row, 5).value, sheet.cell(row, 4).value

    found = reading(swap)
    assert [(each.cell, each.text) for each in found.drift] == [
        ("E4", "“数量（件）”应在 D 列；已按标题取这一列的数。"),
        ("D4", "“涉及人数（人）”应在 E 列；已按标题取这一列的数。"),
    ]
    assert (found.rows[0].claims, found.rows[0].workers) == (5, 12)


def test_a_line_above_the_form_moves_everything_down() -> None:
    found = reading(lambda sheet: sheet.insert_rows(1))
    assert [each.cell for each in found.drift] == ["A4"]
    assert found.rows[0].amount_wan == "34.56"


def test_an_empty_form_and_an_empty_workbook_block() -> None:
    def empty(sheet: Any) -> None:
        for column in range(2, 9):
            sheet.cell(FIRST_ROW, column).value = None

    assert [(each.cell, each.blocks) for each in reading(empty).drift] == [("C5", True)]
    nothing = read_form({"Sheet": []}, names=NAMES, month=APRIL)
    assert [(each.cell, each.blocks) for each in nothing.drift] == [("A1", True)]


def test_several_rows_and_another_sheet() -> None:
    def more(sheet: Any) -> None:
        for column, value in enumerate([2, "4月26日", 1, 0, 0, 0, 0, None], start=1):
            sheet.cell(FIRST_ROW + 1, column, value)
        sheet.parent.create_sheet("说明")["A1"] = "见附件"

    found = reading(more)
    assert [row.sessions for row in found.rows] == [2, 1]
    assert [each.text for each in found.drift] == ["还有别的工作表（说明）没有读，请只留一张。"]


def test_binary_fractions_are_no_drift() -> None:
    found = reading(put(F5=0.1 + 0.2))
    assert (found.drift, found.rows[0].amount_wan) == ([], "0.30")


def test_the_cells_are_shown_as_far_as_the_form_reaches() -> None:
    found = reading(put(H5="长" * 50))
    assert found.cells[4] == ["1", "凤庆县", "2", "5", "12", "34.56", "3", "长" * 30 + "…"]
    assert found.rows[0].remarks == "长" * 50
    assert load_workbook(BytesIO(form())).active["A2"].value == TITLE
