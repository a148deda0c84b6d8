"""Taking the ledger out of the program as a workbook: allowed, recorded, and then sent row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ledger.models import Case, ExportChoice
from ledger.selectors.case_export import VISIT, Reader, chosen_columns, exported_rows, ordered_keys
from ledger.selectors.case_tables import CASE_TABLES
from office import trail
from office.models import User
from office.refusals import Refused
from office.roles import require
from office.sheets.stream import Head, Table, stream
from reception.identity import personal_number_in
from reception.identity_access import knows_nobody

LEDGER, VISIT_SHEET = "欠薪案件台账", "到企业核实表"
KEEP_SAFE = "含个人信息，注意保管"
PERSONAL = "含个人信息，用后及时删除，不得转给与用途无关的人。"
SHORTEST_PURPOSE, LONGEST_PURPOSE = 2, 100


@dataclass(frozen=True)
class Export:
    """A workbook about to be sent: `pieces` are its bytes, made as they are asked for."""

    name: str
    rows: int
    pieces: Iterator[bytes]


@transaction.atomic
def export_cases(
    *, cases: QuerySet[Case], order: str, columns: Sequence[str], purpose: str, conditions: str, by: User,
    for_visit: bool = False, now: datetime | None = None,
) -> Export:  # fmt: skip
    """All these cases that the account sees, in the list's order; names masked unless a personal column is among them.

    `for_visit` is the sheet that goes along to a company, whose columns are fixed. The trail gets how many rows, which
    columns and what for, and nothing of any person. The account's choice of columns is kept, without the personal ones.

    Raises:
        PermissionDenied: the account may not export the ledger, or not with personal columns.
        Refused: no column, or no purpose that can be kept.
    """
    if knows_nobody(by):
        raise PermissionDenied("市级只查看，不导出案件清单。")
    chosen = list(VISIT) if for_visit else chosen_columns(columns)
    is_personal = any(column.is_personal for column in chosen)
    act = "export_identity" if is_personal else "export_cases"
    require(by, act)
    purpose = " ".join(purpose.split())
    if faults := [*_faults(chosen), *purpose_faults(purpose)]:
        raise Refused(faults)
    now = now or timezone.now()
    today = timezone.localdate(now)
    keys = ordered_keys(cases.visible_to(by), order)  # type: ignore[attr-defined]
    if not for_visit:
        kept = [column.key for column in chosen if not column.is_personal]
        ExportChoice.objects.update_or_create(user=by, defaults={"columns": kept})
    rows = exported_rows(keys, chosen, reader=Reader(by, today, clear=is_personal))
    title = VISIT_SHEET if for_visit else LEDGER
    told, footer = described(
        title, conditions=conditions, purpose=purpose, rows=len(keys), by=by, now=now, is_personal=is_personal,
        note=PERSONAL if is_personal else "姓名已隐去，不含证件号和电话。",
    )  # fmt: skip
    tables = [Table(title, [column.head for column in chosen], rows, footer), told]
    what = [column.head.title for column in chosen]
    trail.record(act, by=by, now=now, what=title, rows=len(keys), columns=what, conditions=conditions, purpose=purpose)
    return Export(f"{title}（{by.area.short_name}）{today:%Y%m%d}.xlsx", len(keys), stream(tables))


@transaction.atomic
def export_case_table(
    *, case: Case, what: str, purpose: str, by: User, with_identity: bool = False, now: datetime | None = None
) -> Export:
    """The roll or the payments of a case the account sees; people masked unless asked for and allowed.

    Raises:
        PermissionDenied: the account may not export, or not with personal data.
        Refused: no purpose that can be kept, or nothing to export.
    """
    if knows_nobody(by):
        raise PermissionDenied("市级只查看，不导出案件内容。")
    act = "export_identity" if with_identity else "export_cases"
    require(by, act)
    table = CASE_TABLES[what]
    purpose = " ".join(purpose.split())
    rows = list(table.rows(case, by, with_identity))
    faults = [] if rows else [f"本案还没有{table.title}，没有可导出的内容。"]
    if faults := [*faults, *purpose_faults(purpose)]:
        raise Refused(faults)
    now = now or timezone.now()
    today = timezone.localdate(now)
    footer = f"{table.title}　{case.number}　{today:%Y-%m-%d} 导出" + (f"　{KEEP_SAFE}" if with_identity else "")
    facts = {"what": table.title, "rows": len(rows), "purpose": purpose, "number": case.number}
    trail.record(act, by=by, obj=case, now=now, **facts)
    pieces = stream([Table(table.title, table.heads, rows, footer)])
    return Export(f"{table.title}（{case.number}）{today:%Y%m%d}.xlsx", len(rows), pieces)


def described(
    title: str, *, conditions: str, purpose: str, rows: int, by: User, now: datetime, note: str, is_personal: bool
) -> tuple[Table, str]:
    """The second sheet, which says what the file is, for what and whose; and the line at the foot of every page."""
    told = [
        ("内容", title), ("条件", conditions), ("用途", purpose), ("件数", f"{rows:,}"),
        ("导出人", by.display_name), ("导出时间", f"{timezone.localtime(now):%Y-%m-%d %H:%M}"), ("说明", note),
    ]  # fmt: skip
    footer = f"{title}　{by.area.short_name}　{timezone.localdate(now):%Y-%m-%d} 导出"
    sheet = Table("导出说明", [Head("项目", width=12), Head("内容", width=80)], told)
    return sheet, footer + (f"　{KEEP_SAFE}" if is_personal else "")


def purpose_faults(purpose: str) -> list[str]:
    """What keeps a purpose from being kept; it goes into the trail, so it names nobody by number."""
    if len(purpose) < SHORTEST_PURPOSE:
        return ["没有写用途：请写明导出做什么用，例如“报分管领导”“与住建局会商”。"]
    if len(purpose) > LONGEST_PURPOSE:
        return [f"用途最多 {LONGEST_PURPOSE} 个字，现有 {len(purpose)} 个字，请缩短。"]
    if personal_number_in(purpose):
        return ["用途里有身份证号或手机号：用途要记入审计，请去掉号码。"]
    return []


def _faults(chosen: Sequence[object]) -> list[str]:
    return [] if chosen else ["没有选栏目：请至少勾选一栏。"]
