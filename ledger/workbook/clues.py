"""12345 work orders and clues of the national platform as tables that are imported on pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.utils import timezone

from ledger.actions.clues import Clue, register_clues
from ledger.selectors.clues import claims_by_mark, claims_of_people
from ledger.workbook.clue_columns import CLUE_COLUMNS, ORDER_COLUMNS
from ledger.workbook.lookups import Lookups, load_lookups
from ledger.workbook.problems import problem
from office.amounts import show_yuan
from office.imports.kinds import KINDS, Kind, Task
from office.imports.mapping import tables_of
from office.imports.preview import Judged, Preview
from office.imports.single import name_doubles, preview_of_one, read_single
from office.models import Area, Code
from office.sheets.rows import Row, Sheet
from office.sheets.widgets import Yuan
from office.text import fold
from reception.actions.claim_checks import faults, tidy
from reception.actions.claims import ClaimData, PersonData
from reception.identity import check_id_number, check_phone

MOST_ROWS = 500
LONGEST_NOTE = 300
UNNAMED = "未写明"
_WORKS, _NO_WORKS = "工程", "非工程"
_IN_NOTE = (
    ("source", "来源"), ("district", "管辖"), ("subcontractor", "分包单位"), ("officer", "承办人员"), ("due_on", "办理时限"),
    ("result", "办理结果"),
)  # fmt: skip


@dataclass(frozen=True)
class CluePlan:
    """Clues to be registered, and the preview they were shown in."""

    clues: list[Clue]
    channel: str
    preview: Preview


def _check(task: Task, channel: str) -> CluePlan:
    lookups, today = load_lookups(task.area), timezone.localdate(task.now)
    (columns,) = tables_of(KINDS[channel], area=task.area).values()
    sheet = read_single(task.sheets, columns, lookups=lookups, say=problem, others=True, watch=task.watch)
    name_doubles(sheet, ["number"])
    _limit(sheet)
    marks = {row.number: _mark(task.area, channel, row["number"]) for row in sheet.rows if row.is_sound}
    stored = claims_by_mark(marks.values())
    known = {number: stored[mark] for number, mark in marks.items() if mark in stored}
    clues = []
    for row in sheet.rows:
        if row.is_sound and row.number not in known:
            data = _claim(row, lookups, channel)
            _judge(sheet, row, data, area=task.area, today=today)
            clues.append(Clue(row["number"], marks[row.number], data))
    _name_same_people(sheet, known, area=task.area)
    fresh = marks.keys() - known.keys()
    return CluePlan(clues, channel, preview_of_one(Judged(sheet, fresh, _SHOWN[channel], known)))


def _limit(sheet: Sheet) -> None:
    if len(sheet.rows) > MOST_ROWS:
        sheet.error_of_all(f"有 {len(sheet.rows)} 行，一次最多 {MOST_ROWS} 行：请按时间分成几个文件。")


def _mark(area: Area, channel: str, number: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"{area.code}/{channel}/{fold(number)}")


def _claim(row: Row, lookups: Lookups, channel: str) -> ClaimData:
    values = {"project": "", "id_number": "", "title": "", "place": "", **row.values}
    amount = None if values["amount_yuan"] in (None, Yuan.UNKNOWN) else values["amount_yuan"]
    return tidy(
        ClaimData(
            petitioner=PersonData(name=values["name"], id_number=values["id_number"], phone=values["phone"]),
            workers_count=values["workers_count"] or 1,
            amount_yuan=amount,
            received_on=values["received_on"],
            channel=lookups.code(Code.Kind.CHANNEL, channel),
            project_name=values["project"] or values["place"] or UNNAMED,
            sector=_sector(values.get("field", ""), lookups),
            employer_name=values["employer"] or UNNAMED,
            general_contractor_name=values.get("general_contractor", ""),
            developer_name=values.get("developer", ""),
            owed_from=values.get("owed_from", ""),
            demand="。".join(part for part in (values["title"], values["demand"]) if part),
            suggested_unit=lookups.units.get(fold(values["unit"])),
            note=_note(row)[:LONGEST_NOTE],
        )
    )


def _sector(text: str, lookups: Lookups) -> Code | None:
    """A named industry; 非工程 is one, 工程 alone says only that it is construction."""
    if fold(text) == _NO_WORKS:
        return lookups.code(Code.Kind.SECTOR, "not_construction")
    return lookups.codes[Code.Kind.SECTOR].get(fold(text))


def _note(row: Row) -> str:
    """What has no place of its own on a claim, in one line; sums in yuan."""
    parts = [f"原编号 {row['number']}"]
    parts += [f"{label}：{row.values[name]}" for name, label in _IN_NOTE if row.values.get(name)]
    if solved := row.values.get("solved_yuan"):
        people = row.values.get("solved_workers")
        parts.append(f"平台登记已解决{f' {people} 人' if people else ''} {show_yuan(solved)} 元")
    return "；".join(parts)


def _judge(sheet: Sheet, row: Row, data: ClaimData, *, area: Area, today: date) -> None:
    for text in faults(data, area=area, today=today):
        sheet.error(row, "number", text)
    for name, message in _doubts(row, data, today):
        sheet.warn(row, name, message)


def _doubts(row: Row, data: ClaimData, today: date) -> Iterator[tuple[str, str]]:
    values = row.values
    if "id_number" in values:
        yield from (("id_number", text) for text in check_id_number(values["id_number"], today=today))
    yield from (("phone", text) for text in check_phone(values["phone"]))
    if values["workers_count"] is None:
        yield "workers_count", "没有人数，按 1 人登记：请核实后更正。"
    if not values["employer"]:
        yield "employer", f"没有欠薪方，登记为“{UNNAMED}”：请核实后更正。"
    if values["unit"] and data.suggested_unit is None:
        yield "unit", "不是本区的成员单位，不作为建议责任单位。"
    field = fold(values.get("field", ""))
    if field and field != _WORKS and data.sector is None:
        yield "field", "不是系统里的行业领域，登记时不填。"
    if values.get("solved_yuan"):
        yield "solved_yuan", f"合 {show_yuan(values['solved_yuan'])} 元，写入备注：已支付的请在案件中登记支付和凭证。"
    if len(_note(row)) > LONGEST_NOTE:
        yield "result", f"备注超过 {LONGEST_NOTE} 个字，后面的没有写入。"


def _name_same_people(sheet: Sheet, known: Mapping[int, Any], *, area: Area) -> None:
    """A warning where a person of the table has a claim already: it may be the same complaint."""
    fresh = {row.number: row for row in sheet.rows if row.is_sound and row.number not in known}
    people = {number: (row.values.get("id_number", ""), row["phone"]) for number, row in fresh.items()}
    for number, claims in claims_of_people(people, area=area).items():
        numbers = "、".join(claims[:3])
        sheet.warn(
            fresh[number],
            "name",
            f"同一证件号或电话已有诉求 {numbers}，可能是同一件事：导入后请核对，是的按“判重”办理。",
        )


def _write(plan: CluePlan, task: Task) -> None:
    register_clues(clues=plan.clues, channel=plan.channel, area=task.area, by=task.by, now=task.now)


_SHOWN = {
    "h12345": ("number", "received_on", "name", "place", "employer", "workers_count", "unit"),
    "national": ("number", "received_on", "name", "project", "employer", "workers_count", "amount_yuan", "solved_yuan"),
}


def _kind(slug: str, label: str, columns: Mapping[str, Any], intro: str) -> Kind:
    return Kind(
        slug=slug,
        label=label,
        act="import_clues",
        intro=intro,
        tables={label: columns},
        lookups=load_lookups,
        check=lambda task: _check(task, slug),
        write=_write,
        seen_on="admin:ledger_case_changelist",
        seen_label="查看台账",
        is_mapped=True,
    )


ORDERS = _kind(
    "h12345", "12345 工单", ORDER_COLUMNS, "12345 热线转来的工单，每行一件，导入后在台账中等待交办；已导入过的不重复。"
)
CLUES = _kind(
    "national", "全国平台线索", CLUE_COLUMNS, "全国根治欠薪线索反映平台导出的线索，每行一件；欠薪按元、解决按万元读取。"
)
