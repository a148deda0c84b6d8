"""From new rows of 诉求台账 to cases: rows of one 案件编号 come back as one case, any other row is its own."""

from collections import defaultdict
from collections.abc import Iterable

from ledger.actions.history import HistoryCase, HistoryClaim
from ledger.selectors.history import taken_case_numbers
from ledger.workbook.claim_rows import ClaimRows, own_number, too_high
from ledger.workbook.lookups import Lookups
from ledger.workbook.problems import shown
from ledger.workflow import Status
from office import numbering
from office.models import Area
from office.sheets.rows import Row, Sheet
from office.sheets.widgets import Yuan
from reception.actions.history import ClaimEntry
from reception.models import ReceptionSession

CASE_LEVEL = ("unit", "officer_name", "due_on", "status", "struck_off_on")
_SAME_ON_CLAIM = (
    "received_on",
    "channel",
    "name",
    "id_number",
    "phone",
    "project",
    "sector",
    "employer",
    "general_contractor",
    "developer",
    "workers_count",
    "owed_from",
    "owed_until",
    "cause",
    "is_wages",
    "demand",
    "is_low_income",
    "note",
)


def build_cases(sheet: Sheet, rows: ClaimRows, lookups: Lookups) -> list[HistoryCase]:
    """Cases to be written, in the order of the sheet; findings go to the sheet."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in sheet.rows:
        if row.is_sound and row["case_number"]:
            groups[row["case_number"]].append(row)
    for number, group in groups.items():
        _check_agreement(sheet, number, group)
    _check_numbers(sheet, groups, rows, area=lookups.area)
    new: dict[str, list[Row]] = defaultdict(list)
    for row in rows.new:
        new[row["case_number"] or f"row {row.number}"].append(row)
    return [_case(group, rows, lookups) for group in new.values()]


def _check_agreement(sheet: Sheet, number: str, group: list[Row]) -> None:
    first = group[0]
    for row in group[1:]:
        for name in CASE_LEVEL:
            if row[name] == first[name]:
                continue
            heading = sheet.columns[name].column_name
            there = shown(heading, first.cell(heading)) or "空白"
            sheet.error(
                row,
                name,
                f"与第 {first.number} 行同属案件“{number}”，“{heading}”应相同，第 {first.number} 行是{there}。",
            )


def _check_numbers(sheet: Sheet, groups: dict[str, list[Row]], rows: ClaimRows, *, area: Area) -> None:
    new = {row.number for row in rows.new}
    with_new = {number: [row for row in group if row.number in new] for number, group in groups.items()}
    numbers = [number for number, group in with_new.items() if group]
    own = [number for number in numbers if own_number(number, numbering.CASE, area)]
    taken = taken_case_numbers(area, numbers=own, originals=set(numbers) - set(own))
    for number in numbers:
        row = with_new[number][0]
        if number in taken:
            sheet.error(
                row, "case_number", "这个案件已在台账中，不能用导入再加入诉求：请清空本格，导入后在台账中归集。"
            )
        elif number in own and too_high(number):
            sheet.error(row, "case_number", "案件编号的序号过大，请核对；若是原台账编号，请改成其他写法。")


def _case(group: list[Row], rows: ClaimRows, lookups: Lookups) -> HistoryCase:
    first = group[0]
    number = first["case_number"]
    is_own = own_number(number, numbering.CASE, lookups.area)
    is_registered = first["status"] == Status.REGISTERED
    return HistoryCase(
        number=number if is_own else "",
        original_number="" if is_own else number,
        status=first["status"],
        unit=None if is_registered else first["unit"],
        officer=None if is_registered else lookups.account_of(first["officer_name"], first["unit"]),
        officer_name=first["officer_name"],
        due_on=first["due_on"],
        struck_off_on=first["struck_off_on"],
        claims=list(_claims(group, rows, lookups.area)),
    )


def _claims(group: Iterable[Row], rows: ClaimRows, area: Area) -> Iterable[HistoryClaim]:
    for row in group:
        entry = _entry(row, area, key=rows.keys[row.number], session=rows.sessions[row.number])
        yield HistoryClaim(
            entry=entry,
            verified_amount_yuan=row["verified_amount_yuan"],
            outcome=row["outcome"],
            outcome_on=row["outcome_on"],
            paid_yuan=row["paid_yuan"],
        )


def _entry(row: Row, area: Area, *, key: str, session: ReceptionSession | None) -> ClaimEntry:
    is_own = own_number(row["number"], numbering.CLAIM, area)
    return ClaimEntry(
        number=row["number"] if is_own else "",
        original_number="" if is_own else row["number"],
        row_key=key,
        session=session,
        amount_yuan=None if row["amount_yuan"] == Yuan.UNKNOWN else row["amount_yuan"],
        # A unit named before the case was assigned is a suggestion.
        suggested_unit=row["unit"] if row["status"] == Status.REGISTERED else None,
        **{name: row[name] for name in _SAME_ON_CLAIM},
    )
