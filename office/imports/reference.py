"""节假日 and 成员单位 as tables that are imported on pages."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from office.actions.calendar import import_days
from office.actions.units import UnitRow, add_units
from office.calendar_file import days_of, days_sheet
from office.imports.kinds import Kind, Task
from office.imports.preview import Judged, Preview
from office.imports.single import name_doubles, nothing_looked_up, preview_of_one, read_single
from office.models import SpecialDay, Unit
from office.resources import HOLIDAY_COLUMNS, UNIT_COLUMNS
from office.sheets.rows import Row, Sheet
from office.text import fold


@dataclass(frozen=True)
class RowsPlan:
    """Rows to be written, and the preview they were shown in."""

    rows: list[Any]
    preview: Preview


def _check_days(task: Task) -> RowsPlan:
    sheet = days_sheet(task.sheets, watch=task.watch)
    sound = [row for row in sheet.rows if row.is_sound]
    kept = {day.day: day for day in SpecialDay.objects.filter(day__in=[row["day"] for row in sound])}
    new = [row for row in sound if not _is_kept(row, kept)]
    for row in new:
        if row["day"] in kept:
            was = "上班" if kept[row["day"]].is_workday else "休息"
            sheet.warn(
                row, "day", f"系统中已有这一天（{was}，{kept[row['day']].name or '没有名称'}），将改成本行的内容。"
            )
    facts = {row.number: kept[row["day"]].pk for row in sound if row["day"] in kept}
    shown = Judged(sheet, {row.number for row in new}, tuple(HOLIDAY_COLUMNS), facts)
    return RowsPlan(days_of(sheet), preview_of_one(shown))


def _is_kept(row: Row, kept: dict[date, SpecialDay]) -> bool:
    day = kept.get(row["day"])
    return day is not None and (day.is_workday, day.name) == (row["is_workday"], row["name"])


def _write_days(plan: RowsPlan, task: Task) -> None:
    import_days(rows=plan.rows, by=task.by, now=task.now)


def _check_units(task: Task) -> RowsPlan:
    sheet = read_single(task.sheets, UNIT_COLUMNS, lookups=nothing_looked_up(task.area), watch=task.watch)
    name_doubles(sheet, ["short_name", "name"])
    stored = list(Unit.objects.filter(area=task.area))
    new, facts = [], {}
    for row in sheet.rows:
        if not row.is_sound:
            continue
        named = [unit for unit in stored if {fold(unit.short_name), fold(unit.name)} & _names(row)]
        if not named:
            new.append(row)
        else:
            facts[row.number] = [unit.pk for unit in named]
            _compare_unit(sheet, row, named)
    shown = Judged(sheet, {row.number for row in new}, tuple(UNIT_COLUMNS), facts)
    return RowsPlan([UnitRow(**row.values) for row in new], preview_of_one(shown))


def _names(row: Row) -> set[str]:
    return {fold(row["short_name"]), fold(row["name"])}


def _compare_unit(sheet: Sheet, row: Row, named: list[Unit]) -> None:
    """A unit that is there stays as the office keeps it: an empty cell says nothing, another one is told."""
    unit = named[0]
    differing = [name for name in ("short_name", "name") if fold(row[name]) != fold(getattr(unit, name))]
    differing += [
        name
        for name in ("is_regulator", "is_attending", "position")
        if row.cell(UNIT_COLUMNS[name].column_name) not in (None, "") and row[name] != getattr(unit, name)
    ]
    for name in ["short_name"] if len(named) > 1 else differing:
        sheet.error(
            row, name, f"系统中已有“{unit.short_name}”（{unit.name}），本格与它不同：请改正，或在基础资料中修改。"
        )


def _write_units(plan: RowsPlan, task: Task) -> None:
    add_units(rows=plan.rows, area=task.area, by=task.by, now=task.now)


HOLIDAYS = Kind(
    slug="holidays",
    label="节假日和调休",
    act="edit_reference",
    intro="国务院办公厅公布的节假日和调休上班日，每行一天；没有结束的期限随之重新计算。",
    tables={"节假日和调休": HOLIDAY_COLUMNS},
    lookups=nothing_looked_up,
    check=_check_days,
    write=_write_days,
    seen_on="admin:office_specialday_changelist",
    seen_label="查看节假日和调休",
)
UNITS = Kind(
    slug="units",
    label="成员单位",
    act="edit_reference",
    intro="领导小组成员单位，每行一个；已有的单位不改动。",
    tables={"成员单位": UNIT_COLUMNS},
    lookups=nothing_looked_up,
    check=_check_units,
    write=_write_units,
    seen_on="admin:office_unit_changelist",
    seen_label="查看成员单位",
)
