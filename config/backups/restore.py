"""Restoring a backup into an empty installation: everything is read and judged first, then put in place, then counted."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from config.backups.archive import DATABASE, FILES, unpack
from config.backups.make import Progress, passphrase_set
from config.backups.snapshots import NAMES, begins_with, differing, load_snapshot, tables_now
from office import dataset, keyring, trail
from office.crypto import mark_of
from office.key_files import generations, read_key, retire
from office.models import Event, User
from office.refusals import Refused
from reports.frozen import check_tables


@dataclass(frozen=True)
class Restored:
    """What was put in place, all of it counted and compared: rows by table, attachments, events and frozen tables."""

    made_at: str
    dataset: str
    rows: dict[str, int]
    files: int
    events: int
    tables: int


def restore_backup(path: Path, *, progress: Progress = lambda _step: None, now: datetime | None = None) -> Restored:
    """Puts the backup in the place of this installation, which is empty; broken off, it is run again.

    Raises:
        Refused: this installation is not empty (unless the very same backup was broken off here), the file is damaged or of another passphrase, of another kind of
            database, of a newer version of the program, or its keys are not those of the environment.
    """
    passphrase, not_empty = passphrase_set(), _not_empty()
    with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.VAR_DIR) as place:
        folder = Path(place)
        progress("读取并核对备份")
        with path.open("rb") as file:
            unpacked = unpack(file, passphrase, folder)
        manifest = unpacked.manifest
        if faults := [*_faults_of(manifest), *_faults_of_keys(manifest)]:
            raise Refused(faults)
        if not_empty and not _was_broken_off(manifest):
            raise Refused([not_empty])
        progress("附件和密钥")
        _put_files(folder / FILES)
        _put_keys(unpacked.keys)
        progress("数据库")
        load_snapshot(folder / DATABASE)
    progress("核对")
    if different := differing(manifest["tables"], tables_now()):
        raise Refused([f"还原以后与备份不一致：{'、'.join(different)}。请换一个空的安装，改用另一份备份。"])
    return _settle(path, manifest, now or timezone.now())


def _not_empty() -> str:
    """Why nothing is restored here; empty if there is nothing that could be lost."""
    if "office_user" not in connection.introspection.table_names():
        return ""
    kind = dataset.current()
    if kind == dataset.EMPTY and not User.objects.exists():
        return ""
    what = "已有账号" if kind == dataset.EMPTY else "已有数据"
    return f"只能还原到空的安装，这里{what}：请换一个空的数据目录（VAR_DIR）和空的数据库（DATABASE_URL）。"


def _was_broken_off(manifest: dict[str, Any]) -> bool:
    """Whether this very backup was put here and nothing was done since but what `init` adds: no act, no end of a restore."""
    table = Event._meta.db_table
    told = manifest["tables"][table]
    if not told[0] or not begins_with(table, told):
        return False
    since = Event.objects.order_by("pk")[told[0] :]
    return all(event.by_id is None and event.act.startswith("load_") for event in since)


def _faults_of(manifest: dict[str, Any]) -> list[str]:
    faults = []
    if manifest["database"] != connection.vendor:
        theirs, ours = NAMES.get(manifest["database"], "别的数据库"), NAMES[connection.vendor]
        faults.append(f"备份来自 {theirs}，这里用的是 {ours}：请用 DATABASE_URL 换成 {theirs}。")
    known = MigrationLoader(None).disk_migrations
    if any(tuple(each) not in known for each in manifest["migrations"]):
        faults.append("备份来自更新的版本：请先把程序更新到备份时的版本或者更新。")
    return faults


def _faults_of_keys(manifest: dict[str, Any]) -> list[str]:
    """A key of the environment cannot be replaced by that of the backup: it has to be the same."""
    return [
        f"环境变量 {kind} 不是备份时的密钥：请换成那时的密钥，或者去掉它，由备份放回密钥文件。"
        for kind in sorted(settings.KEYS_FROM_ENVIRONMENT)
        if mark_of(keyring.keys(kind)[0]) not in manifest["marks"][kind]
    ]


def _put_files(source: Path) -> None:
    for path in sorted(source.glob("*/*")):
        target = Path(settings.FILES_DIR) / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(target)


def _put_keys(keys: dict[str, bytes]) -> None:
    """The keys that this empty installation made for itself are put aside; those of the backup take their place.

    A key of the environment stays what it is: it was found to be the same.
    """
    folder = Path(settings.KEYS_DIR)
    kinds = [kind for kind in keyring.KINDS if not keyring.from_environment(kind)]
    for path in [path for kind in kinds for path in generations(kind.lower(), folder).values()]:
        if keys.get(path.name) != path.read_bytes():
            retire(path, mark_of(read_key(path)))
    from_outside = {kind.lower() for kind in keyring.KINDS} - {kind.lower() for kind in kinds}
    for name, data in keys.items():
        if name.partition(".")[0] not in from_outside:
            (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / name).write_bytes(data)
    for kind in kinds:
        newest = list(generations(kind.lower(), folder).values())[-1]
        setattr(settings, kind, read_key(newest))
        keyring.keys_afresh(kind)


def _settle(path: Path, manifest: dict[str, Any], now: datetime) -> Restored:
    """Brought to this version, everybody signed out, the chain of events and the frozen tables recomputed."""
    call_command("init", stdout=StringIO())
    Session.objects.all().delete()
    events, fault = trail.check_chain()
    tables, wrong = check_tables()
    if fault or wrong:
        raise Refused([each for each in (fault, f"{wrong}。" if wrong else "") if each])
    with transaction.atomic():
        facts = {"file": path.name, "made_at": manifest["made_at"], "files": manifest["files"]}
        trail.record("restore", by=None, obj=dataset.lock(), now=now, **facts)
    rows = {name: count for name, (count, _digest) in manifest["tables"].items()}
    return Restored(manifest["made_at"], manifest["dataset"], rows, manifest["files"], events, tables)
