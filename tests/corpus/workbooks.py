"""Malformed and hostile files, made from a seed: what an upload page must survive. `samples(seed)` gives all of them.

Every one that can be read at all carries a row that the history import must refuse, so nothing is ever written.
"""

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from random import Random
from typing import Any

from tests.old_books import compound, old_book, record, records
from tests.workbooks import CLAIM_HEADINGS, SESSION_HEADINGS, a_claim, history_sheets, history_workbook

SHEETS = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
A_FAULT = a_claim(身份证号=530902190101010012)
SMALL = history_workbook(claims=[A_FAULT, *(a_claim(诉求=f"第 {n} 行") for n in range(20))])
OLD = old_book(history_sheets(claims=[A_FAULT, *(a_claim(诉求=f"第 {n} 行") for n in range(20))]))
TEXT = "姓名,身份证号,金额\r\n" + "张三,5.30902E+17,1\r\n" * 20
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Sample:
    """A file, made when it is asked for; `is_bomb`: small, and large or endless once it is opened."""

    name: str
    make: Callable[[], bytes]
    is_bomb: bool = False


def samples(seed: int = 1) -> Iterator[Sample]:
    """1,200 and more, always the same for one seed."""
    makers: list[tuple[str, int, Callable[[Random], bytes]]] = [
        ("bytes of an xlsx", 250, lambda random: _damaged(SMALL, random)),
        ("xml of an xlsx", 300, _bad_xml),
        ("parts of an xlsx", 120, _bad_parts),
        ("directory of an xlsx", 100, _bad_directory),
        ("cells of a history", 200, _bad_cells),
        ("headings of a history", 60, _bad_headings),
        ("bytes of an xls", 150, lambda random: _damaged(OLD, random)),
        ("records of an xls", 120, _bad_records),
        ("streams of an xls", 40, _bad_streams),
        ("text", 120, _bad_text),
        ("no table at all", 40, _foreign),
    ]
    for name, count, make in makers:
        for number in range(count):
            yield Sample(f"{name} {number}", partial(make, Random(f"{seed} {name} {number}")))
    for number, bomb in enumerate(bombs(Random(f"{seed} bombs"))):
        yield Sample(f"bomb {number}", bomb, is_bomb=True)


def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


PARTS = _parts()


def zipped(parts: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that is there twice is what some samples are about
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def _damaged(data: bytes, random: Random) -> bytes:
    """Flipped, cut, wiped, doubled or moved bytes."""
    changed = bytearray(data)
    kind = random.randrange(6)
    if kind == 0:
        for _ in range(random.choice([1, 2, 8, 64, 512])):
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    elif kind == 1:
        del changed[random.randrange(1, len(changed)) :]
    elif kind == 2:
        start = random.randrange(len(changed))
        changed[start : start + 400] = bytes(len(changed[start : start + 400]))
    elif kind == 3:
        start = random.randrange(len(changed))
        changed[start:start] = changed[start : start + random.randrange(1, 600)]
    elif kind == 4:
        start = random.randrange(len(changed))
        changed[start : start + 4] = random.choice([b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\xfe\xff\xff\xff", bytes(4)])
    else:
        changed[random.randrange(len(changed)) :] = random.randbytes(random.randrange(1, 3000))
    return bytes(changed)


XML_TRICKS = (
    b"<row r='-1'><c r='A1'><v>1</v></c></row>", b"<row r='99999999999'><c r='ZZZ99999999999'><v>1</v></c></row>",
    b"<row><c><v/></c></row>", b"<row r='2'><c r='A2' t='s'><v>4294967296</v></c></row>",
    b"<row r='2'><c r='A2' t='s'><v>-1</v></c></row>", b"<row r='2'><c r='A2' t='b'><v>x</v></c></row>",
    b"<row r='2'><c r='A2' s='99999'><v>1</v></c></row>", b"<row r='2'><c r='A2' t='d'><v>9999-99-99</v></c></row>",
    b"<row r='2'><c r='A2' t='e'><v>#REF!</v></c></row>", b"<row r='2'><c r='A2'><f>A2</f></c></row>",
    b"<row r='2'><c r='A2'><v>1e999</v></c><c r='B2'><v>-1e999</v></c></row>", b"</sheetData><sheetData>",
    b"<row r='2'><c r='A2' t='inlineStr'><is><t>&#0;</t></is></c></row>", b"<![CDATA[", b"]]>", b"<!--", b"<?x", b"&a;",
    b"<row r='2'><c r='A2'><v>1</v></c><c r='A2'><v>2</v></c></row>", b"\xff\xfe", b"\xed\xa0\x80", b"<a>" * 5000,
    b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>", b"<row r='2' hidden='1'" + b" " * 9000 + b"/>", b"<c" * 4000,
    b"<cols><col min='1' max='999999999' hidden='1'/></cols>", b"<mergeCell ref='A1:ZZZ9999999'/>" * 2000,
)  # fmt: skip


def _bad_xml(random: Random) -> bytes:
    """One part with something put in, taken out or exchanged between two tags."""
    parts = dict(PARTS)
    name = random.choice([*SHEETS, *SHEETS, *parts])
    content = parts[name]
    tags = [found.start() for found in re.finditer(b"<", content)]
    at = random.choice(tags)
    kind = random.randrange(5)
    if kind == 0:
        content = content[:at] + random.choice(XML_TRICKS) + content[at:]
    elif kind == 1:
        content = content[:at] + content[random.choice(tags) :]
    elif kind == 2:
        attribute = random.choice([b'r="', b't="', b's="', b'Id="', b'Target="', b'name="', b'sheetId="', b'count="'])
        value = random.choice(
            [b"", b"-1", b"9" * 40, b"A0", b"../../../etc/passwd", "表".encode() * 50, b"\x00", b"rId99"]
        )
        content = re.sub(
            attribute + b'[^"]*', attribute + value.replace(b"\\", b"\\\\"), content, count=random.choice([0, 1])
        )
    elif kind == 3:
        content = content[:at] + random.choice(XML_TRICKS) * random.choice([1, 3, 30])
    else:
        content = random.randbytes(random.randrange(2000))
    parts[name] = content
    return zipped(parts)


ODD_NAMES = (
    "../evil.xml", "/etc/passwd", "xl\\..\\x.xml", "C:x", "xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml",
    "XL/WORKBOOK.XML", "xl/activeX/activeX1.bin", "xl/macrosheets/sheet1.xml", "a\x01b", "xl/./workbook.xml",
    "xl/connections.xml", "customUI/customUI.xml", "x" * 5000, "xl/embeddings/oleObject1.bin", "/",
)  # fmt: skip


def _bad_parts(random: Random) -> bytes:
    """Parts left out, doubled, added, exchanged or packed another way."""
    entries = list(PARTS.items())
    for _ in range(random.choice([1, 1, 2, 4])):
        kind = random.randrange(5)
        if kind == 0 and entries:
            del entries[random.randrange(len(entries))]
        elif kind == 1:
            entries.append((random.choice(list(PARTS)), random.randbytes(100)))
        elif kind == 2:
            entries.append((random.choice(ODD_NAMES), random.randbytes(100)))
        elif kind == 3:
            names, contents = zip(*entries, strict=True) if entries else ((), ())
            entries = list(zip(names, random.sample(contents, len(contents)), strict=True))
        else:
            entries += [(f"xl/media/{n}.png", b"") for n in range(600)]
    return zipped(
        entries, random.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    )


FIELDS = {b"PK\x03\x04": (4, 6, 8, 14, 18, 22, 26, 28), b"PK\x01\x02": (6, 8, 10, 16, 20, 24, 28, 30, 42)}


def _bad_directory(random: Random) -> bytes:
    """Lying sizes, flags, methods, offsets and names in the zip's own tables."""
    changed = bytearray(SMALL)
    for _ in range(random.choice([1, 1, 3])):
        mark = random.choice(list(FIELDS))
        places = [found.start() for found in re.finditer(re.escape(mark), SMALL)]
        at = random.choice(places) + random.choice(FIELDS[mark])
        struct.pack_into("<H", changed, at, random.choice([0, 1, 8, 12, 99, 0x7FFF, 0xFFFF]))
    end = changed.rfind(b"PK\x05\x06")
    if random.random() < 0.4:
        struct.pack_into(
            "<H", changed, end + random.choice([4, 8, 10, 12, 16, 20]), random.choice([0, 1, 0x7FFF, 0xFFFF])
        )
    tail = random.choice([b"", b"", b"", b"<html>", SMALL, b"\0" * 100])
    return random.choice([b"", b"", b"MZ", b"#!/bin/sh\n"]) + bytes(changed) + tail


CELLS: tuple[Any, ...] = (
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "-1", -1, 0, 1e300, 2**60, True, False, "1e5", "１２３", "不详", "10/05/2021",
    "2021-02-30", date(1900, 1, 1), date(9999, 12, 31), datetime(2021, 4, 12, 23, 59, 59), time(23, 59),  # noqa: DTZ001
    "x" * 32_767, "\u202e倒序", "\u200b", "😀" * 500, "</t>", "&amp;", "_x0000_", "\t\n", "'530902", "#REF!", "NaN", "∞",
    "二〇二一年", "12.5万", "12,34", "0x10", "null", "../..", "%s%n", "{{7*7}}", "<script>", "' OR 1=1 --", 530902190101010012,
)  # fmt: skip


def _bad_cells(random: Random) -> bytes:
    rows = [dict(A_FAULT)]
    for _ in range(random.randrange(1, 12)):
        row = a_claim()
        for _ in range(random.choice([1, 2, 31])):
            row[random.choice(CLAIM_HEADINGS)] = random.choice(CELLS)
        rows.append(row)
    session = {name: random.choice([None, *CELLS]) for name in SESSION_HEADINGS if random.random() < 0.5}
    return history_workbook(sessions=[session], claims=rows)


def _bad_headings(random: Random) -> bytes:
    headings = list(CLAIM_HEADINGS)
    kind = random.randrange(5)
    if kind == 0:
        headings.remove(random.choice(["接访日期", "姓名", "涉及人数", "涉及金额（元）", "办理状态"]))
    elif kind == 1:
        headings[random.randrange(len(headings))] = random.choice(headings)
    elif kind == 2:
        headings[random.randrange(len(headings))] = random.choice(["别的", "=1+1", "x" * 300, "姓名姓名", "\u202e"])
    elif kind == 3:
        headings = ["别的"] * random.randrange(1, 80)
    else:
        return history_workbook(**{random.choice(["sessions", "claims"]): None})
    return history_workbook(claims=[A_FAULT], claim_headings=headings)


def _bad_records(random: Random) -> bytes:
    """Records of odd kinds and lengths among those of a sound .xls."""
    numbers = (
        0x0006,
        0x002F,
        0x007D,
        0x0085,
        0x00D3,
        0x00E5,
        0x00FC,
        0x00FD,
        0x01AE,
        0x0203,
        0x0204,
        0x0205,
        0x0208,
        0x0809,
    )
    body = random.randbytes(random.choice([0, 1, 3, 8, 14, 40, 2000]))
    odd = b"".join(record(random.choice(numbers), body) for _ in range(random.choice([1, 2, 20])))
    if random.random() < 0.3:
        odd = struct.pack("<HH", random.choice(numbers), 0xFFFF) + body
    where = random.choice(["of_book", "of_sheet"])
    return old_book(history_sheets(claims=[A_FAULT]), **{where: odd})


def _bad_streams(random: Random) -> bytes:
    stream = records(history_sheets(claims=[A_FAULT]))
    names = random.choice([
        ["EncryptedPackage", "EncryptionInfo"], ["Workbook", "_VBA_PROJECT_CUR"], ["WordDocument"], ["Book"], ["\x06DataSpaces"],
        ["PowerPoint Document"], ["Workbook", "Workbook"], ["x"],
    ])  # fmt: skip
    data = bytearray(compound({name: random.choice([stream, stream[::-1], b"", bytes(5000)]) for name in names}))
    if random.random() < 0.5:
        struct.pack_into(
            "<I", data, random.choice([0x2C, 0x30, 0x3C, 0x44, 0x48, 0x4C]), random.choice([0, 1, 7, 0x7FFFFFFF])
        )
    return bytes(data)


def _bad_text(random: Random) -> bytes:
    kind = random.randrange(9)
    if kind == 0:
        return _damaged(TEXT.encode(random.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])), random)
    if kind == 1:
        return TEXT.encode("gbk") + TEXT.encode("utf-8")
    if kind == 2:
        return TEXT.encode() + b'"' + b"x,\n" * random.randrange(1, 40_000)
    if kind == 3:
        return ("," * random.randrange(60, 5_000) + "\n").encode() * random.randrange(1, 50)
    if kind == 4:
        return b"a,b\n" * random.randrange(20_001, 400_000)
    if kind == 5:
        return b"a," + b"x" * random.randrange(32_768, 5_000_000)
    if kind == 6:
        return bytes(random.choice(b",;\t\r\n\"'=abc\xe4\xb8\xad") for _ in range(random.randrange(1, 5_000)))
    if kind == 7:
        return random.choice(
            [b"\n", b"\r", b",", b'"', b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\0"]
        ) * random.randrange(1, 9_000)
    return random.choice([b"\xff\xfe", b"\xfe\xff"]) + random.randbytes(random.randrange(1, 5_000))


def _foreign(random: Random) -> bytes:
    start = random.choice([
        b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"Rar!\x1a\x07", b"7z\xbc\xaf'\x1c", b"\x1f\x8b\x08",
        b"MZ", b"\x7fELF", b"<html>", b"<?xml version='1.0'?>", b"{\\rtf1", b"MIME-Version: 1.0\r\n", b"#!/bin/sh\n", b"", b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"SQLite format 3\0", b"From: a@example.invalid\n", b"<table><tr><td>",
    ])  # fmt: skip
    return start + random.randbytes(random.choice([0, 10, 1000, 100_000]))


def bombs(random: Random) -> Iterator[Callable[[], bytes]]:
    """Small files that swell: by deflation, by entities, by references, by far cells, by numbers of things."""
    for size in (20, 60, 99, 101, 300):
        yield partial(zipped, PARTS | {SHEETS[0]: b"\0" * (size << 20)})
        yield partial(zipped, PARTS | {"xl/media/image1.png": b" " * (size << 20)})
    for count in (10, 60, 400):
        yield partial(zipped, PARTS | {f"xl/media/{n}.png": b"\0" * (2 << 20) for n in range(count)})
    pattern = random.randbytes(300)
    yield partial(zipped, PARTS | {f"xl/media/{n}.png": (pattern * 3500) for n in range(110)})
    laugh = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for part in (*SHEETS, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"):
        yield partial(
            zipped, PARTS | {part: f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laugh}]><x>&a9;</x>'.encode()}
        )
        yield partial(zipped, PARTS | {part: b"<x>" * 300_000})
    for cell in ("XFD1048576", "A1048576", "BZ1", "A20002", "BI1"):
        rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{cell}"><v>1</v></c></row>'
        yield partial(_sheet, rows)
    for text in ("长" * 30_000, "x" * 32_767):
        yield partial(
            _sheet,
            "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001)),
            strings=[text],
        )
    yield partial(_sheet, "", strings=["x"] * 400_000)
    yield partial(_sheet, "<row>" + "<c><v>1</v></c>" * 700_000 + "</row>")
    yield partial(_sheet, "<row/>" * 1_000_000)
    yield partial(_sheet, "".join(f'<row r="{n}" hidden="1"/>' for n in range(1, 200_000)))
    yield partial(_sheet, "", behind="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 400_000 + "</mergeCells>")
    yield partial(_sheet, "", behind="<cols>" + '<col min="1" max="16000" hidden="1"/>' * 2_000 + "</cols>")
    yield partial(_sheet, '<row r="1"><c r="A1"' + ' a="1"' * 500_000 + "/></row>")
    yield partial(zipped, PARTS | {"xl/workbook.xml": _many_sheets(30_000)})
    yield partial(zipped, PARTS | {f"xl/worksheets/x{n}.xml": b"" for n in range(5000)})
    yield partial(zipped, {"a.zip": zipped({"b.zip": zipped({"c": b"\0" * (100 << 20)})})})
    yield _overlapping
    yield partial(old_book, {"表": [["x"]]}, of_sheet=record(0x0203, bytes(14)) * 300_000)
    yield partial(old_book, {"表": [["x"]]}, of_sheet=record(0x00E5, struct.pack("<H", 1027) + bytes(8216)) * 1_000)
    yield partial(
        old_book, {"表": [["x"]]}, of_sheet=record(0x007D, struct.pack("<HHHHHH", 0, 65535, 0, 0, 1, 0)) * 100_000
    )
    yield partial(old_book, {f"表{n}": [["x"]] for n in range(3_000)})
    yield partial(old_book, {"表": [["x"]]}, of_sheet=record(0x0203, struct.pack("<HHHd", 65535, 255, 0, 1.0)))
    yield lambda: b"," * (9 << 20)
    yield lambda: b"\n" * (9 << 20)
    yield lambda: b'"' * (9 << 20)
    yield lambda: b"\xff\xfe" + b",\0" * (4 << 20)


def _sheet(rows: str, *, behind: str = "", strings: list[str] | None = None) -> bytes:
    parts = PARTS | {SHEETS[0]: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{behind}</worksheet>'.encode()}
    if strings is not None:
        parts["xl/sharedStrings.xml"] = (
            f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{text}</t></si>" for text in strings) + "</sst>"
        ).encode()
    return zipped(parts)


def _many_sheets(count: int) -> bytes:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count))
    return f'<workbook xmlns="{MAIN}" xmlns:r="{relation}"><sheets>{sheets}</sheets></workbook>'.encode()


def _overlapping() -> bytes:
    """Every entry of the directory leads to the same packed bytes."""
    data = bytearray(zipped([(f"xl/media/{n}.png", b"\0" * (1 << 20)) for n in range(100)] + list(PARTS.items())))
    first = None
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        first = first if first is not None else struct.unpack_from("<I", data, found.start() + 42)[0]
        struct.pack_into("<I", data, found.start() + 42, first)
    return bytes(data)
