"""Taking a frozen table, or the city's receipt of it, out of the program: the bytes that are kept, each time on record."""

from datetime import datetime

from django.db import transaction
from django.http import Http404

from office import trail
from office.files import open_bytes
from office.models import StoredFile, User
from office.roles import require
from reports.freeze import file_name
from reports.models import MonthlyTable


@transaction.atomic
def export_frozen(*, table: MonthlyTable, by: User, now: datetime | None = None) -> tuple[str, bytes]:
    """The form exactly as it was signed, with its file name.

    Raises:
        PermissionDenied: the account may not see frozen tables.
    """
    require(by, "view_frozen_table")
    trail.record("export", by=by, obj=table, now=now, what="frozen_table", month=table.month, version=table.version)
    return file_name(table), bytes(table.workbook)


@transaction.atomic
def open_receipt(*, table: MonthlyTable, by: User, now: datetime | None = None) -> tuple[StoredFile, bytes]:
    """The file of the city's receipt.

    Raises:
        Http404: there is none.
        PermissionDenied: the account may not see frozen tables.
    """
    require(by, "view_frozen_table")
    receipt = getattr(getattr(table, "submission", None), "receipt", None)
    if receipt is None or receipt.file is None:
        raise Http404("没有回执文件。")
    data = open_bytes(receipt.file)
    trail.record("download_file", by=by, obj=table, now=now, sha256=receipt.file.sha256)
    return receipt.file, data
