"""The history workbook as one of the tables that are imported on pages."""

from django.utils import timezone

from ledger.workbook.importing import ImportPlan, make_plan, prepare_plan, write_plan
from ledger.workbook.lookups import load_lookups
from ledger.workbook.reading import COLUMNS
from office.imports.kinds import Kind, Task


def _check(task: Task) -> ImportPlan:
    return make_plan(task.sheets, load_lookups(task.area), today=timezone.localdate(task.now), watch=task.watch)


def _write(plan: ImportPlan, task: Task) -> None:
    write_plan(plan, area=task.area, by=task.by, sha256=task.sha256, seen=task.seen, now=task.now)


HISTORY = Kind(
    slug="history",
    label="历史台账",
    act="import_ledger",
    intro="两张工作表：接访场次、诉求台账。以前接访的诉求连同办理结果一次上台账；有一处错误就一行也不导入。",
    tables=COLUMNS,
    lookups=load_lookups,
    check=_check,
    write=_write,
    prepare=prepare_plan,
    seen_on="admin:ledger_case_changelist",
    seen_label="查看台账",
)
