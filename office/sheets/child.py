"""Reads one file from standard input and prints its cells as JSON lines; run by ``reader`` as a child process.

It imports the parsers and nothing of this program beyond its neighbours, and gets no key and no database. A parser that
hangs, swells or crashes takes only this process with it.

Lines: ``{"sheet": name}`` before the rows of a sheet, then one list per row; ``{"notice": text}`` for what the reader
should be told; ``{"refused": text}`` ends it all; ``{"end": true}`` is the last line of a whole reading.
"""

import io
import json
import math
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook

from office.children import limit_this_process
from office.sheets import new_book, old_book
from office.sheets.delimited import read_delimited
from office.sheets.guard import BadWorkbook, Kind

MAX_ROWS = 20_001  # the heading row and 20,000 rows of data
MAX_COLUMNS = 60
MAX_OUTPUT_BYTES = 64 * 1024 * 1024
EXACT_WHOLE = 2**53
CPU_SECONDS = 10
MEMORY_BYTES = 256 * 1024 * 1024
TEXT_SHEET = "数据"
LOOK_THROUGH = {Kind.XLSX: new_book.look_through, Kind.XLS: old_book.look_through}


def limit_resources() -> None:
    """CPU time and address space of this process."""
    limit_this_process(cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES)


def lines(data: bytes, kind: Kind) -> Iterator[Any]:
    """What is printed, line by line; raises ``BadWorkbook`` or the parser's error."""
    if kind == Kind.CSV:
        yield {"sheet": TEXT_SHEET}
        yield from read_delimited(data, most_rows=MAX_ROWS, most_columns=MAX_COLUMNS)
    else:
        for sheet, marks in LOOK_THROUGH[kind](data).items():
            yield from ({"notice": text} for text in marks.notices(sheet))
        yield from _cells(data)
    yield {"end": True}


def _cells(data: bytes) -> Iterator[Any]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        last_row, last_column = sheet.end or (-1, -1)
        if last_row >= MAX_ROWS:
            raise BadWorkbook(f"工作表“{name}”超过 {MAX_ROWS - 1} 行，请按年份分成几个文件。")
        if last_column >= MAX_COLUMNS:
            raise BadWorkbook(f"工作表“{name}”超过 {MAX_COLUMNS} 列，请删去多余的列。")
        yield {"sheet": name}
        # iter_rows begins at the first row but at the first filled column.
        left = [None] * (sheet.start[1] if sheet.start else 0)
        for row in sheet.iter_rows():
            yield left + [encoded(value) for value in row]


def encoded(value: Any) -> Any:
    """A JSON value that keeps the type: text, number and 是/否 as they are, days and times as one-entry objects."""
    if value == "" or value is None:
        return None
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    return value


def _number(value: float) -> Any:
    # A workbook knows only binary fractions; above 2**53 the whole number it shows is not the one it holds.
    if value.is_integer() and abs(value) <= EXACT_WHOLE:
        return int(value)
    return value if math.isfinite(value) else str(value)


def main() -> None:
    limit_resources()
    kind = Kind(sys.argv[1])
    out, written = sys.stdout.buffer, 0
    try:
        for line in lines(sys.stdin.buffer.read(), kind):
            text = json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            written += len(text)
            if written > MAX_OUTPUT_BYTES:
                raise BadWorkbook("工作簿的文字过多，请按年份分成几个文件。")
            out.write(text)
    except BadWorkbook as error:
        out.write(json.dumps({"refused": str(error)}).encode() + b"\n")


if __name__ == "__main__":
    main()
