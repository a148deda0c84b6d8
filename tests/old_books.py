"""Workbooks in the old .xls form, written by hand: a compound file around BIFF8 records. Only what the tests need."""

import struct
from collections.abc import Iterable, Sequence
from typing import Any

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
BOF, EOF = 0x0809, 0x000A
SMALLEST = 4096  # below it a stream would lie among the small ones


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def old_book(sheets: dict[str, Sequence[Sequence[Any]]], **options: Any) -> bytes:
    """Sheets of text and number cells as an .xls; options as in `records`."""
    return compound({"Workbook": records(sheets, **options)})


def records(
    sheets: dict[str, Sequence[Sequence[Any]]],
    *,
    hidden: Iterable[str] = (),
    of_book: bytes = b"",
    of_sheet: bytes = b"",
) -> bytes:
    """The stream; `of_book` and `of_sheet` are further records of the book and of each sheet."""
    start = record(BOF, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + of_book + _formats()
    names = {name: name.encode("utf-16-le") for name in sheets}
    at = len(start) + sum(4 + 8 + len(name) for name in names.values()) + len(record(EOF))
    listed, bodies = b"", b""
    for name, rows in sheets.items():
        state = 1 if name in hidden else 0
        listed += record(0x0085, struct.pack("<IBBBB", at + len(bodies), state, 0, len(name), 1) + names[name])
        bodies += _sheet(rows, of_sheet)
    return start + listed + record(EOF) + bodies


def _formats() -> bytes:
    """Two cell formats: as it is, and a date."""
    return b"".join(record(0x00E0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 14))


def _sheet(rows: Sequence[Sequence[Any]], more: bytes) -> bytes:
    body = record(BOF, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + more
    body += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                body += record(0x0204, struct.pack("<HHHHB", number, column, 0, len(text) // 2, 1) + text)
            elif value is not None:
                body += record(0x0203, struct.pack("<HHHd", number, column, 0, value))
    return body + record(EOF)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of these streams, each long enough to stand in sectors of its own."""
    sectors, chain, places = [], [], {}
    for name, content in streams.items():
        padded = content.ljust(max(SMALLEST, -(-len(content) // SECTOR) * SECTOR), b"\0")
        places[name] = (len(sectors), len(padded))
        _add(padded, sectors, chain)
    directory = len(sectors)
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    entries += [_entry(name, 2, *place, right=n + 2) for n, (name, place) in enumerate(places.items())]
    entries[-1] = entries[-1][:72] + struct.pack("<I", FREE) + entries[-1][76:]
    content = b"".join(entries)
    _add(content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0"), sectors, chain)
    tables = 1
    while (len(chain) + tables) * 4 > tables * SECTOR:
        tables += 1
    first = len(sectors)
    chain += [TABLE] * tables
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", tables, directory, 0, SMALLEST, END, 0, END, 0, first)
    header += b"".join(struct.pack("<I", first + n if n < tables else FREE) for n in range(1, 109))
    return header + b"".join(sectors) + table


def _add(content: bytes, sectors: list[bytes], chain: list[int]) -> None:
    count = len(content) // SECTOR
    chain += [len(sectors) + n + 1 for n in range(count - 1)] + [END]
    sectors += [content[n * SECTOR : (n + 1) * SECTOR] for n in range(count)]


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )
