"""Looks through the parts of an .xlsx that the guard has let pass: what is hidden, merged or reckoned, sheet by sheet."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree  # noqa: S405  the guard has refused every part with a DOCTYPE

from office.sheets.guard import CHUNK, SAVE_AGAIN, BadWorkbook
from office.sheets.marks import Marks

MAX_PART_BYTES = 2 * 1024 * 1024
MAX_TAG = 8192
LAST_COLUMN = 16_384
MOST_SHEETS = 100
_TAG = re.compile(rb"<(?:\w+:)?(row|col|mergeCell|f)\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = {name: re.compile(rb"\b" + name + rb'="(\d{1,7})"') for name in (b"r", b"min", b"max")}
_RANGE = re.compile(rb'\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


def look_through(data: bytes) -> dict[str, Marks]:
    """Marks by sheet; a sheet whose part is not there is left to the parser."""
    found: dict[str, Marks] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = set(archive.namelist())
            for name, part, is_hidden in _sheets(archive):
                if len(found) >= MOST_SHEETS:
                    raise BadWorkbook(
                        f"文件有 {MOST_SHEETS} 张以上工作表，请只保留需要的工作表后另存，再重新选择文件。"
                    )
                marks = Marks(is_hidden=is_hidden)
                if part in parts:
                    _read(archive, part, marks)
                found[name] = marks
    except (ElementTree.ParseError, zipfile.BadZipFile, KeyError, ValueError) as error:
        if isinstance(error, BadWorkbook):
            raise
        raise BadWorkbook(f"文件内部结构不正常。{SAVE_AGAIN}。") from error
    return found


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """Name, part and whether it is hidden, in order."""
    targets = {}
    for element in _tree(archive, "xl/_rels/workbook.xml.rels").iter():
        if _local(element.tag) == "Relationship":
            targets[element.get("Id")] = element.get("Target") or ""
    for element in _tree(archive, "xl/workbook.xml").iter():
        if _local(element.tag) == "sheet":
            key = next((value for name, value in element.attrib.items() if _local(name) == "id"), None)
            part = posixpath.normpath(posixpath.join("/xl", targets.get(key, ""))).lstrip("/")
            yield element.get("name") or "", part, element.get("state", "visible") != "visible"


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    with archive.open(part) as stream:
        content = stream.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise BadWorkbook("工作表过多，请只保留需要的工作表后另存，再重新选择文件。")
    return ElementTree.fromstring(content)  # noqa: S314  as above


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _read(archive: zipfile.ZipFile, part: str, marks: Marks) -> None:
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            window = rest + chunk
            # A tag that a chunk's end cuts through is looked at with the next one, and only then.
            cut = window.rfind(b"<")
            if cut < 0 or len(window) - cut > MAX_TAG or b">" in window[cut:]:
                cut = len(window)
            for found in _TAG.finditer(window, 0, cut):
                _take(found[1], found[2], marks)
            rest = window[cut:]


def _take(tag: bytes, attributes: bytes, marks: Marks) -> None:
    if tag == b"f":
        marks.formulas += 1
    elif tag == b"mergeCell":
        if found := _RANGE.search(attributes):
            marks.merge(found[1].decode())
    elif not _HIDDEN.search(attributes):
        return
    elif tag == b"row":
        marks.hide_row(_number(b"r", attributes))
    else:
        first, last = _number(b"min", attributes), _number(b"max", attributes)
        # Everything to the right of the table is often hidden as one: no column of it holds anything.
        if last < LAST_COLUMN:
            marks.hide_columns(first - 1, last - 1)


def _number(name: bytes, attributes: bytes) -> int:
    found = _NUMBER[name].search(attributes)
    return int(found[1]) if found else 0
