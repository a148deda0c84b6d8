"""Looks at an .xlsx as a zip before any parser sees it: size, names, bombs, passwords, macros, links outside."""

import io
import re
import zipfile
import zlib

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_INFLATED_BYTES = 100 * 1024 * 1024
MAX_ENTRIES = 500
MAX_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
CHUNK = 64 * 1024
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_START = b"PK\x03\x04"
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED_FLAG = 0x1
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
OVERLAP = 4096
ERROR_CELL = re.compile(rb'<c [^>]*\bt="e"')
UNCOMPUTED_CELL = re.compile(rb'<c (?![^>]*\bt="str")[^>]*><f[^>]*>[^<]*</f>(?:<v ?/>|<v></v>)?</c>')
SAVE_AGAIN = "请用表格软件打开后另存为 .xlsx，再重新选择文件"


class BadWorkbook(ValueError):
    """A workbook that is not opened; the message says why and how to mend it."""


def check_workbook(data: bytes) -> None:
    """Nothing, or ``BadWorkbook``; inflates every entry once and holds at most one chunk of it."""
    _check_start(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_names(entries)
            _check_contents(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, BadWorkbook):
            raise
        raise BadWorkbook(f"文件已损坏，不能作为工作簿打开。{SAVE_AGAIN}。") from error


def _check_start(data: bytes) -> None:
    if not data:
        raise BadWorkbook("文件是空的，请重新选择文件。")
    if len(data) > MAX_FILE_BYTES:
        raise BadWorkbook(f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB，请按年份分成几个文件。")
    if data.startswith(OLE_START):
        raise BadWorkbook("文件设有打开密码，或是旧版 .xls 格式。请取消密码并另存为 .xlsx，再重新选择文件。")
    if not data.startswith(ZIP_START):
        raise BadWorkbook(f"文件不是 .xlsx 工作簿。{SAVE_AGAIN}。")


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    lowered = [name.lower() for name in names]
    if len(names) > MAX_ENTRIES:
        raise BadWorkbook(f"文件内部超过 {MAX_ENTRIES} 个部件，请只保留需要的工作表后另存。")
    if len(set(lowered)) != len(lowered) or any(_is_odd(name) for name in names):
        raise BadWorkbook(f"文件内部结构不正常。{SAVE_AGAIN}。")
    if not set(NEEDED) <= set(names):
        raise BadWorkbook(f"文件不是 .xlsx 工作簿。{SAVE_AGAIN}。")
    if any(name.endswith("vbaproject.bin") for name in lowered):
        raise BadWorkbook("文件含有宏，请另存为不带宏的 .xlsx，再重新选择文件。")
    if any(name.startswith("xl/externallinks/") for name in lowered):
        raise BadWorkbook("文件链接了其他工作簿，请在“数据—编辑链接”中断开链接后另存，再重新选择文件。")
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise BadWorkbook("文件设有密码，请取消密码后另存，再重新选择文件。")
        if entry.compress_type not in METHODS:
            raise BadWorkbook(f"文件使用了不支持的压缩方式。{SAVE_AGAIN}。")


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
    is_types = entry.filename == NEEDED[0]
    is_sheet = entry.filename.startswith("xl/worksheets/")
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > left or (total > RATIO_COUNTS_FROM and total > MAX_RATIO * max(entry.compress_size, 1)):
                raise BadWorkbook("文件展开后过大，请只保留有内容的行和工作表后另存，再重新选择文件。")
            window = tail + chunk
            if any(doctype in window for doctype in DOCTYPES):
                raise BadWorkbook(f"文件含有不允许的外部定义。{SAVE_AGAIN}。")
            if is_types and b"macroEnabled" in window:
                raise BadWorkbook("文件含有宏，请另存为不带宏的 .xlsx，再重新选择文件。")
            if is_sheet:
                _check_cells(window)
            tail = window[-OVERLAP:]
    return total


def _check_cells(xml: bytes) -> None:
    """Cells the parser would hand over as empty: a value would be lost without a word."""
    if ERROR_CELL.search(xml):
        raise BadWorkbook("有单元格显示 #N/A、#REF! 之类的公式错误，请改正或改填数值后另存，再重新选择文件。")
    if b"<f" in xml and UNCOMPUTED_CELL.search(xml):
        raise BadWorkbook(f"有公式尚未算出结果。{SAVE_AGAIN}。")
