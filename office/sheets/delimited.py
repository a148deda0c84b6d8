"""A text file as a table: its encoding and what stands between its cells are found by looking at it."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from office.sheets.guard import SAVE_AGAIN, BadWorkbook

# GB 18030 holds GBK and GB 2312; nearly every sequence of bytes means something in it, so UTF-8 is tried first.
ENCODINGS = ("utf-8", "gb18030")
MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Of equals the first: a tab hardly ever stands in a text.
BETWEEN = ("\t", ",", ";")
LOOKED_AT = 20
MAX_CELL = 32_767


def read_delimited(data: bytes, *, most_rows: int, most_columns: int) -> Iterator[list[str | None]]:
    """Row by row; every cell is text, an empty one None. Raises ``BadWorkbook`` with the line."""
    text = decoded(data)
    csv.field_size_limit(MAX_CELL)
    between = separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if number > most_rows:
                raise BadWorkbook(f"文件超过 {most_rows - 1} 行，请按年份分成几个文件。")
            if len(row) > most_columns:
                raise BadWorkbook(f"第 {number} 行超过 {most_columns} 列，请删去多余的列。")
            yield [_cell(text) for text in row]
    except csv.Error as error:
        raise BadWorkbook(
            f"第 {number + 1} 行的引号不成对或文字过长（一格最多 {MAX_CELL} 个字），请改正后重新选择文件。"
        ) from error


def decoded(data: bytes) -> str:
    for mark, encoding in MARKED.items():
        if data.startswith(mark):
            return _strict(data, encoding)
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            last = error
    raise _unreadable(data, last)


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(data, error) from error
    if "\0" in text:
        raise BadWorkbook(f"文件不是 .xlsx、.xls 或 .csv 表格。{SAVE_AGAIN}。")
    return text


def _unreadable(data: bytes, error: UnicodeDecodeError) -> BadWorkbook:
    line = data.count(b"\n", 0, error.start) + 1
    return BadWorkbook(f"第 {line} 行的文字编码不能识别（应为 GBK、GB18030 或 UTF-8）。{SAVE_AGAIN}。")


def separator(text: str) -> str:
    """Tab, comma or semicolon: the one by which most of the first lines have the same number of cells, above one."""
    lines = text[: MAX_CELL * 4].splitlines(keepends=True)[:LOOKED_AT]
    return max(BETWEEN, key=lambda between: _fit(lines, between))


def _fit(lines: list[str], between: str) -> int:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=between) if len(row) > 1)
    except csv.Error:
        return 0
    return max((width * count for width, count in widths.items()), default=0)


def _cell(text: str) -> str | None:
    # ="0012" is how many systems keep a spreadsheet program from turning a text into a number.
    if text.startswith('="') and text.endswith('"') and text.count('"') == 2:
        text = text[2:-1]
    return text or None
