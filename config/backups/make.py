"""Making a backup: one sealed file in a folder, read back before it counts, an event in the trail with its digest."""

import base64
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from config.backups.archive import DATABASE, FILES, KEYS, Writer, unpack
from config.backups.snapshots import Tables, take_snapshot
from office import dataset, keyring, trail
from office.crypto import mark_of
from office.files import stored_paths
from office.models import User
from office.refusals import Refused
from office.roles import require

SUFFIX, UNFINISHED = ".jfb", ".part"
LEAST_SIGNS = 12
NO_PASSPHRASE = (
    f"没有备份口令：请设置环境变量 BACKUP_PASSPHRASE（不少于 {LEAST_SIGNS} 个字），另存一处，还原时要用同一个口令。"
)
Progress = Callable[[str], object]


@dataclass(frozen=True)
class Made:
    """A backup that was read back: where it is, its digest (SHA-256 of the file), what is in it."""

    path: Path
    digest: str
    size: int
    tables: Tables
    files: int
    removed: list[Path]


def make_backup(
    folder: Path,
    *,
    by: User | None,
    keep: int = 0,
    progress: Progress = lambda _step: None,
    now: datetime | None = None,
) -> Made:
    """Writes `jiefang-时间.jfb` into the folder, while others go on working. `keep` leaves so many of them there (0: all).

    Raises:
        PermissionDenied: not the system administrator; without a person the machine itself asks.
        Refused: no passphrase, no such folder, or a file of this second is there already.
    """
    if by is not None:
        require(by, "backup")
    now, passphrase = now or timezone.now(), passphrase_set()
    if not folder.is_dir():
        raise Refused([f"没有文件夹 {folder}：请先建立，或者写对路径。"])
    target = folder / f"jiefang-{timezone.localtime(now):%Y%m%d-%H%M%S}{SUFFIX}"
    if target.exists():
        raise Refused([f"{target} 已经有了：请过一秒再备份。"])
    draft = target.with_suffix(UNFINISHED)
    try:
        with draft.open("xb") as file:
            tables, files = _write(file, passphrase, progress, now)
            file.flush()
            os.fsync(file.fileno())
        progress("读一遍核对")
        digest = _read_back(draft, passphrase)
        with transaction.atomic():
            facts = {"file": target.name, "sha256": digest, "rows": sum(count for count, _digest in tables.values())}
            trail.record("backup", by=by, obj=dataset.lock(), now=now, **facts, files=files)
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return Made(target, digest, target.stat().st_size, tables, files, list(_remove_older(folder, keep)))


def passphrase_set() -> str:
    """The passphrase of the environment; raises `Refused` if it is missing or too short."""
    if len(settings.BACKUP_PASSPHRASE) < LEAST_SIGNS:
        raise Refused([NO_PASSPHRASE])
    return settings.BACKUP_PASSPHRASE


def _write(file: BinaryIO, passphrase: str, progress: Progress, now: datetime) -> tuple[Tables, int]:
    writer = Writer(file, passphrase)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.VAR_DIR) as folder:
        progress("数据库")
        tables = take_snapshot(Path(folder) / DATABASE)
        writer.add_file(DATABASE, Path(folder) / DATABASE)
    progress("附件")
    # After the database: an attachment it names is on the disk, one that came later does no harm.
    files = sum(_add_attachment(writer, path) for path in stored_paths())
    for name, data in _keys():
        writer.add_bytes(f"{KEYS}/{name}", data)
    writer.close(_facts(tables, files, now))
    return tables, files


def _add_attachment(writer: Writer, path: Path) -> bool:
    try:
        writer.add_file(f"{FILES}/{path.parent.name}/{path.name}", path)
    except FileNotFoundError:  # its act was taken back meanwhile
        return False
    return True


def _keys() -> Iterator[tuple[str, bytes]]:
    """What opens the fields, as the key folder holds it; the key of sessions is made anew by the next installation."""
    folder = Path(settings.KEYS_DIR)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.name.startswith((".", "secret_key")):
            yield name, path.read_bytes()
    for kind in sorted(settings.KEYS_FROM_ENVIRONMENT):
        yield kind.lower(), base64.b64encode(keyring.keys(kind)[0])


def _facts(tables: Tables, files: int, now: datetime) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [list(row) for row in cursor.fetchall()]
    return {
        "made_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "dataset": dataset.current(),
        "migrations": migrations,
        "tables": tables,
        "files": files,
        "marks": {kind: [mark_of(key) for key in keyring.keys(kind)] for kind in keyring.KINDS},
    }


def _read_back(path: Path, passphrase: str) -> str:
    with path.open("rb") as file:
        unpack(file, passphrase, None)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove_older(folder: Path, keep: int) -> Iterator[Path]:
    """The oldest go; only whole files of ours, by their names."""
    found = sorted(folder.glob(f"jiefang-????????-??????{SUFFIX}"))
    for path in found[:-keep] if keep else []:
        path.unlink()
        yield path
