"""工资花名册 as a table that is imported onto a claim: the whole roll, put right as by 更正登记."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from ledger.actions.cases import check_correction
from ledger.actions.early_warning import watch_correction
from ledger.workbook.problems import problem
from ledger.workbook.roll_columns import ROLL_COLUMNS
from office.amounts import show_yuan
from office.imports.kinds import Kind, Target, Task
from office.imports.preview import Judged, Preview
from office.imports.single import nothing_looked_up, preview_of_one, read_single, without_totals
from office.models import Area, User
from office.sheets.rows import Row, Sheet
from reception.actions.claim_checks import faults, tidy
from reception.actions.claims import ClaimData, WorkerData, correct_claim, data_of
from reception.actions.corrections import may_correct
from reception.actions.rolls import match_rows
from reception.identity import mask_name
from reception.models import Claim, Worker
from reception.roll_checks import cell_warnings, doubles

MOST_ROWS = 2000
REASON = "导入工资花名册"
_OF_A_WORKER = tuple(field.name for field in fields(WorkerData) if field.name != "worker_id")
_SHOWN = ("name", "id_number", "phone", "job_type", "worked_from", "worked_until", "owed_yuan")


@dataclass(frozen=True)
class RollPlan:
    """The claim with its roll as it is to be, how often it was corrected before, and the preview."""

    claim: Claim
    data: ClaimData
    corrections: int
    preview: Preview


def target_of(user: User, pk: int) -> Target:
    """The claim whose roll this account may put right; Http404 for foreign and absent, PermissionDenied in words."""
    claim = Claim.objects.get_for(user, pk)
    if not may_correct(user, claim, today=timezone.localdate()):
        raise PermissionDenied("这件诉求现在不能由您更正：本场接访结束后由主任更正，已作废或已判重的不再更正。")
    url = reverse("reception:claim", args=[claim.pk])
    return Target(claim.pk, f"诉求 {claim.number}，涉及 {claim.workers_count} 人", url, claim.area)


def _check(task: Task) -> RollPlan:
    claim = Claim.objects.get_for(task.by, task.object_id or 0)
    sheet = read_single(
        without_totals(task.sheets),
        ROLL_COLUMNS,
        lookups=nothing_looked_up(task.area),
        say=problem,
        others=True,
        watch=task.watch,
    )
    stored = list(claim.workers.all())
    workers = {row.number: _worker(sheet, row) for row in sheet.rows if row.is_sound}
    pairs = dict(zip(workers, match_rows(tuple(workers.values()), stored), strict=True))
    data = tidy(
        replace(
            data_of(claim),
            workers=tuple(replace(row, worker_id=was.pk if was else None) for was, row in pairs.values()),
        )
    )
    new = {number for number, (was, row) in pairs.items() if was is None or _differs(was, row)}
    _judge(sheet, data, claim.area, today=timezone.localdate(task.now))
    _tell(sheet, pairs, stored)
    corrections = claim.corrections.count()
    facts = {number: [was.pk if was else None, corrections] for number, (was, _row) in pairs.items()}
    if _goes(stored, pairs) and not new:
        new = set(pairs)  # only people fall away: that is something to be written too
    return RollPlan(claim, data, corrections, preview_of_one(Judged(sheet, new, _SHOWN, facts)))


def _worker(sheet: Sheet, row: Row) -> WorkerData:
    owed = row["owed_yuan"]
    if owed is None and row["gross"] is not None:
        owed = row["gross"] - (row["paid"] or Decimal(0))
        if owed < 0:
            sheet.error(row, "owed_yuan", f"应发减已发是 {show_yuan(owed)} 元，不能是负数：请核对。")
    elif owed is not None and row["gross"] is not None and row["gross"] - (row["paid"] or Decimal(0)) != owed:
        sheet.warn(row, "owed_yuan", "不等于应发减已发，按欠发登记，请核对。")
    if owed is None:
        sheet.error(row, "owed_yuan", "没有欠发，也没有应发：请填写欠发金额。")
    return WorkerData(**{name: row[name] for name in _OF_A_WORKER if name != "owed_yuan"}, owed_yuan=owed)


def _differs(was: Worker, row: WorkerData) -> bool:
    """An empty personal cell leaves what is stored."""
    now = {name: getattr(row, name) for name in _OF_A_WORKER}
    return any(
        value != getattr(was, name)
        for name, value in now.items()
        if value or name not in ("id_number", "phone", "account")
    )


def _judge(sheet: Sheet, data: ClaimData, area: Area, *, today: date) -> None:
    """What speaks against the claim with this roll, as at 更正登记; and what to look at in single cells."""
    if len(sheet.rows) > MOST_ROWS:
        sheet.error_of_all(f"有 {len(sheet.rows)} 行，一份花名册最多 {MOST_ROWS} 行。")
    if data.workers and not sheet.findings.errors:
        for text in faults(data, area=area, today=today):
            sheet.error_of_all(text)
    people = [(row["name"], row["id_number"]) for row in sheet.rows]
    for place, (name, text) in doubles(people).items():
        sheet.warn(sheet.rows[place], name, text)
    for row in sheet.rows:
        for name, text in cell_warnings(_texts(row), today=today).items():
            sheet.warn(row, name, text)


def _texts(row: Row) -> Mapping[str, str]:
    return {name: str(row[name] or "") for name in ("id_number", "phone", "worked_from", "worked_until")}


def _tell(sheet: Sheet, pairs: Mapping[int, tuple[Worker | None, WorkerData]], stored: Sequence[Worker]) -> None:
    """Warnings where a stored row is changed, and of those who are no longer there."""
    by_number = {row.number: row for row in sheet.rows}
    for number, (was, row) in pairs.items():
        if was is not None and _differs(was, row):
            before = show_yuan(was.owed_yuan) if was.owed_yuan is not None else "不详"
            sheet.warn(by_number[number], "name", f"花名册中已有这个人（欠发 {before} 元），将改成本行的内容。")
    if gone := _goes(stored, pairs):
        names = "、".join(mask_name(worker.name) for worker in gone[:10])
        words = f"花名册中的 {len(gone)} 人不在表里，将去掉：{names}{'等' if len(gone) > 10 else ''}。"
        sheet.warn_of_all(words)


def _goes(stored: Sequence[Worker], pairs: Mapping[int, tuple[Worker | None, Any]]) -> list[Worker]:
    kept = {was.pk for was, _row in pairs.values() if was}
    return [worker for worker in stored if worker.pk not in kept]


def _write(plan: RollPlan, task: Task) -> None:
    correct_claim(
        claim=plan.claim,
        by=task.by,
        data=plan.data,
        reason=REASON,
        expected_corrections=plan.corrections,
        before_correction=check_correction,
        after_correction=watch_correction,
        now=task.now,
    )


ROLL = Kind(
    slug="roll",
    label="工资花名册",
    act="correct_claim",
    intro="这件诉求的整份工资花名册，每人一行：人数和欠发合计要和登记的一致，对上的人更正，表里没有的去掉。",
    tables={"工资花名册": ROLL_COLUMNS},
    lookups=nothing_looked_up,
    check=_check,
    write=_write,
    seen_on="imports:list",
    seen_label="查看诉求",
    target=target_of,
)
