"""Looks through the records of an .xls before the parser does: password, macros, links, errors; hidden and merged.

Source: [MS-XLS], record numbers of section 2.3.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator

from office.sheets.guard import SAVE_AGAIN, BadWorkbook
from office.sheets.marks import Marks, letters
from office.sheets.ole import CompoundFile

BOF, SHEET_NAME, PASSWORD, OUTSIDE, HAS_MACROS = 0x0809, 0x0085, 0x002F, 0x01AE, 0x00D3
ROW, COLUMNS, MERGED, FORMULA, BOOL_OR_ERROR = 0x0208, 0x007D, 0x00E5, 0x0006, 0x0205
OWN_SHEETS, ADD_IN = 0x0401, 0x3A01
ROW_IS_HIDDEN, COLUMN_IS_HIDDEN = 0x20, 0x1
IS_ERROR = 2
MOST_SHEETS = 100
# Beyond it everything to the right is hidden as one.
LAST_COLUMN = 254
ENCRYPTED_STREAMS = {"EncryptedPackage", "EncryptionInfo", "\x06DataSpaces"}
MACRO_STREAMS = {"_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"}
Marked = dict[str, Marks]


def look_through(data: bytes) -> Marked:
    """Marks by sheet; raises ``BadWorkbook``."""
    file = CompoundFile(data)
    if file.names() & ENCRYPTED_STREAMS:
        raise _password()
    if file.names() & MACRO_STREAMS:
        raise _macros()
    stream = file.stream("Workbook") or file.stream("Book")
    if stream is None:
        raise BadWorkbook(f"文件是旧版文档，不是 .xls 工作簿。{SAVE_AGAIN}。")
    try:
        return _marks(stream)
    except (struct.error, IndexError) as error:
        raise BadWorkbook(f"文件已损坏，不能作为 .xls 工作簿打开。{SAVE_AGAIN}。") from error


def _marks(stream: bytes) -> Marked:
    found: defaultdict[str, Marks] = defaultdict(Marks)
    names: dict[int, str] = {}
    sheet = Marks()
    for at, kind, body in _records(stream):
        if kind == BOF:
            sheet = found[names[at]] if at in names else Marks()
        elif kind == SHEET_NAME:
            if len(names) >= MOST_SHEETS:
                raise BadWorkbook(f"文件有 {MOST_SHEETS} 张以上工作表，请只保留需要的工作表后另存，再重新选择文件。")
            place, state = struct.unpack_from("<IB", body)
            names[place] = _name(body[6:])
            found[names[place]].is_hidden = bool(state & 3)
        else:
            _take(kind, body, sheet)
    return dict(found)


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, number and body of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _name(body: bytes) -> str:
    is_wide = body[1] & 1
    return body[2 : 2 + body[0] * (2 if is_wide else 1)].decode("utf-16-le" if is_wide else "latin-1", "replace")


def _take(kind: int, body: bytes, sheet: Marks) -> None:
    if kind == PASSWORD:
        raise _password()
    if kind == HAS_MACROS:
        raise _macros()
    if kind == OUTSIDE and struct.unpack_from("<H", body, 2)[0] not in (OWN_SHEETS, ADD_IN):
        raise BadWorkbook("文件链接了其他工作簿，请在“数据—编辑链接”中断开链接后另存，再重新选择文件。")
    if kind == FORMULA:
        sheet.formulas += 1
        if body[12:14] == b"\xff\xff" and body[6] == IS_ERROR:
            raise _error(body)
    elif kind == BOOL_OR_ERROR and body[7]:
        raise _error(body)
    elif kind == ROW and body[12] & ROW_IS_HIDDEN:
        sheet.hide_row(struct.unpack_from("<H", body)[0] + 1)
    elif kind == COLUMNS and body[8] & COLUMN_IS_HIDDEN:
        first, last = struct.unpack_from("<HH", body)
        if last <= LAST_COLUMN:
            sheet.hide_columns(first, last)
    elif kind == MERGED:
        for cells in _ranges(body):
            sheet.merge(cells)


def _ranges(body: bytes) -> Iterator[str]:
    for number in range(struct.unpack_from("<H", body)[0]):
        first, last, left, right = struct.unpack_from("<4H", body, 2 + 8 * number)
        yield f"{letters(left)}{first + 1}:{letters(right)}{last + 1}"


def _error(body: bytes) -> BadWorkbook:
    row, column = struct.unpack_from("<HH", body)
    return BadWorkbook(
        f"第 {row + 1} 行 {letters(column)} 列显示 #N/A、#REF! 之类的公式错误，请改正或改填数值后另存，再重新选择文件。"
    )


def _password() -> BadWorkbook:
    return BadWorkbook("文件设有打开密码，请取消密码后另存，再重新选择文件。")


def _macros() -> BadWorkbook:
    return BadWorkbook("文件含有宏，请另存为不带宏的 .xlsx，再重新选择文件。")
