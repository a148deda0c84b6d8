"""Looks at a file before any parser sees it: which kind it is by its content, and for an .xlsx the whole zip.

Size, names, bombs, passwords, macros, links outside. What kind it is decides the content alone, never the name.
"""

import io
import re
import zipfile
import zlib
from enum import StrEnum

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_INFLATED_BYTES = 100 * 1024 * 1024
MAX_ENTRIES = 500
MAX_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
CHUNK = 64 * 1024
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_START = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
ZIP_END_BYTES = 22
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED_FLAG = 0x1
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
OVERLAP = 4096
# Some writers give every element a prefix: <x:c>.
ERROR_CELL = re.compile(rb'<(?:\w+:)?c [^>]*\bt="e"')
UNCOMPUTED_CELL = re.compile(
    rb'<(?:\w+:)?c (?![^>]*\bt="str")[^>]*><(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>'
    rb"(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
OUTSIDE_PART = re.compile(rb'<Relationship [^>]*TargetMode="External"[^>]*>')
CELL_NAME = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
MACRO_PARTS = ("vbaproject.bin", "xl/macrosheets/", "xl/activex/", "customui/")
LINK_PARTS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
SAVE_AGAIN = "请用表格软件打开后另存为 .xlsx，再重新选择文件"
# Words by which files that pass for a workbook begin, after white space.
MARKUP = (b"<", b"%PDF", b"{\\rtf", b"MIME-Version")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class Kind(StrEnum):
    """What a file is by its content."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


class BadWorkbook(ValueError):
    """A workbook that is not opened; the message says why and how to mend it."""


def check_workbook(data: bytes) -> Kind:
    """The kind of a file that may be read on, or ``BadWorkbook``.

    Of an .xlsx every entry is inflated once, holding one chunk of it; an .xls and a text are looked into by the child
    process, which alone parses them.
    """
    kind = _kind(data)
    if kind == Kind.XLSX:
        _check_zip(data)
    return kind


def _kind(data: bytes) -> Kind:
    if not data:
        raise BadWorkbook("文件是空的，请重新选择文件。")
    if len(data) > MAX_FILE_BYTES:
        raise BadWorkbook(f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB，请按年份分成几个文件。")
    if data.startswith(OLE_START):
        return Kind.XLS
    if data.startswith(ZIP_START):
        return Kind.XLSX
    start = data[:CHUNK].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(MARKUP):
        raise BadWorkbook(f"文件是网页或文档，不是表格文件（只是改了扩展名）。{SAVE_AGAIN}。")
    if not data.startswith(WIDE_MARKS) and CONTROL.search(data):
        raise BadWorkbook(f"文件不是 .xlsx、.xls 或 .csv 表格。{SAVE_AGAIN}。")
    return Kind.CSV


def _check_zip(data: bytes) -> None:
    # Two readers may take two directories for the true one; so there is one, at the very end.
    if data[-ZIP_END_BYTES:-18] != ZIP_END or data.count(ZIP_END) != 1:
        raise BadWorkbook(f"文件已损坏或后面接有别的内容，不能作为工作簿打开。{SAVE_AGAIN}。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_names(entries)
            _check_contents(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, BadWorkbook):
            raise
        raise BadWorkbook(f"文件已损坏，不能作为工作簿打开。{SAVE_AGAIN}。") from error


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    lowered = [name.lower() for name in names]
    if len(names) > MAX_ENTRIES:
        raise BadWorkbook(f"文件内部超过 {MAX_ENTRIES} 个部件，请只保留需要的工作表后另存。")
    if len(set(lowered)) != len(lowered) or any(_is_odd(name) for name in names):
        raise BadWorkbook(f"文件内部结构不正常。{SAVE_AGAIN}。")
    if not set(NEEDED) <= set(names):
        raise BadWorkbook(f"文件不是 .xlsx 工作簿。{SAVE_AGAIN}。")
    if any(part in name for name in lowered for part in MACRO_PARTS):
        raise BadWorkbook("文件含有宏或控件，请另存为不带宏的 .xlsx，再重新选择文件。")
    if any(name.startswith(LINK_PARTS) for name in lowered):
        raise _links_outside()
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise BadWorkbook("文件设有密码，请取消密码后另存，再重新选择文件。")
        if entry.compress_type not in METHODS:
            raise BadWorkbook(f"文件使用了不支持的压缩方式。{SAVE_AGAIN}。")


def _links_outside() -> BadWorkbook:
    return BadWorkbook("文件链接了其他工作簿，请在“数据—编辑链接”中断开链接后另存，再重新选择文件。")


def _is_odd(name: str) -> bool:
    parts = name.split("/")
    return name.startswith("/") or "\\" in name or ":" in name or ".." in parts or any(ord(c) < 32 for c in name)


def _check_contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    left = MAX_INFLATED_BYTES
    for entry in entries:
        left -= _inflated(archive, entry, left)


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """Bytes of one entry, counted while inflating: the sizes in the directory may lie."""
    total, tail = 0, b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > left or (total > RATIO_COUNTS_FROM and total > MAX_RATIO * max(entry.compress_size, 1)):
                raise BadWorkbook("文件展开后过大，请只保留有内容的行和工作表后另存，再重新选择文件。")
            _check_window(tail + chunk, entry.filename)
            tail = chunk[-OVERLAP:] if len(chunk) >= OVERLAP else (tail + chunk)[-OVERLAP:]
    return total


def _check_window(window: bytes, name: str) -> None:
    """A chunk of a part, with the end of the one before it."""
    if any(doctype in window for doctype in DOCTYPES):
        raise BadWorkbook(f"文件含有不允许的外部定义。{SAVE_AGAIN}。")
    if name == NEEDED[0] and b"macroEnabled" in window:
        raise BadWorkbook("文件含有宏或控件，请另存为不带宏的 .xlsx，再重新选择文件。")
    if name.endswith((".xml", ".rels")) and b"\0" in window:
        raise BadWorkbook(f"文件内部的文字编码不正常。{SAVE_AGAIN}。")
    if name.endswith(".rels") and any(b"/hyperlink" not in found[0] for found in OUTSIDE_PART.finditer(window)):
        raise _links_outside()
    if name.startswith("xl/worksheets/"):
        _check_cells(window)


def _check_cells(xml: bytes) -> None:
    """Cells the parser would hand over as empty: a value would be lost without a word."""
    if b't="e"' in xml and (found := ERROR_CELL.search(xml)):
        raise BadWorkbook(
            f"{_place(found[0])}显示 #N/A、#REF! 之类的公式错误，请改正或改填数值后另存，再重新选择文件。"
        )
    if (b"<f" in xml or b":f" in xml) and (found := UNCOMPUTED_CELL.search(xml)):
        raise BadWorkbook(f"{_place(found[0])}的公式尚未算出结果。{SAVE_AGAIN}。")


def _place(cell: bytes) -> str:
    found = CELL_NAME.search(cell)
    return f"单元格 {found[1].decode()} " if found else "有单元格"
