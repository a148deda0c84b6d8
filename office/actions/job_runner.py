"""Works on a job: check it and keep the preview, or check it again and write it. Killed at any moment it is taken up again.

Checking is outside any transaction and beats; writing is one transaction that also ends the job, so that what is written
and what the job says can never differ.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.http import Http404

from office import trail
from office.actions.jobs import end, kind_of
from office.crypto import Tampered
from office.imports.kinds import Plan, Sheets, Task
from office.imports.parts import ONCE, PREVIEW, UPLOAD, seal, unseal
from office.models import Job
from office.models.jobs import RUNNING
from office.refusals import Conflict, Refused
from office.sheets.guard import BadWorkbook
from office.sheets.reader import Cell, read_workbook
from office.uncollected import uncollected

STALE = timedelta(seconds=20)
MOST_TRIES = 3
WRITE_TRIES = 3
BEAT_EVERY = timedelta(seconds=0.5)
ROWS_BETWEEN = 100
CHANGED = "核对以后数据有变动，没有导入任何内容：请看过新的核对结果再确认。"
BROKEN_OFF = "后台处理中断了几次，没有导入任何内容：请重新上传，仍然不行请联系系统管理员。"
UNEXPECTED = "处理时出错，没有导入任何内容：请重新上传，仍然不行请联系系统管理员。"
_FACTS = {"new": "rows_new", "known": "rows_known", "refused": "rows_refused"}
State = Job.State
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


class Lost(Exception):
    """The job was cancelled, or somebody else works on it: nothing more is done."""


def take_next(*, now: datetime) -> Job | None:
    """The oldest job that waits, or whose worker was not heard of for long; None if there is none."""
    free = Q(beat_at=None) | Q(beat_at__lt=now - STALE)
    for pk in Job.objects.filter(free, state__in=RUNNING).order_by("id").values_list("pk", flat=True):
        taken = {"runner": uuid4().hex, "beat_at": now, "tries": F("tries") + 1}
        if Job.objects.filter(free, pk=pk, state__in=RUNNING).update(**taken):
            return Job.objects.select_related("area", "requested_by").get(pk=pk)
    return None


def run(job: Job, *, clock: Clock, sheets: Sheets | None = None) -> None:
    """Works on a taken job to its next stop. What it ends with stands in the job, never an exception of the table.

    Raises:
        DatabaseError: the database cannot be used; the job is free for the next one.
    """
    try:
        with uncollected():
            _work(job, clock=clock, sheets=sheets)
    except Lost:
        return
    except DatabaseError:
        raise
    except (Refused, PermissionDenied, BadWorkbook, Tampered, Http404) as error:
        _fail(job, str(error), clock=clock)
    except Exception as error:  # noqa: BLE001  a fault of one table must not end the worker; its text may be personal
        logger.error("import %s ended with %s", job.pk, type(error).__name__)  # noqa: TRY400
        _fail(job, UNEXPECTED, clock=clock)
    finally:
        # Also when the process is told to end: whoever comes next need not wait until the job is stale.
        _mine(job).update(runner="", beat_at=None)


def _work(job: Job, *, clock: Clock, sheets: Sheets | None) -> None:
    if job.tries > MOST_TRIES:
        _fail(job, BROKEN_OFF, clock=clock)
        return
    beat = _Beat(job, clock)
    cells = sheets if sheets is not None else read_workbook(unseal(job, UPLOAD))
    beat()
    task = Task(cells, job.area, job.requested_by, job.sha256, clock(), job.object_id, beat.watch)
    if job.state == State.CHECKING:
        _keep(job, kind_of(job).check(task), now=clock())
    else:
        _write(job, task, clock=clock)


def _write(job: Job, task: Task, *, clock: Clock) -> None:
    """Writes what was confirmed, or, where that no longer fits what is stored, shows what would be written now."""
    kind = kind_of(job)
    for _attempt in range(WRITE_TRIES):
        task = replace(task, seen=trail.last_number())
        plan = kind.check(task)
        if plan.preview.digest != job.plan_digest:
            if trail.last_number() != task.seen:
                continue
            break
        if kind.prepare:
            kind.prepare(plan)
        try:
            with transaction.atomic():
                locked = _locked(job)
                locked.done = locked.total
                end(locked, State.DONE)
                _refuse_if_changed(task.seen)
                told = kind.write(plan, task)
                if told:
                    seal(locked, ONCE, told.encode())
            return
        except Conflict:
            continue
    _keep(job, plan, now=clock(), message=CHANGED)


def _refuse_if_changed(seen: int) -> None:
    """Raises Conflict if anybody acted since the rows were compared."""
    if trail.last_number() != seen:
        raise Conflict("核对期间数据被他人修改，请重新核对。")


@transaction.atomic
def _keep(job: Job, plan: Plan, *, now: datetime, message: str = "") -> None:
    """The preview, ready to be confirmed."""
    locked = _locked(job)
    locked.state, locked.message, locked.runner, locked.beat_at = State.CHECKED, message, "", None
    locked.plan_digest, locked.counts, locked.done = plan.preview.digest, plan.preview.counts, locked.total
    locked.save()
    seal(locked, PREVIEW, plan.preview.as_json().encode())
    counts = {_FACTS.get(name, name): number for name, number in plan.preview.counts.items()}
    trail.record("check_import", by=locked.requested_by, obj=locked, now=now, kind=locked.kind, **counts)


@transaction.atomic
def _fail(job: Job, words: str, *, clock: Clock) -> None:
    locked = _mine(job).select_for_update().first()
    if locked is not None:
        end(locked, State.FAILED, words)
        trail.record("fail_import", by=locked.requested_by, obj=locked, now=clock(), kind=locked.kind)


def _locked(job: Job) -> Job:
    locked = _mine(job).select_for_update().first()
    if locked is None:
        raise Lost
    return locked


def _mine(job: Job):
    return Job.objects.filter(pk=job.pk, runner=job.runner, state=job.state)


class _Beat:
    """Tells every half second how far the work is; raises `Lost` if the job is no longer ours."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self.job, self.clock, self.done, self.last = job, clock, 0, clock()

    def __call__(self) -> None:
        self.last = self.clock()
        if not _mine(self.job).update(done=min(self.done, self.job.total), beat_at=self.last):
            raise Lost

    def watch(self, rows: Sequence[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
        for row in rows:
            yield row
            self.done += 1
            if self.done % ROWS_BETWEEN == 0 and self.clock() - self.last >= BEAT_EVERY:
                self()
