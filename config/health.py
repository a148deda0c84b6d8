"""Is the program fit to work? Asked by monitors and by the start of the program."""

import shutil
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from office.models import CalendarYear

LOW_DISK_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Health:
    """`checks` must all hold; `warnings` are for people and do not make the program unfit."""

    checks: dict[str, bool]
    warnings: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return all(self.checks.values())


def health(*, year: int) -> Health:
    """Database reachable, migrations applied, room on the disk; warns of a year whose holidays are not known."""
    checks = {"database": False, "migrations": False, "disk": _has_room()}
    try:
        checks["migrations"] = _migrations_applied()
        checks["database"] = True
        known = not checks["migrations"] or CalendarYear.objects.filter(year=year).exists()
    except DatabaseError:
        return Health(checks)
    return Health(checks, [] if known else [f"{year} 年的节假日安排尚未录入，期限为暂定"])


def _migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _has_room() -> bool:
    return shutil.disk_usage(settings.VAR_DIR).free >= LOW_DISK_BYTES
