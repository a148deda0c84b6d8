"""Handing a stored file out: only to those who see its case, and never without a trace."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from ledger.selectors.files import file_for, is_withheld
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
        PermissionDenied: others handed it in, and it may tell who the hidden petitioner is.
        Refused: the bytes on the disk are gone or were changed, or were erased with the people of an old case.
    """
    stored = file_for(by, token)
    if is_withheld(by, stored):
        raise PermissionDenied("反映人要求保密，或者贵单位与本件有利害关系，不能下载其他单位上传的材料，请联系治欠办。")
    if stored.erased_at:
        raise Refused("这个文件已随案件去标识清除，不能再打开。")
    try:
        data = open_bytes(stored)
    except Tampered as error:
        raise Refused(f"文件“{stored.name}”已损坏或丢失，无法打开：请联系系统管理员从备份恢复。") from error
    trail.record("download_file", by=by, obj=stored, now=now, sha256=stored.sha256)
    return stored, data
