"""Handing a stored file out: only to those who see its case, and never without a trace."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from ledger.selectors.files import file_for
from office import trail
from office.crypto import Tampered
from office.files import open_bytes
from office.models import StoredFile, User
from office.refusals import Refused


@transaction.atomic
def open_file(*, token: UUID, by: User, now: datetime | None = None) -> tuple[StoredFile, bytes]:
    """The file and its bytes; one event `download_file`.

    Raises:
        Http404: no such file, or it hangs on a case this account does not see.
        Refused: the bytes on the disk are gone or were changed.
    """
    stored = file_for(by, token)
    try:
        data = open_bytes(stored)
    except Tampered as error:
        raise Refused(f"文件“{stored.name}”已损坏或丢失，无法打开：请联系系统管理员从备份恢复。") from error
    trail.record("download_file", by=by, obj=stored, now=now, sha256=stored.sha256)
    return stored, data
