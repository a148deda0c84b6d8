"""A change of keys or of profile: everything sealed is sealed anew, in small transactions, while others go on working.

Each value names the key it was sealed with, so what is left is always known and a change that was killed goes on where it
stopped. Rows that are compared by an index (the same ID number on a claim and on a roll) move together: at no moment do
two of them stand under different keys. The older key is needed until the last value has moved.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from office import files, keyring, trail
from office.crypto import Tampered, decrypt, encrypt, mark_of
from office.imports import parts
from office.key_files import create_key, generations, note_settled_profile, path_of, read_key, retire
from office.models import Job, User
from office.models.jobs import RUNNING
from office.refusals import Refused
from office.roles import require
from office.stale import Row, Sealed, old_counts, sealed_columns

AT_ONCE = 200
Progress = Callable[[int], object]


@dataclass
class Moved:
    """What one run did; `broken` names values that no key opens."""

    values: int = 0
    broken: list[str] = field(default_factory=list)


def begin_rotation(*, by: User, keep_keys: bool = False, now: datetime | None = None) -> bool:
    """Makes the next keys; False if a change is under way already, which then goes on, or keys are to be kept.

    Raises:
        PermissionDenied: not the system administrator.
        Refused: the keys come from the environment and no newer ones stand there.
    """
    require(by, "rotate_keys")
    if keep_keys:
        return False
    under_way = keyring.has_newer_keys()
    missing = [name for name in keyring.KINDS if keyring.from_environment(name) and len(keyring.keys(name)) < 2]
    if missing:
        raise Refused(
            [
                f"{name} 来自环境变量：请另设 {name}_NEXT（32 字节的 base64）并重新启动程序，再运行一次。"
                for name in missing
            ]
        )
    if not under_way:
        with transaction.atomic():
            trail.record(
                "rotate_keys", by=by, now=now or timezone.now(), stage="begun", profile=settings.CRYPTO_PROFILE
            )
    _make_keys(none_yet=not under_way)
    return not under_way


def move_all(*, progress: Progress = lambda _done: None) -> Moved:
    """Seals everything anew that is not sealed with today's key and profile; passes until one finds nothing more."""
    moved = Moved()
    while True:
        before, moved.broken = moved.values, []
        for column in sealed_columns():
            _move_column(column, moved, progress)
        _move_each(parts.old_parts(), parts.seal_anew, moved, progress)
        _move_each(files.old_files(), files.seal_anew, moved, progress)
        if moved.values == before:
            return moved


def finish_rotation(*, by: User, moved: Moved, now: datetime | None = None) -> list[Path]:
    """Puts the older keys aside: nothing needs them but old backups.

    Returns:
        The files that were put aside; none where the keys come from the environment.

    Raises:
        PermissionDenied: not the system administrator.
        Refused: something is left, or an import is running that may still write with the older key.
    """
    require(by, "rotate_keys")
    reasons = [f"{name}还有 {count} 个没有换成新密钥，请再运行一次。" for name, count in old_counts()]
    if Job.objects.filter(state__in=RUNNING).exists():
        reasons.append("有导入正在进行，旧密钥暂时保留：请在导入结束后再运行一次。")
    if reasons:
        raise Refused([*(f"{where}不能还原，没有改动：请从备份恢复。" for where in moved.broken[:20]), *reasons])
    with transaction.atomic():
        # The end of the trail is sealed with today's key by this.
        trail.record("rotate_keys", by=by, now=now or timezone.now(), stage="ended", sealed_anew=moved.values)
    note_settled_profile(settings.CRYPTO_PROFILE, Path(settings.KEYS_DIR))
    return [retire(path, mark_of(read_key(path))) for name in keyring.KINDS for path in _older(name)]


def _make_keys(*, none_yet: bool) -> None:
    """Both kinds end at the same generation, also when the making was broken off between them."""
    kinds = [name for name in keyring.KINDS if not keyring.from_environment(name)]
    newest = [max(generations(name.lower(), Path(settings.KEYS_DIR)), default=1) for name in kinds]
    goal = max(newest, default=1) + none_yet
    for name, generation in zip(kinds, newest, strict=True):
        if generation < goal:
            create_key(path_of(name.lower(), goal, Path(settings.KEYS_DIR)))
        keyring.keys_afresh(name)
    if kinds and none_yet:
        # From here on every process writes with the new keys.
        time.sleep(2 * keyring.FRESH_SECONDS)


def _older(name: str) -> list[Path]:
    there = {} if keyring.from_environment(name) else generations(name.lower(), Path(settings.KEYS_DIR))
    return list(there.values())[:-1]


def _move_column(column: Sealed, moved: Moved, progress: Progress) -> None:
    last = 0
    while rows := column.old_rows(after=last, limit=AT_ONCE):
        last = rows[-1][0]
        batch = {(column, row) for row in rows}
        indexes = sorted({index for _pk, _text, index in rows if index})
        if indexes:
            sharing = [each for each in sealed_columns() if each.shares == column.shares]
            batch |= {(each, row) for each in sharing for row in each.old_rows_of(indexes)}
        done = _move_rows(sorted(batch, key=lambda one: (one[0].table, one[1][0])), moved)
        moved.values += done
        progress(done)


def _move_rows(batch: list[tuple[Sealed, Row]], moved: Moved) -> int:
    """Sealing takes place before the transaction; a row that was written meanwhile is left as it is."""
    changes = [change for column, row in batch for change in _sealed_anew(column, row, moved)]
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, params in changes:
            cursor.execute(statement, params)
            done += cursor.rowcount
    return done


def _sealed_anew(column: Sealed, row: Row, moved: Moved) -> Iterator[tuple[str, list[int | str]]]:
    """The statement that moves one value with its index; none if no key opens it."""
    pk, old, _index = row
    try:
        text = decrypt(old, context=column.field.context)
    except Tampered:
        moved.broken.append(f"{column.model._meta.verbose_name}第 {pk} 行的{column.field.verbose_name}")
        return
    names = column.names()
    values: list[int | str] = [encrypt(text, context=column.field.context)]
    if column.index:
        values.append(column.index.index_of(text))
    sets = ", ".join(f"{names[name]} = %s" for name in ("text", "index") if name in names)
    condition = f"{names['pk']} = %s AND {names['text']} = %s"
    yield f"UPDATE {column.table} SET {sets} WHERE {condition}", [*values, pk, old]  # noqa: S608


def _move_each(old: Iterator, seal_anew: Callable, moved: Moved, progress: Progress) -> None:
    for one in old:
        try:
            seal_anew(one)
        except Tampered:
            moved.broken.append(f"附件 {one.name}" if isinstance(one, Path) else f"导入内容第 {one} 行")
        else:
            moved.values += 1
            progress(1)
