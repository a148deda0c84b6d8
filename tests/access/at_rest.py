"""Looks for the numbers and addresses of made-up people in bytes as they lie on a disk, however they were written there.

Canaries of one kind begin alike, so that a file is searched for a few beginnings and only where one stands for the rest.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote

from tests.identity_numbers import make_id

ID, PHONE, ACCOUNT, ADDRESS = KINDS = ("ID number", "phone", "account", "address")
BEGINNINGS = {ID: "5309021903", PHONE: "1980171", ACCOUNT: "622217171717", ADDRESS: "黢黪巷"}
_HEX = re.compile(rb"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])")
_LOCAL_FILE = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)
_SESSION = re.compile(rb"\.(eJ[\w-]{8,})")


@dataclass
class Flock:
    """Hands out canaries, each once, from `first` on."""

    first: int = 0
    handed_out: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def next(self, kind: str) -> str:
        number = self.first + len(self.handed_out[kind])
        made: dict[str, Callable[[], str]] = {
            ID: lambda: make_id(birth=date(1903, number // 900 + 1, 17), sequence=number % 900 + 100),
            PHONE: lambda: f"{BEGINNINGS[PHONE]}{number:04}",
            ACCOUNT: lambda: f"{BEGINNINGS[ACCOUNT]}{number:07}",
            ADDRESS: lambda: f"{BEGINNINGS[ADDRESS]}{number:04}号",
        }
        self.handed_out[kind].append(made[kind]())
        return self.handed_out[kind][-1]

    def count(self) -> int:
        return sum(map(len, self.handed_out.values()))


def forms_of(text: str) -> Iterator[tuple[str, bytes]]:
    """How a text may be written: encoding and packing in words, and the bytes that stand there for certain."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gbk"):
        plain = text.encode(encoding, errors="ignore")
        yield encoding, plain
        yield f"{encoding} in hex", plain.hex().encode()
        yield f"{encoding} in capital hex", plain.hex().upper().encode()
        for shift in range(3):
            yield f"{encoding} in base64 behind {shift}", _in_base64(plain, shift)
    yield "escaped", text.encode("ascii", "backslashreplace")
    yield "in an address", quote(text).encode()


def leaks_in(data: bytes, flock: Flock) -> set[tuple[str, str]]:
    """Each canary that the bytes hold, with the form it has; zip members and sessions are looked into."""
    found = set(_leaks(data, flock))
    for inner in (*_unzipped(data), *_sessions(data)):
        found |= set(_leaks(inner, flock))
    return found


def digests_in(data: bytes, flock: Flock) -> set[tuple[str, str]]:
    """Canaries whose digest without a key stands there: as good as the number, of which there are few enough to try them all."""
    there = set(_HEX.findall(data))
    canaries = [text for made in flock.handed_out.values() for text in made]
    written = {
        hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest().encode(): (text, name)
        for text in canaries for name in ("md5", "sha1", "sha256", "sm3")
    }  # fmt: skip
    return {found for digest, found in written.items() if digest in there}


def files_below(folder: Path, *, since: float = 0) -> Iterator[Path]:
    """Every file that is there to be read and was written since that instant."""
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since:
                yield path
        except OSError:  # gone, or somebody else's
            continue


def contents(path: Path) -> bytes:
    """Empty if the file is gone meanwhile."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _leaks(data: bytes, flock: Flock) -> Iterator[tuple[str, str]]:
    for kind, beginning in BEGINNINGS.items():
        for form, start in forms_of(beginning):
            place = data.find(start)
            while place >= 0:
                for text in flock.handed_out[kind]:
                    if data.startswith(dict(forms_of(text))[form], place):
                        yield text, form
                place = data.find(start, place + 1)


def _in_base64(plain: bytes, shift: int) -> bytes:
    """The signs that do not depend on what stands before and behind."""
    packed = base64.b64encode(b"\0" * shift + plain)
    whole = (shift + len(plain)) * 8 // 6
    return packed[-(-shift * 8 // 6) : whole]


def _unzipped(data: bytes) -> Iterator[bytes]:
    for member in _LOCAL_FILE.finditer(data):
        start = member.end() + int.from_bytes(member[1], "little") + int.from_bytes(member[2], "little")
        yield from _inflated(data[start:], raw=True)


def _sessions(data: bytes) -> Iterator[bytes]:
    for found in _SESSION.finditer(data):
        packed = found[1]
        try:
            yield from _inflated(base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)), raw=False)
        except ValueError:
            continue


def _inflated(packed: bytes, *, raw: bool) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS).decompress(packed)
    except zlib.error:
        return
