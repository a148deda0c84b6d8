import struct

import pytest

from office.sheets.guard import BadWorkbook
from office.sheets.reader import read_file
from tests.old_books import compound, old_book, record, records

ROWS = {"接访场次": [["日期", "状态"], ["2021-04-12", None]], "诉求台账": [["金额"], [2.5]]}
HIDDEN_ROW = record(0x0208, struct.pack("<HHHHHHHH", 4, 0, 1, 255, 0, 0, 0x20, 0))
HIDDEN_COLUMNS = record(0x007D, struct.pack("<HHHHHH", 1, 2, 0, 0, 1, 0))
MERGED = record(0x00E5, struct.pack("<HHHHH", 1, 0, 1, 0, 2))
FORMULA = struct.pack("<HHH", 4, 1, 0)


def test_cells_come_as_from_a_new_workbook():
    reading = read_file(old_book(ROWS))
    assert (reading.kind, reading.sheets, reading.notices) == ("xls", ROWS, [])


def test_a_long_one_is_read_through_its_chain_of_sectors():
    rows = [[f"第 {n} 行", float(n) + 0.5] for n in range(20_001)]
    assert read_file(old_book({"表": rows})).sheets["表"] == rows


def test_notices():
    rows = {"表": [["a"]]}
    more = HIDDEN_ROW + HIDDEN_COLUMNS + MERGED + record(0x0006, FORMULA + struct.pack("<d", 2.0) + bytes(8))
    assert read_file(old_book(rows, hidden=["表"], of_sheet=more)).notices == [
        "工作表“表”是隐藏的，其中的内容也读入了，请核对。",
        "工作表“表”有 1 行是隐藏的（第 5 行），也读入了，请核对。",
        "工作表“表”有 2 列是隐藏的（B、C 列），也读入了，请核对。",
        "工作表“表”有 1 处合并单元格（A1:C2），内容只算左上角一格，其余为空。",
        "工作表“表”有 1 个公式，读入的是上次算出的结果，不是公式。",
    ]


def looping():
    """A directory whose chain of sectors comes back to itself."""
    data = bytearray(old_book(ROWS))
    (table,) = struct.unpack_from("<I", data, 0x4C)
    (directory,) = struct.unpack_from("<I", data, 0x30)
    struct.pack_into("<I", data, (table + 1) * 512 + 4 * directory, directory)
    return bytes(data)


REFUSED = {
    "encrypted": (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "打开密码"),
    "password": (old_book(ROWS, of_book=record(0x002F, bytes(54))), "打开密码"),
    "macros": (compound({"Workbook": records(ROWS), "_VBA_PROJECT": b"x"}), "含有宏"),
    "macros by a record": (old_book(ROWS, of_book=record(0x00D3)), "含有宏"),
    "a letter": (compound({"WordDocument": b"x"}), "不是 .xls 工作簿"),
    "outside link": (old_book(ROWS, of_book=record(0x01AE, struct.pack("<HHB", 1, 8, 0) + b"book.xls")), "其他工作簿"),
    "error of a formula": (
        old_book(ROWS, of_sheet=record(0x0006, FORMULA + b"\x02\0\x2a\0\0\0\xff\xff" + bytes(8))),
        "第 5 行 B 列显示 #N/A",
    ),
    "error cell": (old_book(ROWS, of_sheet=record(0x0205, FORMULA + b"\x2a\x01")), "第 5 行 B 列显示 #N/A"),
    "start alone": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "已损坏"),
    "zeros": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "已损坏"),
    "loop": (looping(), "已损坏"),
    "cut": (old_book(ROWS)[:3000], "已损坏"),
    "too many rows": (old_book({"表": [["a"]] * 20_002}), "工作表“表”超过 20000 行"),
    "too many columns": (old_book({"表": [["a"] * 61]}), "工作表“表”超过 60 列"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_the_reason(case):
    data, reason = REFUSED[case]
    with pytest.raises(BadWorkbook, match=reason) as caught:
        read_file(data)
    assert "请" in str(caught.value)
