"""A table on its way from the upload to the end, as the pages take it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook

from office.actions.job_runner import run
from office.actions.jobs import confirm_import, start_import
from office.imports.kinds import Kind
from office.imports.parts import preview_of
from office.models import Job, User
from tests.workbooks import as_bytes

NOW = datetime(2026, 5, 12, 2, tzinfo=UTC)


def book_of(*rows: Sequence[Any], title: str = "表") -> bytes:
    """A workbook of one sheet; texts stay texts."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    return as_bytes(book)


def checked(kind: Kind, by: User, *rows: Sequence[Any], object_id: int | None = None) -> Job:
    """Uploaded and checked."""
    started = start_import(
        kind=kind, area=by.area, by=by, name="表.xlsx", data=book_of(*rows), object_id=object_id, now=NOW
    )
    run(started.job, clock=lambda: NOW, sheets=started.sheets)
    started.job.refresh_from_db()
    return started.job


def written(job: Job, by: User) -> Job:
    """Confirmed and written."""
    confirmed = confirm_import(job=job, by=by, digest=job.plan_digest, now=NOW)
    run(confirmed, clock=lambda: NOW)
    job.refresh_from_db()
    return job


def counts(job: Job) -> tuple[int, int, int]:
    """New, unchanged and refused rows."""
    return job.counts["new"], job.counts["known"], job.counts["refused"]


def errors(job: Job) -> list[str]:
    preview = preview_of(job)
    return [str(found) for found in preview.errors] if preview else [job.message]


def warnings(job: Job) -> list[str]:
    preview = preview_of(job)
    return [str(found) for found in preview.warnings] if preview else [job.message]
