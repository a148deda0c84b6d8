"""The workbook, read back cell by cell."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from office.models import Area
from reports.actions.settings import set_table_form
from reports.annex import file_name, workbook
from reports.period import Month
from reports.table import build_table
from tests import factories
from tests.reports import rows
from tests.reports.form_golden import described, golden

APRIL = Month(2021, 4)
DAY = date(2021, 4, 12)
HEAD = [
    ["附件：", None, None, None, None, None, None, None],
    ["根治欠薪集中联合接访情况表", None, None, None, None, None, None, None],
    ["序号", None, "开展集中联合接访的次数", "接访的欠薪诉求情况", None, None, "已解决的欠薪诉求数量（件）", "备注"],
    [None, None, None, "数量（件）", "涉及人数（人）", "涉及金额（万元）", None, None],
]
BLANK = [None] * 7
pytestmark = pytest.mark.django_db


def table(**options):
    return build_table(area=options.pop("area", factories.area()), month=APRIL, **options)


def sheet_of(content: bytes):
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["情况表"]
    return book.active


def cells(sheet) -> list[list]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(max_col=8)]


def test_workbook_is_the_annex(reference) -> None:
    session = rows.held_session(DAY)
    for amount in ("4444.44", "4444.44", "6111.12"):
        rows.conclude(rows.claim(session, workers_count=3, amount_yuan=Decimal(amount)), DAY)
    rows.claim(session, workers_count=2, amount_yuan=None)

    sheet = sheet_of(workbook(table(), filed_on=date(2021, 5, 2)))
    assert cells(sheet) == [
        *HEAD,
        [1, "临翔区", 1, 4, 11, 1.5, 3, "金额不详 1 件，按 0 计。"],
        [2, *BLANK],
        [3, *BLANK],
        [4, *BLANK],
        ["填报单位：临沧市临翔区根治拖欠农民工工资工作领导小组办公室", *BLANK],
        ["填报日期：2021年5月2日", *BLANK],
    ]
    assert {str(each) for each in sheet.merged_cells.ranges} == {
        "A2:H2", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4", "H3:H4",
    }  # fmt: skip
    assert [(cell.data_type, cell.number_format) for cell in sheet[5]] == [
        ("n", "0"), ("s", "@"), ("n", "0"), ("n", "0"), ("n", "0"), ("n", "0.00"), ("n", "0"), ("s", "@"),
    ]  # fmt: skip


def test_workbook_prints_on_a4_landscape(reference) -> None:
    sheet = sheet_of(workbook(table()))
    page = sheet.page_setup
    assert (page.paperSize, page.orientation, page.fitToWidth, page.fitToHeight) == (9, "landscape", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.print_area) == ("$3:$4", "'情况表'!$A$1:$H$10")
    written = [
        cell for row in sheet["A3:H10"] for cell in row if isinstance(cell, Cell) and (cell.row < 9 or cell.column == 1)
    ]
    fonts = {cell.font.name for cell in written}
    assert (sheet["A2"].font.name, fonts) == ("方正小标宋简体", {"仿宋_GB2312"})
    framed = [cell.border.bottom.style for row in sheet["A3:H8"] for cell in row]
    assert (set(framed), sheet["A9"].border.bottom.style) == ({"thin"}, None)
    assert sheet["A10"].value == "填报日期："


def test_workbook_of_many_rows_goes_on_numbering(reference) -> None:
    city = factories.area("530900")
    for number in range(5):
        Area.objects.create(code=f"53092{number}", name=f"县{number}", short_name=f"县{number}", parent=city)

    sheet = sheet_of(workbook(table(area=city)))
    assert [row[:3] for row in cells(sheet)[4:]] == [
        [1, "临翔区", 0], [2, "县0", 0], [3, "县1", 0], [4, "县2", 0], [5, "县3", 0], [6, "县4", 0],
        ["填报单位：临沧市根治拖欠农民工工资工作领导小组办公室", None, None],
        ["填报日期：", None, None],
    ]  # fmt: skip
    assert sheet.print_area == "'情况表'!$A$1:$H$12"


@pytest.mark.parametrize("weak_sessions", [1, 6, 31])
def test_row_height_shows_all_remarks(reference, weak_sessions: int) -> None:
    for number in range(weak_sessions):
        rows.held_session(date(2021, 4, number % 30 + 1), units=("住建",))

    sheet = sheet_of(workbook(table()))
    remarks = sheet["H5"]
    lines = remarks.value.split("\n")
    assert len(lines) == weak_sessions
    size = remarks.font.size
    # Measured roomily: every sign a full em, the column at seven pixels a unit, 96 pixels an inch.
    signs_per_line = sheet.column_dimensions["H"].width * 7 * 0.75 // size
    needed = sum(-(-len(line) // signs_per_line) for line in lines) * size * 1.2
    assert needed <= sheet.row_dimensions[5].height <= 409
    assert remarks.alignment.wrap_text


def test_workbook_text_is_never_a_formula(reference) -> None:
    home = factories.area()
    home.short_name = "=1+1"
    home.save()
    sheet = sheet_of(workbook(table(area=home)))
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=1+1", "s")


def test_workbook_names_no_program_and_no_person(reference) -> None:
    claim = rows.claim(rows.held_session(DAY))
    content = workbook(table())
    with ZipFile(BytesIO(content)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert ("openpyxl" in text, claim.petitioner.name in text, claim.number in text) == (False, False, False)


def test_file_name_says_what_it_is(reference) -> None:
    assert file_name(table()) == "根治欠薪集中联合接访情况表（临翔区2021年4月）.xlsx"


REPORTER = "临沧市临翔区根治拖欠农民工工资工作领导小组办公室"


def check_golden(now, lines: list[list], *, reporter: str = REPORTER, heading: str | None = None) -> None:
    sheet = sheet_of(workbook(now, filed_on=date(2021, 5, 2)))
    wanted = golden(lines, reporter=reporter, filed="2021年5月2日", heading=heading)
    found = described(sheet, rows=max(4, len(lines)))
    assert found["cells"] == wanted["cells"]
    assert {name: found[name] for name in found if name != "cells"} == {
        name: wanted[name] for name in wanted if name != "cells"
    }
    outside = [cell.value for row in sheet.iter_rows() for cell in row if cell.column > 8]
    assert (outside, sheet.max_row) == ([], 4 + max(4, len(lines)) + 2)


def test_form_of_one_row_is_the_golden_one(reference) -> None:
    session = rows.held_session(DAY)
    for amount in ("4444.44", "4444.44", "6111.12"):
        rows.conclude(rows.claim(session, workers_count=3, amount_yuan=Decimal(amount)), DAY)
    rows.claim(session, amount_yuan=None)
    check_golden(table(), [[1, "临翔区", 1, 4, 10, 1.5, 3, "金额不详 1 件，按 0 计。"]])


def test_form_of_no_session_is_the_golden_one(reference) -> None:
    check_golden(table(), [[1, "临翔区", 0, 0, 0, 0, 0, "本月未开展集中联合接访。"]])


@pytest.mark.parametrize("districts", [3, 4, 8])
def test_form_of_districts_is_the_golden_one_below_at_and_beyond_four_rows(reference, districts: int) -> None:
    city = factories.area("530900")
    for number in range(districts - 1):
        Area.objects.create(code=f"53092{number}", name=f"县{number}", short_name=f"县{number}", parent=city)
    names = ["临翔区", *(f"县{number}" for number in range(districts - 1))]
    lines = [[no, name, 0, 0, 0, 0, 0, "本月未开展集中联合接访。"] for no, name in enumerate(names, start=1)]
    check_golden(table(area=city), lines, reporter="临沧市根治拖欠农民工工资工作领导小组办公室")


def test_form_of_sessions_is_the_golden_one_with_the_heading_set(head) -> None:
    set_table_form(area=factories.area(), from_month=APRIL, by=head, rule="flow", column_b="place", heading="接访日期")
    lines = []
    for no, day in enumerate((6, 8, 12, 20, 26), start=1):
        rows.claim(rows.held_session(date(2021, 4, day)), amount_yuan=Decimal("20000"))
        lines.append([no, f"4月{day}日\n一楼服务大厅", 1, 1, 1, 2, 0, None])
    check_golden(table(), lines, heading="接访日期")
