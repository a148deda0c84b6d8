"""A year's holidays from a small file: all days or none, and open deadlines follow."""

import json
from contextlib import suppress
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from ledger.actions.clocks import office_clock
from office.models import CalendarYear, Event, SpecialDay
from tests import factories

ROWS = (("2027-01-01", "休息", "元旦"), ("2027/1/2", "休息", "元旦"), ("2027年1月3日", "调休", "元旦调休"))


def csv_file(folder: Path, *rows: tuple[str, ...], encoding: str = "utf-8-sig") -> Path:
    path = folder / "节假日.csv"
    lines = [("日期", "上班/休息", "名称"), *rows]
    path.write_text("\n".join(",".join(line) for line in lines), encoding=encoding)
    return path


def run(path: Path, by: str = "head") -> dict[str, Any]:
    out = StringIO()
    with suppress(CommandError):
        call_command("import_calendar", str(path), "--by", by, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_file_makes_the_year_known_and_the_same_again_changes_nothing(head, tmp_path, encoding):
    path = csv_file(tmp_path, *ROWS, encoding=encoding)
    assert run(path) == {"written": 3, "unchanged": 0, "years": [2027]}
    assert run(path) == {"written": 0, "unchanged": 3, "years": [2027]}
    assert SpecialDay.objects.get(day=date(2027, 1, 3)).is_workday
    assert CalendarYear.objects.filter(year=2027).count() == 1
    assert Event.objects.filter(act="import_calendar").count() == 1


def test_workbook_is_read_alike(head, tmp_path):
    book = Workbook()
    for line in (("日期", "上班/休息", "名称"), (date(2027, 1, 1), "休息", "元旦")):
        book.active.append(line)
    book.save(tmp_path / "节假日.xlsx")
    assert run(tmp_path / "节假日.xlsx") == {"written": 1, "unchanged": 0, "years": [2027]}


def test_open_deadlines_follow(head, tmp_path):
    case = factories.case(head, received_on=date(2026, 11, 2))
    factories.assigned(case, head, on=date(2026, 11, 3), due_on=date(2026, 11, 24))
    run(csv_file(tmp_path, ("2026-11-20", "休息", "测试")))
    clock = office_clock(case)
    assert clock.due_on == date(2026, 11, 25)
    assert clock.changes.get(kind="recompute").reason == "导入2026年节假日安排"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("1月1日", "休息", ""), "日期：“1月1日”不是可识别的日期，请写成 2021-05-10 或 2021年5月10日。"),
        (("2027-02-30", "休息", ""), "日期：“2027-02-30”不是实际存在的日期，请核对。"),
        (("2027-01-01", "休息", ""), "日期：与第 2 行重复，请只留一行。"),
        (("2027-01-05", "半天", ""), "上班/休息：“半天”不在可填的内容中，可填：上班、休息。"),
        (("2027-01-05", "休息", "节" * 41), "名称：有 41 个字，最多 40 个字，请缩短。"),
    ],
)
def test_one_faulty_row_keeps_all_out(head, tmp_path, row, said):
    days = SpecialDay.objects.count()
    assert run(csv_file(tmp_path, ROWS[0], row))["errors"] == [f"数据 第 3 行 {said}"]
    assert SpecialDay.objects.count() == days
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_no_rows_wrong_heading_and_wrong_role_are_told(head, clerk, tmp_path):
    assert run(csv_file(tmp_path))["errors"] == ["文件中没有节假日：标题为“日期、上班/休息、名称”，其下每行一天。"]
    path = tmp_path / "别的.csv"
    path.write_text("日子,上班/休息\n2027-01-01,休息", encoding="utf-8")
    assert run(path)["errors"][-1] == "数据 第 1 行：缺少必填的列“日期”，请按模板补上。"
    assert "维护基础资料" in run(csv_file(tmp_path, *ROWS), by="clerk")["error"]
    assert not CalendarYear.objects.filter(year=2027).exists()
