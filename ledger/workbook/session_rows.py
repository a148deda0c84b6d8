"""Rows of 接访场次: checked, matched with the sessions that are there, made ready to be written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ledger.workbook.lookups import Lookups
from office.sheets.rows import Row, Sheet
from office.text import fold
from reception import reference_data
from reception.actions.history import SessionEntry
from reception.models import Campaign, ReceptionSession

Status = ReceptionSession.Status


@dataclass
class SessionPlan:
    """What the sheet asks for: entries to write, rows already there, and the held sessions of every day.

    `new` are the rows of the entries, `matched` the stored session of a row.
    """

    entries: list[SessionEntry] = field(default_factory=list)
    unchanged: int = 0
    new: set[int] = field(default_factory=set)
    matched: dict[int, ReceptionSession] = field(default_factory=dict)
    held: dict[date, list[ReceptionSession]] = field(default_factory=lambda: defaultdict(list))


def plan_sessions(sheet: Sheet, lookups: Lookups, *, today: date) -> SessionPlan:
    """Findings go to the sheet; rows that could not be read are left out."""
    plan = SessionPlan()
    rows = [row for row in sheet.rows if row.is_sound]
    _check_doubles(sheet, rows)
    found = plan.matched = _match(rows, lookups.sessions)
    for row in rows:
        _check_row(sheet, row, today=today)
        session = found.get(row.number)
        if session is not None and not _completes(row, session):
            plan.unchanged += 1
            _compare(sheet, row, session)
        else:
            plan.new.add(row.number)
            plan.entries.append(_entry(sheet, row, session=session, lookups=lookups))
    for session in [*lookups.sessions, *(entry.session for entry in plan.entries if not entry.session.pk)]:
        if session.is_held and session.held_on:
            plan.held[session.held_on].append(session)
    return plan


def _check_doubles(sheet: Sheet, rows: Iterable[Row]) -> None:
    first: dict[tuple, int] = {}
    for row in rows:
        key = (row["day"], fold(row["venue"]), row["starts_at"])
        if key in first:
            sheet.error(row, "day", f"与第 {first[key]} 行是同一场（日期、开始、地点都相同），请只留一行。")
        first.setdefault(key, row.number)


def _check_row(sheet: Sheet, row: Row, *, today: date) -> None:
    if row["starts_at"] and row["ends_at"] and row["ends_at"] <= row["starts_at"]:
        sheet.error(row, "ends_at", "结束时间应晚于开始时间，请核对。")
    if row["status"] != Status.CLOSED:
        if row["units"]:
            sheet.warn(row, "units", "这一场没有开展，参加单位不作签到记录。")
        return
    if row["day"] > today:
        sheet.error(row, "day", "日期晚于今天，不能是“已开展”：请核对日期，或把状态改为“计划”。")
    if len(row["units"]) < 2:
        count = len(row["units"])
        sheet.warn(row, "units", f"已开展的联合接访应有两个以上单位参加，现有 {count} 个；仍计入次数，请核对。")


def _match(rows: Iterable[Row], sessions: Iterable[ReceptionSession]) -> dict[int, ReceptionSession]:
    """Row number → the session it speaks of. Rows that name a session's very hour choose first."""
    by_day: dict[date, list[ReceptionSession]] = defaultdict(list)
    for session in sessions:
        if session.day:
            by_day[session.day].append(session)
    found: dict[int, ReceptionSession] = {}
    for exact in (True, False):
        for row in rows:
            if row.number in found:
                continue
            fits = [session for session in by_day[row["day"]] if _fits(row, session, exact=exact)]
            if fits:
                found[row.number] = min(fits, key=lambda session: _differs(row, session))
                by_day[row["day"]].remove(found[row.number])
    return found


def _fits(row: Row, session: ReceptionSession, *, exact: bool) -> bool:
    if row["venue"] and fold(row["venue"]) != fold(session.venue):
        return False
    if exact:
        return row["starts_at"] is not None and row["starts_at"] == session.starts_at
    is_planned = session.status == Status.PLANNED
    return is_planned or row["starts_at"] is None or session.starts_at in (None, row["starts_at"])


def _differs(row: Row, session: ReceptionSession) -> tuple[bool, bool]:
    return (_stored_status(session) != row["status"], session.status == Status.PLANNED)


def _stored_status(session: ReceptionSession) -> str:
    return Status.CLOSED if session.is_held else session.status


def _completes(row: Row, session: ReceptionSession) -> bool:
    return session.status == Status.PLANNED and row["status"] != Status.PLANNED


def _compare(sheet: Sheet, row: Row, session: ReceptionSession) -> None:
    """Errors for cells that differ. An empty cell says nothing: a completed plan kept what the plan said."""
    stored = {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "duty_leader": session.duty_leader,
        "campaign": session.campaign.name if session.campaign else "",
        "note": session.note,
    }
    differing = [name for name, value in stored.items() if row[name] not in (None, "") and row[name] != value]
    if _stored_status(session) != row["status"]:
        differing.append("status")
    elif session.is_held and "units" in sheet.present:
        signed_in = {attendance.unit_id for attendance in session.attendances.all()}
        if signed_in != {unit.pk for unit in row["units"]}:
            differing.append("units")
    for name in differing:
        sheet.error(row, name, "这一场已在系统中，内容与本行不同：请改正本行，或在系统中更正后再导入。")


def _entry(sheet: Sheet, row: Row, *, session: ReceptionSession | None, lookups: Lookups) -> SessionEntry:
    session = session or ReceptionSession(area=lookups.area, venue=reference_data.VENUE, planned_on=row["day"])
    for name in ("starts_at", "ends_at", "venue", "duty_leader", "note"):
        if row[name] not in (None, ""):
            setattr(session, name, row[name])
    campaign = _campaign(sheet, row, lookups)
    session.campaign = campaign or session.campaign
    session.status = row["status"]
    is_held = row["status"] == Status.CLOSED
    if is_held:
        session.held_on = row["day"]
    return SessionEntry(session=session, units=row["units"] if is_held else ())


def _campaign(sheet: Sheet, row: Row, lookups: Lookups) -> Campaign | None:
    name = row["campaign"]
    if not name:
        return None
    if fold(name) not in lookups.campaigns:
        lookups.campaigns[fold(name)] = Campaign(area=lookups.area, name=name)
        sheet.warn(row, "campaign", f"系统中没有专项行动“{name}”，将新建。")
    return lookups.campaigns[fold(name)]
