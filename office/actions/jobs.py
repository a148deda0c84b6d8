"""Importing on pages, step by step: upload, confirm, cancel. Reading, checking and writing is `job_runner`'s.

依据：个人信息保护法第四十七条、第五十一条（文件加密保存，不再需要时删除）。
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from office import trail
from office.imports.kinds import KINDS, Kind, Sheets
from office.imports.parts import NOTICES, ONCE, UPLOAD, drop, is_kept, seal, unseal
from office.models import Area, Job, JobPart, User
from office.models.jobs import KEPT, OPEN, RUNNING
from office.refusals import Conflict, Refused
from office.roles import require
from office.scanned import Scanned, read_handed_in
from office.sheets.columns import NOT_TABLES
from office.sheets.reader import Reading
from office.sheets.rows import is_filled

ROWS_AT_ONCE = 2000
MOST_OPEN = 5
LISTED = timedelta(days=7)
LONGEST_NAME = 100
State = Job.State


@dataclass(frozen=True)
class Started:
    """A job just made or confirmed, with the cells if they were read for it; `runner` is empty where the background does the work."""

    job: Job
    sheets: Sheets | None = None

    @property
    def is_at_once(self) -> bool:
        return bool(self.job.runner)


def start_import(
    *, kind: Kind, area: Area, by: User, name: str, data: bytes, object_id: int | None = None,
    now: datetime | None = None,
) -> Started:  # fmt: skip
    """Has the file scanned, reads it behind the guard and keeps it sealed for the account that uploaded it.

    Up to `ROWS_AT_ONCE` rows the caller goes on with the check at once; longer ones wait for the background.

    Raises:
        PermissionDenied: the account may not import this, or not into this area.
        Refused: infected, not a workbook that is opened, nothing in it, or too many imports still open.
    """
    require_import(kind, area=area, by=by)
    now = now or timezone.now()
    passed, reading = read_handed_in(name, data, by=by, now=now)
    tables = [cells for name, cells in reading.sheets.items() if name not in NOT_TABLES]
    rows = sum(is_filled(row) for cells in tables for row in cells)
    if not rows:
        raise Refused("文件里没有内容，请重新选择文件。")
    job = _make(
        kind, area=area, by=by, name=name, data=passed, reading=reading, rows=rows, object_id=object_id, now=now
    )
    return Started(job, reading.sheets)


@transaction.atomic
def _make(
    kind: Kind, *, area: Area, by: User, name: str, data: Scanned, reading: Reading, rows: int, object_id: int | None,
    now: datetime,
) -> Job:  # fmt: skip
    User.objects.select_for_update().get(pk=by.pk)
    if Job.objects.visible_to(by).filter(state__in=OPEN).exclude(_expired(now)).count() >= MOST_OPEN:
        raise Refused(f"您有 {MOST_OPEN} 次导入还没有确认，请先在“导入”中确认或取消。")
    at_once = rows <= ROWS_AT_ONCE
    job = Job.objects.create(
        kind=kind.slug,
        area=area,
        object_id=object_id,
        file_name=name[-LONGEST_NAME:],
        sha256=hashlib.sha256(data).hexdigest(),
        scanned_at=data.scanned_at,
        total=rows,
        requested_at=now,
        requested_by=by,
        **_taken(at_once, now),
    )
    seal(job, UPLOAD, data)
    if reading.notices:
        seal(job, NOTICES, json.dumps(reading.notices).encode())
    trail.record("upload_import", by=by, obj=job, now=now, kind=kind.slug, rows=rows, sha256=job.sha256)
    return job


@transaction.atomic
def confirm_import(*, job: Job, by: User, digest: str, now: datetime | None = None) -> Job:
    """Lets the import be written exactly as it was previewed; `digest` is the preview's. Asked twice it is one:
    the second time the job comes back without a runner, for somebody works on it already.

    Raises:
        PermissionDenied: the account may no longer import this.
        Refused: the import was cancelled, has expired or failed, has errors, or brings nothing new.
        Conflict: it was checked again since the page was shown.
    """
    now = now or timezone.now()
    locked = Job.objects.select_for_update().select_related("area").get(pk=job.pk, requested_by=by)
    require_import(kind_of(locked), area=locked.area, by=by)
    if locked.state in (State.WRITING, State.DONE):
        locked.runner = ""  # as returned, not as stored: whoever was first works on it
        return locked
    if locked.state != State.CHECKED or locked.has_expired(now):
        state = State.EXPIRED.label if locked.has_expired(now) else locked.get_state_display()
        raise Refused(f"这次导入{state}，不能确认：请重新上传。")
    if locked.plan_digest != digest:
        raise Conflict("这次导入刚刚重新核对过，请看过新的核对结果再确认。")
    if locked.counts["errors"] or not locked.counts["new"]:
        raise Refused("这次导入有错误，或者没有新的内容：请改正后重新上传。")
    locked.state, locked.done, locked.tries, locked.message = State.WRITING, 0, 0, ""
    for name, value in _taken(locked.total <= ROWS_AT_ONCE, now).items():
        setattr(locked, name, value)
    locked.save()
    trail.record("confirm_import", by=by, obj=locked, now=now, kind=locked.kind, sha256=locked.sha256)
    return locked


@transaction.atomic
def cancel_import(*, job: Job, by: User, now: datetime | None = None) -> Job:
    """Ends an import before anything of it is written; whoever works on it notices. Asked twice it is one.

    Raises:
        Refused: it is written already.
    """
    locked = Job.objects.select_for_update().get(pk=job.pk, requested_by=by)
    if locked.state == State.DONE:
        raise Refused("这次导入已经写入，不能取消。")
    if locked.state in OPEN:
        end(locked, State.CANCELLED)
        trail.record("cancel_import", by=by, obj=locked, now=now, kind=locked.kind)
    return locked


def end(job: Job, state: Job.State, message: str = "") -> None:
    """The job's last state, within the caller's transaction; the file is no longer needed."""
    job.state, job.message, job.runner, job.beat_at = state, message, "", None
    job.save()
    drop(job, UPLOAD)
    drop(job, NOTICES)


@transaction.atomic
def remove_old_imports(*, now: datetime) -> int:
    """Uploads that nobody confirmed for a day end; what ended a week ago goes with its preview. How many went.

    Writes no event: nothing that counts is changed, and the steps of every import stay in the trail.
    """
    for job in Job.objects.select_for_update().filter(_expired(now)):
        end(job, State.EXPIRED)
    JobPart.objects.filter(name=ONCE, job__requested_at__lt=now - KEPT).delete()
    old = Job.objects.filter(requested_at__lt=now - LISTED).exclude(state__in=RUNNING)
    return old.delete()[0]


def require_import(kind: Kind, *, area: Area | None, by: User) -> None:
    """Raises PermissionDenied unless the account may import this kind of table into this area."""
    require(by, kind.act)
    if area is None or area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")


def kind_of(job: Job) -> Kind:
    return KINDS[job.kind]


@transaction.atomic
def show_once(*, job: Job, by: User, now: datetime | None = None) -> list[dict[str, str]]:
    """What an import told for one look (one-time passwords), row by row; after that it is kept nowhere.

    Raises:
        PermissionDenied: the account may no longer import this.
        Refused: it was shown already, or was not fetched within a day.
    """
    locked = Job.objects.select_for_update().select_related("area").get(pk=job.pk, requested_by=by)
    require_import(kind_of(locked), area=locked.area, by=by)
    if not is_kept(locked, ONCE):
        raise Refused("已经显示过，或者超过一天没有查看：请到账号页按【重置密码】。")
    rows = json.loads(unseal(locked, ONCE))
    drop(locked, ONCE)
    trail.record("show_once", by=by, obj=locked, now=now, kind=locked.kind, rows=len(rows))
    return rows


def refused_rows_fetched(*, job: Job, by: User, now: datetime | None = None) -> None:
    """The rows that were refused leave the program, with what stands in them: that is on record."""
    with transaction.atomic():
        trail.record("download_refused", by=by, obj=job, now=now, kind=job.kind)


def _taken(at_once: bool, now: datetime) -> dict[str, object]:
    """Who works on it: the page itself, or nobody yet."""
    return {"runner": uuid4().hex if at_once else "", "beat_at": now if at_once else None}


def _expired(now: datetime) -> Q:
    return Q(state=State.CHECKED, requested_at__lt=now - KEPT)
