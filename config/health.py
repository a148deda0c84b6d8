"""Is the program fit to work? Asked by monitors and by the start of the program."""

import shutil
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config.backups.last import stale_warning
from config.kept import KEPT
from config.reminders import last_run_at, missed_day
from office import keyring, virus_scan
from office.append_only import unprotected
from office.models import CalendarYear, Job, WorkerPulse
from office.models.jobs import RUNNING
from office.selectors import worker_is_alive
from office.separate_duties import amiss
from office.stale import old_counts

LOW_DISK_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Health:
    """`checks` must all hold; `warnings` are for people and do not make the program unfit."""

    checks: dict[str, bool]
    warnings: list[str] = field(default_factory=list)
    reminders_sent_at: datetime | None = None
    worker_seen_at: datetime | None = None
    imports_waiting: int = 0

    @property
    def is_well(self) -> bool:
        return all(self.checks.values())


def health(*, now: datetime) -> Health:
    """Database reachable, migrations applied, room on the disk.

    Warns of a year whose holidays are not known, of a working day on which no reminders were sent, of imports that wait
    for a background process that is not heard of, of kept rows that the database does not keep (any more), of roles that it does not keep apart,
    and of real data without a recent backup.
    """
    checks = {"database": False, "migrations": False, "disk": _has_room()}
    try:
        checks["migrations"] = _migrations_applied()
        checks["database"] = True
        if not checks["migrations"]:
            return Health(checks)
        last, seen = last_run_at(), WorkerPulse.objects.values_list("beat_at", flat=True).first()
        waiting = Job.objects.filter(state__in=RUNNING).count()
        warnings = [*_warnings(timezone.localdate(now), last), *unprotected(KEPT), *amiss()]
        if waiting and not worker_is_alive(now=now):
            warnings.append(f"有 {waiting} 次导入在等待，后台任务没有动静，请检查程序是否由 run 启动")
        if not virus_scan.answers():
            warnings.append("查毒程序没有应答，新收的附件和表格标为未扫描：请检查 CLAMAV 和 clamd")
        if keyring.is_changing():
            warnings.append(_told_of_keys())
        if stale := stale_warning(now=now):
            warnings.append(stale)
        return Health(checks, warnings, last, seen, waiting)
    except DatabaseError:
        return Health(checks | {"database": False})


def _warnings(today: date, last: datetime | None) -> list[str]:
    warnings = []
    if not CalendarYear.objects.filter(year=today.year).exists():
        warnings.append(f"{today.year} 年的节假日安排尚未录入，期限为暂定")
    if missed_day(today=today, last_run=last):
        warnings.append("后台任务没有按日发送提醒，请检查程序是否由 run 启动")
    return warnings


def _told_of_keys() -> str:
    left = "、".join(f"{name} {count} 个" for name, count in old_counts()) or "只差收尾"
    return f"正在更换密钥，还没有换完（{left}）：请运行 rotate_keys 直到完成"


def _migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _has_room() -> bool:
    return shutil.disk_usage(settings.VAR_DIR).free >= LOW_DISK_BYTES
