"""Cells of a workbook or text file, read by a child process with limits."""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from office.children import bare_environment, command
from office.sheets.guard import MAX_FILE_BYTES, SAVE_AGAIN, BadWorkbook, Kind, check_workbook

CHILD = ("-m", "office.sheets.child")
TIMEOUT_SECONDS = 20
UNREADABLE = f"工作簿内容过大或已损坏，无法读取。{SAVE_AGAIN}。"

FROM_ISO: dict[str, Callable[[str], "Cell"]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass
class Reading:
    """A file as it was read: sheet name → rows → cells, and what its person should be told (hidden, merged, formulas)."""

    kind: Kind
    sheets: dict[str, list[list[Cell]]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def read_workbook(source: str | os.PathLike[str] | bytes) -> dict[str, list[list[Cell]]]:
    """The sheets of `read_file`, without its notices."""
    return read_file(source).sheets


def read_file(source: str | os.PathLike[str] | bytes) -> Reading:
    """An .xlsx, an .xls or a text with commas, tabs or semicolons (UTF-8, GBK, GB 18030), told apart by content.

    Row n of the sheet is item n - 1, an empty or blank cell is None. The type is the cell's own: a text cell is ``str``
    even if it looks like a number, a number cell ``int`` or ``float``, a date cell ``date`` or ``datetime``; of a text
    file all are ``str``, its one sheet is 数据. A formula gives its last stored result. Trailing empty rows are left out.
    At most 20,000 rows and 60 columns a sheet; raises ``BadWorkbook``.
    """
    data = source if isinstance(source, bytes) else _file_bytes(Path(source))
    reading = Reading(check_workbook(data))
    with closing(_run_child(data, reading.kind)) as lines:
        _fill(reading, lines)
    for rows in reading.sheets.values():
        while rows and all(cell is None for cell in rows[-1]):
            rows.pop()
    return reading


def lost_digits(cell: Cell) -> bool:
    """True if an ID number or account in this cell may no longer be the one that was typed.

    A number cell keeps fifteen digits; a text like 5.30902E+17 is what was left of one in a text file.
    """
    if isinstance(cell, str):
        head, mark, tail = cell.strip().upper().partition("E+")
        return bool(mark) and head.replace(".", "", 1).isdecimal() and tail.isdecimal()
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _file_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise BadWorkbook(f"打不开文件“{path.name}”，请核对文件是否存在、是否有权读取。") from error


def _run_child(data: bytes, kind: Kind) -> Generator[bytes, None, None]:
    """Lines of the child as they come, so that they are never all held at once."""
    try:
        child = subprocess.Popen(  # noqa: S603  our own file, no shell
            command(*CHILD, kind),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=bare_environment(),
        )
    except OSError as error:
        raise BadWorkbook(UNREADABLE) from error
    clock = threading.Timer(TIMEOUT_SECONDS, child.kill)
    clock.start()
    try:
        _hand_over(child, data)
        yield from child.stdout or ()
        if child.wait():
            raise BadWorkbook(UNREADABLE)
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()


def _hand_over(child: subprocess.Popen[bytes], data: bytes) -> None:
    """The child reads all before it prints a line, so neither waits for the other."""
    try:
        if child.stdin:
            child.stdin.write(data)
            child.stdin.close()
    except OSError as error:
        raise BadWorkbook(UNREADABLE) from error


def _fill(reading: Reading, lines: Iterable[bytes]) -> None:
    rows: list[list[Cell]] = []
    ended = False
    for line in lines:
        item = json.loads(line)
        if isinstance(item, list):
            rows.append([_decoded(value) if type(value) is dict else value for value in item])
        elif "refused" in item:
            raise BadWorkbook(item["refused"])
        elif "notice" in item:
            reading.notices.append(item["notice"])
        elif "sheet" in item:
            rows = reading.sheets.setdefault(item["sheet"], [])
        else:
            ended = True
    if not ended:
        raise BadWorkbook(UNREADABLE)


def _decoded(value: dict[str, Any]) -> Cell:
    ((kind, text),) = value.items()
    if kind == "seconds":
        return timedelta(seconds=text)
    return FROM_ISO[kind](text)
