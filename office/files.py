"""Files handed in: checked by content, encrypted, outside the web root; no clear byte ever reaches the disk.

Where a file hangs and who may open it is the ledger's question; here are only the bytes.
"""

import hashlib
import os
import uuid
import weakref
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from office.crypto import Tampered, current_head, decrypt_bytes, encrypt_bytes
from office.models import StoredFile, Unit, User
from office.refusals import Refused
from office.roles import OFFICE_ROLES, holds
from office.sheets.guard import SAVE_AGAIN, BadWorkbook, Kind, check_workbook
from office.uploads import BadUpload, clean_name, inspect

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DRAFT = ".new"  # a file being sealed anew; what is left of a killed change is written over


def store(*, name: str, data: bytes, by: User, now: datetime | None = None) -> StoredFile:
    """Writes the file and its row inside the caller's transaction; the file goes if the transaction does not commit.

    Raises:
        Refused: not a whole PDF, JPG or PNG, or too large; says how to mend it.
        RuntimeError: called outside a transaction, where the file could outlive a failed act.
    """
    try:
        seen = inspect(name, data)
    except BadUpload as error:
        raise Refused(str(error)) from error
    return _keep(data, name=clean_name(name, seen.kind), content_type=seen.content_type, by=by, now=now)


def store_workbook(*, name: str, data: bytes, by: User, now: datetime | None = None) -> StoredFile:
    """The same for a workbook, which has passed the guard of `office.sheets`.

    Raises:
        Refused: not an .xlsx that may be opened; says how to mend it.
        RuntimeError: called outside a transaction.
    """
    try:
        kind = check_workbook(data)
    except BadWorkbook as error:
        raise Refused(str(error)) from error
    if kind != Kind.XLSX:
        raise Refused(f"文件不是 .xlsx 工作簿。{SAVE_AGAIN}。")
    return _keep(data, name=clean_name(name, "xlsx"), content_type=XLSX, by=by, now=now)


def _keep(data: bytes, *, name: str, content_type: str, by: User, now: datetime | None) -> StoredFile:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("files are stored only inside a transaction")
    token = uuid.uuid4()
    path = _path(token)
    _remove_unless_committed(path)
    _write(path, encrypt_bytes(data, context=_context(token)))
    return StoredFile.objects.create(
        token=token,
        name=name,
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_at=now or timezone.now(),
        uploaded_by=by,
        unit=unit_for(by),
        scanned_at=getattr(data, "scanned_at", None),
    )


def unit_for(by: User) -> Unit | None:
    """The unit for which an account hands in its files; None for clerk, head and deputy, who act for the office."""
    return None if holds(by, OFFICE_ROLES) else by.unit


def open_bytes(stored: StoredFile) -> bytes:
    """The file as it was handed in; raises `Tampered` if it is gone or changed."""
    try:
        data = decrypt_bytes(_path(stored.token).read_bytes(), context=_context(stored.token))
    except FileNotFoundError as error:
        raise Tampered from error
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Tampered
    return data


def erase(keys: Iterable[int], *, name: str, now: datetime) -> int:
    """The bytes of these files are gone once the caller's transaction commits, what they were called at once.

    Returns:
        How many there were. A process that is killed in between leaves bytes behind: `sweep_erased` takes them away.
    """
    rows = StoredFile.objects.filter(pk__in=keys, erased_at=None)
    paths = [_path(token) for token in rows.values_list("token", flat=True)]
    count = rows.update(name=name, sha256="", erased_at=now)
    transaction.on_commit(lambda: _unlink(paths))
    return count


def sweep_erased() -> None:
    """What a killed process left of files that are erased."""
    erased = StoredFile.objects.filter(erased_at__isnull=False)
    _unlink(_path(token) for token in erased.values_list("token", flat=True).iterator())


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def stored_paths() -> Iterator[Path]:
    """Every stored file on the disk, in the order of the tokens; drafts are none."""
    return (path for path in sorted(Path(settings.FILES_DIR).glob("??/*")) if _is_stored(path))


def old_files() -> Iterator[Path]:
    """Stored files that are not sealed with today's key and profile."""
    today = current_head().encode()
    return (path for path in stored_paths() if not _begins_with(path, today))


def seal_anew(path: Path) -> None:
    """The same bytes under today's key, in one step; raises `Tampered`. A file removed meanwhile stays removed."""
    context = _context(uuid.UUID(path.name))
    try:
        sealed = encrypt_bytes(decrypt_bytes(path.read_bytes(), context=context), context=context)
    except FileNotFoundError:
        return
    draft = path.with_name(path.name + DRAFT)
    draft.unlink(missing_ok=True)
    _write(draft, sealed)
    if path.exists():
        draft.replace(path)
    else:
        draft.unlink()


def _is_stored(path: Path) -> bool:
    return len(path.name) == 32 and path.is_file()


def _begins_with(path: Path, head: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(head)) == head


def _path(token: uuid.UUID) -> Path:
    return Path(settings.FILES_DIR) / token.hex[:2] / token.hex


def _context(token: uuid.UUID) -> str:
    return f"file:{token.hex}"


def _write(path: Path, sealed: bytes) -> None:
    """Complete and on the disk before the row can be committed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    if hasattr(os, "O_DIRECTORY"):  # not on Windows, where folders cannot be opened
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class _Keep:
    """What is run at commit. Django has no hook for a rollback: it drops this object, and the file goes with it."""

    def __init__(self, path: Path) -> None:
        self._removal = weakref.finalize(self, path.unlink, missing_ok=True)

    def __call__(self) -> None:
        self._removal.detach()


def _remove_unless_committed(path: Path) -> None:
    transaction.on_commit(_Keep(path))
