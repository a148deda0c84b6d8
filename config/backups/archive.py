"""What stands in a backup, by name: the database, the attachments, the keys of the fields, and last a list of it all.

A compressed tar inside the envelope. `manifest.json` comes last because it holds the digests of what came before it.
"""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from config.backups.envelope import DAMAGED, OpeningFile, SealingFile
from office.refusals import Refused

DATABASE, MANIFEST, KEYS, FILES = "database", "manifest.json", "keys", "files"
_NAMES = re.compile(r"database|manifest\.json|keys/(?:retired/)?[a-z_]+(?:\.[0-9a-f]+)?|files/[0-9a-f]{2}/[0-9a-f]{32}")
_BLOCK = 1024 * 1024


class Writer:
    """Adds members one by one; `close` adds the list of them."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        self._sealing = SealingFile(target, passphrase)
        # The least of compression: it halves the database and keeps up with the sealing.
        self._packing = gzip.GzipFile(fileobj=cast(BinaryIO, self._sealing), mode="wb", compresslevel=1, mtime=0)
        self._tar = tarfile.open(fileobj=self._packing, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.digests: dict[str, str] = {}

    def add_bytes(self, name: str, data: bytes) -> None:
        self._add(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            self._add(name, source, path.stat().st_size)

    def close(self, facts: dict[str, Any]) -> None:
        manifest = json.dumps(facts | {"members": self.digests}, ensure_ascii=False, sort_keys=True)
        self.add_bytes(MANIFEST, manifest.encode())
        self._tar.close()
        self._packing.close()
        self._sealing.close()

    def _add(self, name: str, source: BinaryIO, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        reading = _Digesting(source)
        self._tar.addfile(entry, cast(BinaryIO, reading))
        self.digests[name] = reading.digest.hexdigest()


class _Digesting:
    """A file whose digest is taken while it is read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


@dataclass(frozen=True)
class Unpacked:
    """What a backup says of itself, and the keys in it by their path in the key folder; the rest lies in a folder."""

    manifest: dict[str, Any]
    keys: dict[str, bytes]


def unpack(source: BinaryIO, passphrase: str, folder: Path | None) -> Unpacked:
    """Reads all of it, each member equal to its digest; into the folder, or nowhere. Keys never touch the disk here.

    Raises:
        Refused: another file, another passphrase, or not every byte is as it was written.
    """
    opening, found = OpeningFile(source, passphrase), {}
    small: dict[str, bytes] = {}
    for name, data in _members(opening):
        if not _NAMES.fullmatch(name):
            raise Refused([DAMAGED])
        if name == MANIFEST or name.startswith(KEYS):
            small[name] = data.read()
            found[name] = hashlib.sha256(small[name]).hexdigest()
        else:
            found[name] = _copy(data, folder / name if folder else None)
    opening.read_to_the_end()
    manifest = json.loads(small.pop(MANIFEST, b"{}"))
    if manifest.get("members") != {name: digest for name, digest in found.items() if name != MANIFEST}:
        raise Refused([DAMAGED])
    return Unpacked(manifest, {name.removeprefix(f"{KEYS}/"): data for name, data in small.items()})


def _members(opening: OpeningFile) -> Iterator[tuple[str, BinaryIO]]:
    try:
        with gzip.GzipFile(fileobj=cast(BinaryIO, opening)) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for entry in tar:
                data = tar.extractfile(entry)
                if data is None:
                    raise Refused([DAMAGED])
                yield entry.name, cast(BinaryIO, data)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise Refused([DAMAGED]) from error


def _copy(data: BinaryIO, path: Path | None) -> str:
    digest = hashlib.sha256()
    if path:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") if path else open(os.devnull, "wb") as target:  # noqa: PTH123
        while block := data.read(_BLOCK):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()
