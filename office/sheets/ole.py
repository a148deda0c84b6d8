"""The streams of an OLE compound file, as .xls files and workbooks with a password are: names, and the bytes of one.

Source: [MS-CFB]. Every chain of sectors ends after as many steps as the file has sectors, whatever its tables say.
"""

import struct
from dataclasses import dataclass

from office.sheets.guard import SAVE_AGAIN, BadWorkbook

HEADER_BYTES = 512
LAST_SECTOR = 0xFFFFFFFA  # every number above it marks an end or a gap
IN_HEADER = 109
STORAGE, STREAM, ROOT = 1, 2, 5


@dataclass(frozen=True)
class Entry:
    """One name of the directory."""

    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """Raises ``BadWorkbook`` for whatever does not hold together."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            (shift, mini_shift) = struct.unpack_from("<HH", data, 0x1E)
            if shift not in (9, 12) or mini_shift != 6:
                raise _damaged()
            self.sector_bytes = 1 << shift
            (directory, _, self.cutoff, mini_start, _, more_start, _) = struct.unpack_from("<7I", data, 0x30)
            self.table = self._table(more_start)
            self.entries = self._entries(self._chain(directory))
            self.mini_table = _numbers(self._chain(mini_start))
        except (struct.error, IndexError) as error:
            raise _damaged() from error

    def names(self) -> set[str]:
        return {entry.name for entry in self.entries}

    def stream(self, name: str) -> bytes | None:
        """The whole stream of that name; None if there is none."""
        entry = next((entry for entry in self.entries if entry.kind == STREAM and entry.name == name), None)
        if entry is None:
            return None
        if entry.size > len(self.data):
            raise _damaged()
        content = self._small(entry) if entry.size < self.cutoff else self._chain(entry.start)
        if len(content) < entry.size:
            raise _damaged()
        return content[: entry.size]

    def _small(self, entry: Entry) -> bytes:
        root = next((each for each in self.entries if each.kind == ROOT), None)
        if root is None:
            raise _damaged()
        container = self._chain(root.start)
        parts: list[bytes] = []
        at = entry.start
        for _ in range(len(self.mini_table) + 1):
            if at >= LAST_SECTOR:
                break
            if at >= len(self.mini_table):
                raise _damaged()
            parts.append(container[at * 64 : at * 64 + 64])
            at = self.mini_table[at]
        return b"".join(parts)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector_bytes
        if start >= len(self.data):
            raise _damaged()
        return self.data[start : start + self.sector_bytes]

    def _table(self, more: int) -> list[int]:
        """Which sector follows which."""
        sectors = list(struct.unpack_from(f"<{IN_HEADER}I", self.data, 0x4C))
        for _ in range(len(self.data) // self.sector_bytes):
            if more >= LAST_SECTOR:
                break
            *numbers, more = _numbers(self._sector(more))
            sectors += numbers
        return [number for at in sectors if at < LAST_SECTOR for number in _numbers(self._sector(at))]

    def _chain(self, at: int) -> bytes:
        parts: list[bytes] = []
        for _ in range(len(self.table) + 1):
            if at >= LAST_SECTOR:
                return b"".join(parts)
            parts.append(self._sector(at))
            if at >= len(self.table):
                raise _damaged()
            at = self.table[at]
        raise _damaged()

    def _entries(self, directory: bytes) -> list[Entry]:
        found = []
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind in (STORAGE, STREAM, ROOT) and 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le", "replace")
                found.append(Entry(name, kind, start, size))
        return found


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _damaged() -> BadWorkbook:
    return BadWorkbook(f"文件已损坏，不能作为 .xls 工作簿打开。{SAVE_AGAIN}。")
