"""Cells of an .xlsx, read by a child process with limits; and the columns of a sheet, found by their headings."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from office.sheets.guard import MAX_FILE_BYTES, SAVE_AGAIN, BadWorkbook, check_workbook
from office.text import fold

CHILD = Path(__file__).with_name("child.py")
TIMEOUT_SECONDS = 20
# The child gets no secret from the environment; Windows cannot start Python without SYSTEMROOT.
PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")
UNREADABLE = f"工作簿内容过大或已损坏，无法读取。{SAVE_AGAIN}。"

FROM_ISO: dict[str, Callable[[str], "Cell"]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}

Cell = str | int | float | bool | date | datetime | time | timedelta | None


def read_workbook(source: str | os.PathLike[str] | bytes) -> dict[str, list[list[Cell]]]:
    """Sheet name → rows → cells; row n of the sheet is item n - 1, an empty or blank cell is None.

    The type is the cell's own: a text cell is ``str`` even if it looks like a number, a number cell ``int`` or
    ``float``, a date cell ``date`` or ``datetime``. A formula gives its last stored result. Trailing empty rows are
    left out. At most 20,000 rows and 60 columns a sheet; raises ``BadWorkbook``.
    """
    data = source if isinstance(source, bytes) else _file_bytes(Path(source))
    check_workbook(data)
    return _parsed(_run_child(data))


def header_map(
    row: Sequence[Cell], wanted: Collection[str], required: Collection[str] = ()
) -> tuple[dict[str, int], list[str]]:
    """(heading as in ``wanted`` → column index from 0, errors in Chinese).

    Brackets of either width, spaces, order and a trailing ``*`` do not matter. Unknown, doubled and missing
    headings are errors; an empty heading cell is passed over.
    """
    known = {_heading(name): name for name in wanted}
    found: dict[str, int] = {}
    errors = []
    for index, cell in enumerate(row):
        heading = _heading(str(cell)) if cell is not None else ""
        letter = get_column_letter(index + 1)
        if not heading:
            continue
        name = known.get(heading)
        if name is None:
            errors.append(f"{letter} 列的标题“{cell}”不在模板中。可用的标题：{'、'.join(wanted)}。")
        elif name in found:
            errors.append(f"标题“{name}”重复，见 {get_column_letter(found[name] + 1)} 列和 {letter} 列，请只留一列。")
        else:
            found[name] = index
    errors += [f"缺少必填的列“{name}”，请按模板补上。" for name in required if name not in found]
    return found, errors


def _heading(text: str) -> str:
    return fold(text).rstrip("*")


def _file_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise BadWorkbook(f"打不开文件“{path.name}”，请核对文件是否存在、是否有权读取。") from error


def _run_child(data: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  our own file, no shell
            [sys.executable, "-I", str(CHILD)],
            input=data,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=True,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise BadWorkbook(UNREADABLE) from error
    return done.stdout


def _parsed(output: bytes) -> dict[str, list[list[Cell]]]:
    sheets: dict[str, list[list[Cell]]] = {}
    rows: list[list[Cell]] = []
    ended = False
    for line in output.splitlines():
        item = json.loads(line)
        if isinstance(item, list):
            rows.append([_decoded(value) for value in item])
        elif "refused" in item:
            raise BadWorkbook(item["refused"])
        elif "sheet" in item:
            rows = sheets.setdefault(item["sheet"], [])
        else:
            ended = True
    if not ended:
        raise BadWorkbook(UNREADABLE)
    for rows in sheets.values():
        while rows and all(cell is None for cell in rows[-1]):
            rows.pop()
    return sheets


def _decoded(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    if kind == "seconds":
        return timedelta(seconds=text)
    return FROM_ISO[kind](text)
