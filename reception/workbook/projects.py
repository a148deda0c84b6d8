"""工程项目 as a table that is imported on pages."""

from office.imports.kinds import Kind, Task
from office.imports.preview import Judged
from office.imports.reference import RowsPlan
from office.imports.single import name_doubles, preview_of_one, read_single
from office.sheets.rows import Row, Sheet
from reception.actions.projects import ProjectRow, add_projects
from reception.models import Project
from reception.resources import PROJECT_COLUMNS
from reception.workbook.widgets import load_sectors


def _check(task: Task) -> RowsPlan:
    sheet = read_single(task.sheets, PROJECT_COLUMNS, lookups=load_sectors(task.area), watch=task.watch)
    name_doubles(sheet, ["name"])
    sound = [row for row in sheet.rows if row.is_sound]
    stored = {
        project.name: project
        for project in Project.objects.filter(area=task.area).select_related("developer", "general_contractor")
    }
    new = [row for row in sound if row["name"] not in stored]
    known = {row.number: stored[row["name"]] for row in sound if row["name"] in stored}
    for row in sound:
        if row.number in known:
            _compare(sheet, row, known[row.number])
    judged = Judged(sheet, {row.number for row in new}, tuple(PROJECT_COLUMNS), known)
    return RowsPlan([ProjectRow(**row.values) for row in new], preview_of_one(judged))


def _compare(sheet: Sheet, row: Row, project: Project) -> None:
    """An empty cell says nothing; a project that is there stays as it is kept."""
    stored = {
        "address": project.address,
        "sector": project.sector,
        "developer": project.developer.name if project.developer else "",
        "general_contractor": project.general_contractor.name if project.general_contractor else "",
    }
    for name, value in stored.items():
        if row[name] not in (None, "") and row[name] != value:
            sheet.error(row, name, "系统中已有这个项目，本格与它不同：请改正本格，或在基础资料中修改。")


def _write(plan: RowsPlan, task: Task) -> None:
    add_projects(rows=plan.rows, area=task.area, by=task.by, now=task.now)


PROJECTS = Kind(
    slug="projects",
    label="工程项目",
    act="import_projects",
    intro="在建项目名单，每行一个，登记时可以直接选用；已有的项目不改动。",
    tables={"工程项目": PROJECT_COLUMNS},
    lookups=load_sectors,
    check=_check,
    write=_write,
    seen_on="admin:reception_project_changelist",
    seen_label="查看工程项目",
)
