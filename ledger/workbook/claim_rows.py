"""Rows of 诉求台账: checked, tied to their session, matched with the claims that are there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger import row_keys
from ledger.selectors.history import claim_cells, paid_by_claim, stored_claims
from ledger.workbook import claim_rules
from ledger.workbook.lookups import Lookups
from office import numbering
from office.crypto import blind_indexes
from office.models import Area, Code
from office.sheets.rows import Row, Sheet
from reception.models import Claim, ReceptionSession

HIGHEST_NUMBER = 999_999


@dataclass
class ClaimRows:
    """Rows that are new and those that are there already; by row number the session and the key."""

    new: list[Row] = field(default_factory=list)
    known: dict[int, Claim] = field(default_factory=dict)
    sessions: dict[int, ReceptionSession | None] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    # While keys are changed a stored claim may bear an older key: older → today's.
    older: dict[str, str] = field(default_factory=dict)


def match_rows(
    sheet: Sheet, lookups: Lookups, *, held: Mapping[date, list[ReceptionSession]], today: date
) -> ClaimRows:
    """Findings go to the sheet; rows that could not be read are left out."""
    found = ClaimRows()
    rows = [row for row in sheet.rows if row.is_sound]
    channel = lookups.code(Code.Kind.CHANNEL, "session")
    for row in rows:
        row.values["channel"] = row["channel"] or channel
        for name, message in claim_rules.errors(row, today=today):
            sheet.error(row, name, message)
        for name, message in claim_rules.warnings(row, today=today):
            sheet.warn(row, name, message)
        found.sessions[row.number] = _session(sheet, row, held)
        found.keys[row.number], *older = blind_indexes(_text(row), context=row_keys.CONTEXT)
        found.older.update(dict.fromkeys(older, found.keys[row.number]))
    _check_numbers(sheet, rows, lookups.area)
    _match(sheet, rows, found, area=lookups.area)
    return found


def own_number(text: str, series: str, area: Area) -> bool:
    """True for a number in our form, of this series and area."""
    parts = numbering.parse(text)
    return (
        parts is not None
        and parts[:2] == (series, area.code)
        and parts[3] > 0
        and numbering.show(series, area=area, year=parts[2], value=parts[3]) == text
    )


def too_high(number: str) -> bool:
    """True for a number that would use up the counter at once."""
    parts = numbering.parse(number)
    return parts is not None and parts[3] > HIGHEST_NUMBER


def _session(sheet: Sheet, row: Row, held: Mapping[date, list[ReceptionSession]]) -> ReceptionSession | None:
    if row["channel"].key != "session":
        return None
    sessions = held.get(row["received_on"], [])
    fits = [session for session in sessions if row["starts_at"] in (None, session.starts_at)]
    if not fits and len(sessions) == 1 and sessions[0].starts_at is None:
        fits = sessions
    if len(fits) == 1:
        return fits[0]
    hours = "、".join(f"{session.starts_at:%H:%M}" for session in sessions if session.starts_at)
    if not sessions:
        sheet.error(
            row,
            "received_on",
            "这一天没有“已开展”的接访场次：请在“接访场次”表中补上，或把渠道改为实际渠道（如“日常来访”）。",
        )
    elif fits:
        sheet.error(row, "starts_at", f"这一天有 {len(fits)} 场接访，请填“开始”以分清是哪一场（{hours}）。")
    else:
        sheet.error(row, "starts_at", f"这一天没有在这个时间开始的接访，当天场次的开始时间：{hours}。")
    return None


def _text(row: Row) -> str:
    """What makes it the same row; stored only as a keyed hash, from which nothing personal can be read."""
    if row["number"]:
        return row_keys.numbered_row(row["number"])
    return row_keys.described_row(
        received_on=row["received_on"],
        channel=row["channel"].key,
        name=row["name"],
        person=row["id_number"] or row["phone"],
        what=[row["project"], row["employer"], row["amount_yuan"]],
    )


def _check_numbers(sheet: Sheet, rows: Iterable[Row], area: Area) -> None:
    first: dict[str, int] = {}
    for row in rows:
        number = row["number"]
        if not number:
            continue
        if number in first:
            sheet.error(row, "number", f"登记编号与第 {first[number]} 行重复，请核对。")
        first.setdefault(number, row.number)
        if own_number(number, numbering.CLAIM, area) and too_high(number):
            sheet.error(row, "number", "登记编号的序号过大，请核对；若是原台账编号，请改成其他写法。")


def _match(sheet: Sheet, rows: Iterable[Row], found: ClaimRows, *, area: Area) -> None:
    numbered, keyed = {}, defaultdict(list)
    for row in rows:
        if own_number(row["number"], numbering.CLAIM, area):
            numbered[row["number"]] = row
        else:
            keyed[found.keys[row.number]].append(row)
    stored = stored_claims(area, numbers=numbered, row_keys=[*keyed, *found.older])
    paid = paid_by_claim(stored)
    by_key = defaultdict(list)
    for claim in stored:
        by_key[found.older.get(claim.row_key, claim.row_key)].append(claim)
    by_number = {claim.number: claim for claim in stored}
    for number, row in numbered.items():
        _take(sheet, row, by_number.get(number), found=found, paid=paid)
    for key, equals in keyed.items():
        for row, known in _pair(sheet, equals, by_key.get(key, []), found=found, paid=paid):
            _take(sheet, row, known, found=found, paid=paid)
    found.new.sort(key=lambda row: row.number)


def _pair(
    sheet: Sheet, rows: list[Row], claims: list[Claim], *, found: ClaimRows, paid: Mapping[int, Any]
) -> Iterable[tuple[Row, Claim | None]]:
    """Among rows of one key, each with the claim it equals in every cell; what is left over pairs in order."""
    rest, left = [], list(claims)
    for row in rows:
        same = next((claim for claim in left if not _differing(sheet, row, claim, found=found, paid=paid)), None)
        if same is None:
            rest.append(row)
        else:
            left.remove(same)
            yield row, same
    for index, row in enumerate(rest):
        yield row, left[index] if index < len(left) else None


def _take(sheet: Sheet, row: Row, claim: Claim | None, *, found: ClaimRows, paid: Mapping[int, Any]) -> None:
    if claim is None:
        found.new.append(row)
        return
    found.known[row.number] = claim
    if not claim.is_live:
        state = "已作废" if claim.voided_at else "已判重并入其他诉求"
        sheet.warn(row, "number", f"这一行是 {claim.number}，在系统中{state}，不再导入。")
        return
    for name in _differing(sheet, row, claim, found=found, paid=paid):
        sheet.error(row, name, f"这一行是 {claim.number}，本格与系统中的不同：请改正本格，或在系统中更正后再导入。")


def _differing(sheet: Sheet, row: Row, claim: Claim, *, found: ClaimRows, paid: Mapping[int, Any]) -> list[str]:
    """Fields whose cells differ; the hour differs if it leads to another session."""
    if not claim.is_live:
        return []
    stored = claim_cells(claim, paid_yuan=paid.get(claim.pk))
    if _is_case_of(row, claim):
        del stored["case_number"]
    values = row.values | {"paid_yuan": row["paid_yuan"] or None}
    differing = [name for name, value in stored.items() if name in sheet.present and values[name] != value]
    session = found.sessions[row.number]
    return [*differing, "starts_at"] if session is not None and session.pk != claim.session_id else differing


def _is_case_of(row: Row, claim: Claim) -> bool:
    """An empty 案件编号 says nothing: every case has its number, whatever the row tells."""
    case = claim.caseclaim.case
    return row["case_number"] in ("", case.number, case.original_number)
