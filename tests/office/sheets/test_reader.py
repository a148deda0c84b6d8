import subprocess
import time
from datetime import date, datetime
from datetime import time as clock

import pytest
from openpyxl import Workbook

from office.children import ROOT, command
from office.sheets import child, reader
from office.sheets.guard import SAVE_AGAIN, BadWorkbook
from office.sheets.reader import lost_digits, read_file, read_workbook
from tests.office.sheets.books import SHEET, WORKBOOK, book, raw_book, saved


def test_cells_keep_their_types():
    row = [
        "530902190101010012",
        530902190101010012,
        13800000000,
        1.5,
        True,
        date(2021, 4, 12),
        datetime(2021, 4, 12, 14, 30),  # noqa: DTZ001 a cell
        clock(14, 30),
        None,
        " 空 格\n",
    ]
    (read,) = read_workbook(book([row]))["表"]
    assert read[0] == "530902190101010012"
    assert [type(cell) for cell in read] == [str, float, int, float, bool, date, datetime, clock, type(None), str]
    assert read[2:] == row[2:]


def test_text_of_every_kind_comes_through():
    texts = ["𠮷野家", "‘引号’“”", "<&>\"'", "a\tb", "0012", "\u2028x", "é" * 1000, "{}", "[1]"]
    assert read_workbook(book([texts]))["表"] == [texts]


def test_rows_keep_their_number_and_sheets_their_order():
    workbook = Workbook()
    workbook.active.title = "接访场次"
    workbook.active["B3"] = "x"
    workbook.active["D7"].number_format = "0.00"  # formatted, not filled
    workbook.create_sheet("诉求台账")
    sheets = read_workbook(saved(workbook))
    assert list(sheets.items()) == [("接访场次", [[None, None], [None, None], [None, "x"]]), ("诉求台账", [])]


def test_formula_gives_its_stored_result():
    data = raw_book('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c></row>')
    assert read_workbook(data)["表"] == [[2, "a"]]


def test_path_is_read(tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(book([["a"]]))
    assert read_workbook(path) == read_workbook(str(path)) == {"表": [["a"]]}
    with pytest.raises(BadWorkbook, match="打不开文件“无.xlsx”"):
        read_workbook(tmp_path / "无.xlsx")
    with pytest.raises(BadWorkbook, match="打不开文件"):
        read_workbook(tmp_path)


def test_limits_of_rows_and_columns():
    heading_and_full = [["a"]] * 20_001
    assert len(read_workbook(book(heading_and_full))["表"]) == 20_001
    with pytest.raises(BadWorkbook, match="工作表“表”超过 20000 行"):
        read_workbook(book([*heading_and_full, ["a"]]))
    assert len(read_workbook(book([["a"] * 60]))["表"][0]) == 60
    with pytest.raises(BadWorkbook, match="工作表“表”超过 60 列"):
        read_workbook(book([["a"] * 61]))


def far(cell):
    return raw_book(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{cell}"><v>1</v></c></row>')


def shared(count):
    """One long shared string that many cells name."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, count + 1))
    strings = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"长" * 30_000}</t></si></sst>'
    )
    relations = raw_relations()
    return raw_book(cells, **{"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": relations})


def raw_relations():
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )


HOSTILE = {
    "far cell": far("XFD1048576"),
    "far row": far("A1048576"),
    "swollen strings": shared(20_000),
    "no sheet part": raw_book(**{"xl/worksheets/sheet1.xml": None}),
    "sheet that is no xml": raw_book(**{"xl/worksheets/sheet1.xml": "\0\1\2 not xml"}),
    "unclosed xml": raw_book(**{"xl/worksheets/sheet1.xml": SHEET.format(rows="<row r='1'><c r='A1'><v>1")}),
    "workbook that is no xml": raw_book(**{"xl/workbook.xml": "no"}),
    "odd cell name": raw_book("<row r='1'><c r='ZZZZZZZZ1'><v>1</v></c></row>"),
    "missing shared string": raw_book("<row r='1'><c r='A1' t='s'><v>99</v></c></row>"),
    "number that is none": raw_book("<row r='1'><c r='A1'><v>one</v></c></row>"),
}


def outcome(data):
    try:
        return read_workbook(data)
    except BadWorkbook as refusal:
        return str(refusal)


STRUCTURE = f"文件内部结构不正常。{SAVE_AGAIN}。"
ANSWERS = {
    "sheet that is no xml": f"文件内部的文字编码不正常。{SAVE_AGAIN}。",
    "workbook that is no xml": STRUCTURE,
    "far row": "工作表“表”超过 20000 行，请按年份分成几个文件。",
    "odd cell name": "工作表“表”超过 60 列，请删去多余的列。",
    "number that is none": {"表": [["one"]]},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_workbook_ends_in_a_plain_answer(case):
    started = time.monotonic()
    assert outcome(HOSTILE[case]) == ANSWERS.get(case, reader.UNREADABLE)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("source", ["import os; os.abort()", "raise SystemExit(3)", 'print(\'{"sheet": "a"}\')'])
def test_child_that_breaks_off_is_a_refusal(tmp_path, monkeypatch, source):
    (tmp_path / "child.py").write_text(source)
    monkeypatch.setattr(reader, "CHILD", (str(tmp_path / "child.py"),))
    with pytest.raises(BadWorkbook, match="无法读取"):
        read_workbook(book([["a"]]))


def test_child_that_hangs_is_stopped(tmp_path, monkeypatch):
    (tmp_path / "child.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(reader, "CHILD", (str(tmp_path / "child.py"),))
    monkeypatch.setattr(reader, "TIMEOUT_SECONDS", 0.3)
    with pytest.raises(BadWorkbook, match="无法读取"):
        read_workbook(book([["a"]]))


def test_child_has_limits_and_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("FIELD_KEY", "secret")
    (tmp_path / "child.py").write_text(
        "import sys, os, json, resource\n"
        "from office.sheets.child import limit_resources\n"
        "limit_resources()\n"
        "print(json.dumps({'refused': str((resource.getrlimit(resource.RLIMIT_AS)[0],\n"
        "    resource.getrlimit(resource.RLIMIT_CPU)[0], 'FIELD_KEY' in os.environ, 'django' in sys.modules))}))"
    )
    monkeypatch.setattr(reader, "CHILD", (str(tmp_path / "child.py"),))
    with pytest.raises(BadWorkbook) as caught:
        read_workbook(book([["a"]]))
    assert str(caught.value) == str((child.MEMORY_BYTES, child.CPU_SECONDS, False, False))


def test_child_runs_alone():
    """From any folder, without anything of the environment."""
    done = subprocess.run(
        command(*reader.CHILD, "xlsx"),
        input=b"no zip",
        capture_output=True,
        check=False,
        cwd="/",
        env={"PYTHONPATH": str(ROOT)},
    )
    assert b"refused" in done.stdout or done.returncode == 1


SEEN = """<row r="1" hidden="1"><c r="A1"><f>1+1</f><v>2</v></c></row><row r="3" hidden="true"/>"""
BEFORE = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="1"/></cols>'
BEHIND = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'


def test_notices_name_what_is_hidden_merged_and_reckoned():
    sheet = SHEET.replace("<sheetData>", BEFORE + "<sheetData>").replace("</sheetData>", "</sheetData>" + BEHIND)
    parts = {
        "xl/worksheets/sheet1.xml": sheet.format(rows=SEEN),
        "xl/workbook.xml": WORKBOOK.replace('name="表"', 'name="表" state="hidden"'),
    }
    assert read_file(raw_book(**parts)).notices == [
        "工作表“表”是隐藏的，其中的内容也读入了，请核对。",
        "工作表“表”有 2 行是隐藏的（第 1、3 行），也读入了，请核对。",
        "工作表“表”有 2 列是隐藏的（B、C 列），也读入了，请核对。",
        "工作表“表”有 1 处合并单元格（A1:B2），内容只算左上角一格，其余为空。",
        "工作表“表”有 1 个公式，读入的是上次算出的结果，不是公式。",
    ]


@pytest.mark.parametrize("count", [1, 5, 6, 3000])
def test_hidden_rows_are_counted_once_wherever_a_chunk_ends(count):
    rows = "".join(f'<row r="{n}" hidden="1"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, count + 1))
    (notice,) = read_file(raw_book(rows)).notices
    shown = "、".join(str(n) for n in range(1, min(count, 5) + 1)) + (" 等" if count > 5 else "")
    assert notice == f"工作表“表”有 {count} 行是隐藏的（第 {shown} 行），也读入了，请核对。"


def test_sound_workbook_has_no_notices():
    assert read_file(book([["a"]])).notices == []


@pytest.mark.parametrize(
    ("cell", "lost"),
    [
        ("530902190101010012", False), ("5.30902E+17", True), ("5.30902e+17", True), (" 5E+17 ", True), ("E+1", False),
        (530902190101010012, True), (5.3e17, True), (None, False), (True, False), ("", False), (date(2021, 4, 1), False),
    ],
)  # fmt: skip
def test_lost_digits(cell, lost):
    assert lost_digits(cell) is lost
