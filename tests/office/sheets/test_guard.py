import io
import struct
import time
import zipfile

import pytest

from office.sheets import guard
from office.sheets.guard import MAX_ENTRIES, MAX_FILE_BYTES, BadWorkbook, Kind, check_workbook
from tests.office.sheets.books import SHEET, TYPES, WORKBOOK, book, raw_book
from tests.old_books import old_book


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def with_bits(data, bits):
    """The encryption bit set in every local header and directory entry."""
    changed = bytearray(data)
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = -1
        while (position := data.find(start, position + 1)) >= 0:
            changed[position + offset] |= bits
    return bytes(changed)


def lying_sizes(data):
    """Every uncompressed size in the directory written as 10."""
    changed, position = bytearray(data), -1
    while (position := data.find(b"PK\x01\x02", position + 1)) >= 0:
        struct.pack_into("<I", changed, position + 24, 10)
    return bytes(changed)


OUTSIDE = (
    '<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/{kind}"'
    ' Target="http://example.invalid/" TargetMode="External"/></Relationships>'
)
SHEET_NAME = "xl/worksheets/sheet1.xml"
ZEROS = SHEET.format(rows=" " * 20_000_000)
ENTITIES = "<!ENTITY a 'aaaaaaaaaa'>"
CASES = {
    "empty": (b"", "文件是空的"),
    "too long": (b"PK\x03\x04" + b"\0" * MAX_FILE_BYTES, "超过 10 MB"),
    "html": (b"<html><table></table></html>", "网页或文档"),
    "html after a mark": (b"\xef\xbb\xbf\r\n <?xml version='1.0'?>", "网页或文档"),
    "pdf": (b"%PDF-1.4\n1 0 obj", "网页或文档"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是 .xlsx、.xls 或 .csv 表格"),
    "text with a zero byte": (b"a,b\n1,\x00\n", "不是 .xlsx、.xls 或 .csv 表格"),
    "junk before": (b"MZ" + raw_book(), "不是 .xlsx、.xls 或 .csv 表格"),
    "junk behind": (raw_book() + b"<script>", "后面接有别的内容"),
    "two directories": (raw_book() + raw_book(), "后面接有别的内容"),
    "zip of something else": (zipped([("a.txt", "a")]), "不是 .xlsx 工作簿"),
    "no workbook": (raw_book(**{"xl/workbook.xml": None}), "不是 .xlsx 工作簿"),
    "no types": (raw_book(**{"[Content_Types].xml": None}), "不是 .xlsx 工作簿"),
    "zip password": (with_bits(raw_book(), 1), "设有密码"),
    "other compression": (
        zipped([("[Content_Types].xml", TYPES), ("xl/workbook.xml", WORKBOOK)], zipfile.ZIP_BZIP2),
        "压缩方式",
    ),
    "too many parts": (raw_book(**{f"xl/media/{n}.png": "" for n in range(MAX_ENTRIES)}), "个部件"),
    "parent path": (raw_book(**{"xl/../../evil.xml": ""}), "内部结构不正常"),
    "absolute path": (raw_book(**{"/etc/passwd": ""}), "内部结构不正常"),
    "backslash": (raw_book(**{"xl\\evil.xml": ""}), "内部结构不正常"),
    "doubled part": (
        zipped([*[("xl/workbook.xml", WORKBOOK)], ("[Content_Types].xml", TYPES), ("XL/workbook.xml", "")]),
        "内部结构不正常",
    ),
    "old macro sheet": (raw_book(**{"xl/macrosheets/sheet1.xml": "<a/>"}), "含有宏"),
    "control": (raw_book(**{"xl/activeX/activeX1.xml": "<a/>"}), "含有宏或控件"),
    "connection": (raw_book(**{"xl/connections.xml": "<a/>"}), "其他工作簿"),
    "outside picture": (
        raw_book(**{"xl/drawings/_rels/drawing1.xml.rels": OUTSIDE.format(kind="image")}),
        "其他工作簿",
    ),
    "wide encoding": (raw_book(**{SHEET_NAME: SHEET.encode("utf-16")}), "文字编码不正常"),
    "macro part": (raw_book(**{"xl/vbaProject.bin": b"\0"}), "含有宏"),
    "macro type": (
        raw_book(**{"[Content_Types].xml": TYPES.replace("sheet.main", "sheet.macroEnabled.main")}),
        "含有宏",
    ),
    "outside link": (raw_book(**{"xl/externalLinks/externalLink1.xml": "<a/>"}), "其他工作簿"),
    "ratio": (raw_book(**{SHEET_NAME: ZEROS}), "展开后过大"),
    "ratio with lying sizes": (lying_sizes(raw_book(**{SHEET_NAME: ZEROS})), "过大|已损坏"),
    "doctype": (raw_book(**{SHEET_NAME: f"<!DOCTYPE x [{ENTITIES}]>" + SHEET}), "外部定义"),
    "doctype at a chunk's edge": (raw_book(**{SHEET_NAME: " " * 65_530 + "<!DOCTYPE x>"}), "外部定义"),
    "doctype in utf-16": (raw_book(**{SHEET_NAME: "<!DOCTYPE x>".encode("utf-16")}), "外部定义"),
    "doctype in another part": (
        raw_book(**{"docProps/core.xml": "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>"}),
        "外部定义",
    ),
    "error cell": (raw_book('<row r=\'1\'><c r="A1" t="e"><v>#N/A</v></c></row>'), "单元格 A1 显示"),
    "error cell with a prefix": (raw_book('<x:c r="B7" s="1" t="e"><x:v>#N/A</x:v></x:c>'), "单元格 B7 显示"),
    "formula without result": (raw_book('<row r="1"><c r="A1"><f>1+1</f><v></v></c></row>'), "A1 的公式尚未算出"),
    "formula by openpyxl": (book([["=1+1"]]), "A1 的公式尚未算出"),
    "cut": (raw_book()[:-40], "已损坏"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused_with_the_reason_and_quickly(case):
    data, reason = CASES[case]
    started = time.monotonic()
    with pytest.raises(BadWorkbook, match=reason) as caught:
        check_workbook(data)
    assert time.monotonic() - started < 1
    assert "请" in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        raw_book(),
        book([["a", 1], [None, 2.5]]),
        raw_book('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'),
        raw_book('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>'),
        raw_book('<row r="1"><c r="A1" t="inlineStr"><is><t>t="e"</t></is></c></row>'),
        raw_book(**{"xl/media/empty.png": ""}),
        raw_book(**{"xl/worksheets/_rels/sheet1.xml.rels": OUTSIDE.format(kind="hyperlink")}),
    ],
)
def test_sound_workbook_passes(data):
    check_workbook(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (raw_book(), Kind.XLSX),
        (old_book({"表": [["a"]]}), Kind.XLS),
        ("姓名,金额\n".encode("gbk"), Kind.CSV),
        ("姓名\t金额\n".encode("utf-16"), Kind.CSV),
        ("姓名;金额\n".encode("utf-8-sig"), Kind.CSV),
    ],
)
def test_kind_by_content(data, kind):
    assert check_workbook(data) == kind


def test_total_is_counted_over_all_parts(monkeypatch):
    monkeypatch.setattr(guard, "MAX_INFLATED_BYTES", 1_000_000)
    parts = {f"xl/media/{n}.xml": " " * 200_000 for n in range(4)}
    check_workbook(raw_book(**parts))
    parts["xl/media/4.xml"] = " " * 200_000
    with pytest.raises(BadWorkbook, match="展开后过大"):
        check_workbook(raw_book(**parts))


def test_every_flipped_byte_is_a_refusal_or_a_reading_never_a_crash():
    data = raw_book()
    for position in range(len(data)):
        try:
            check_workbook(data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :])
        except BadWorkbook:
            continue


def test_every_cut_is_refused():
    data = raw_book()
    for size in range(0, len(data) - 1, 7):
        with pytest.raises(BadWorkbook):
            check_workbook(data[:size])
