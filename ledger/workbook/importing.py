"""Import of the history workbook: read, check and match outside any transaction, then one short write, or nothing."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ledger.actions.history import HistoryCase, record_history
from ledger.workbook.case_rows import build_cases
from ledger.workbook.claim_rows import ClaimRows, match_rows
from ledger.workbook.lookups import Lookups, load_lookups
from ledger.workbook.reading import COLUMNS, read_sheets
from ledger.workbook.session_rows import plan_sessions
from office import trail
from office.imports.preview import Judged, Preview, make_preview
from office.models import Area, Code, User
from office.refusals import Conflict
from office.roles import require
from office.sheets.findings import Findings
from office.sheets.reader import Cell, read_workbook
from office.sheets.rows import Watch
from office.uncollected import uncollected
from reception.actions.history import SessionEntry, make_ready

TRIES = 3
SHOWN_OF_SESSION = ("day", "starts_at", "venue", "status", "units")
SHOWN_OF_CLAIM = ("number", "received_on", "name", "project", "workers_count", "amount_yuan", "unit", "status")
Sheets = dict[str, list[list[Cell]]]


@dataclass
class ImportPlan:
    """What a workbook asks for, compared with what is stored."""

    sessions: list[SessionEntry]
    sessions_unchanged: int
    cases: list[HistoryCase]
    claims_unchanged: int
    findings: Findings
    payment_source: Code
    judged: list[Judged]

    @cached_property
    def preview(self) -> Preview:
        """What the pages show of it."""
        return make_preview(self.judged, self.findings)

    @property
    def claims(self) -> int:
        return sum(len(case.claims) for case in self.cases)


@dataclass
class ImportReport:
    """What was done; with errors nothing was."""

    sessions_created: int = 0
    sessions_unchanged: int = 0
    claims_created: int = 0
    claims_unchanged: int = 0
    findings: Findings = field(default_factory=Findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "sessions": {"created": self.sessions_created, "unchanged": self.sessions_unchanged},
            "claims": {"created": self.claims_created, "unchanged": self.claims_unchanged},
            "warnings": [found.as_json() for found in self.findings.warnings],
            "errors": [found.as_json() for found in self.findings.errors],
        }


def import_workbook(
    data: bytes, *, area: Area, by: User, dry_run: bool = False, watch: Watch = iter, now: datetime | None = None
) -> ImportReport:
    """Imports all rows or, if there is any error, none; a dry run does the same and takes it back.

    `watch` is handed each sheet's rows and yields them, to show how far the reading has come.

    Raises:
        BadWorkbook: the file cannot be read as a workbook.
        PermissionDenied: the account may not import, or not into this area.
        Conflict: others kept writing while the rows were compared.
    """
    _require(by, area)
    sheets = read_workbook(data)
    digest = hashlib.sha256(data).hexdigest()
    return import_sheets(sheets, area=area, by=by, sha256=digest, dry_run=dry_run, watch=watch, now=now)


def import_sheets(
    sheets: Sheets,
    *,
    area: Area,
    by: User,
    sha256: str,
    dry_run: bool = False,
    watch: Watch = iter,
    now: datetime | None = None,
) -> ImportReport:
    """As `import_workbook`, from cells that were read already; `sha256` is the file's, for the trail."""
    _require(by, area)
    now = now or timezone.now()
    with uncollected():
        return _checked_and_written(sheets, area=area, by=by, sha256=sha256, dry_run=dry_run, watch=watch, now=now)


def _checked_and_written(
    sheets: Sheets, *, area: Area, by: User, sha256: str, dry_run: bool, watch: Watch, now: datetime
) -> ImportReport:
    for attempt in range(1, TRIES + 1):
        seen = trail.last_number()
        plan = make_plan(sheets, load_lookups(area), today=timezone.localdate(now), watch=watch)
        if plan.findings.errors:
            # Rows compared while somebody wrote may differ from both the old and the new state: compare again.
            if trail.last_number() != seen and attempt < TRIES:
                continue
            return ImportReport(findings=plan.findings)
        try:
            _write(plan, area=area, by=by, sha256=sha256, seen=seen, dry_run=dry_run, now=now)
            break
        except Conflict:
            if attempt == TRIES:
                raise
    return ImportReport(len(plan.sessions), plan.sessions_unchanged, plan.claims, plan.claims_unchanged, plan.findings)


def make_plan(sheets: Sheets, lookups: Lookups, *, today: date, watch: Watch = iter) -> ImportPlan:
    """Checks every row and compares it with what is stored; reads only."""
    session_sheet, claim_sheet = read_sheets(sheets, lookups, watch=watch)
    findings = session_sheet.findings
    sessions = plan_sessions(session_sheet, lookups, today=today)
    rows = match_rows(claim_sheet, lookups, held=sessions.held, today=today)
    cases = build_cases(claim_sheet, rows, lookups)
    return ImportPlan(
        sessions=sessions.entries,
        sessions_unchanged=sessions.unchanged,
        cases=cases,
        claims_unchanged=len(rows.known),
        findings=findings.in_order(list(COLUMNS)),
        payment_source=lookups.code(Code.Kind.SOURCE, "other"),
        judged=[
            Judged(session_sheet, sessions.new, SHOWN_OF_SESSION, sessions.matched),
            Judged(claim_sheet, {row.number for row in rows.new}, SHOWN_OF_CLAIM, _matched(rows)),
        ],
    )


def _matched(rows: ClaimRows) -> dict[int, Any]:
    """By row number what it was matched with: the session it is tied to, the claim it is."""
    return {number: (session, rows.known.get(number)) for number, session in rows.sessions.items()}


def _require(by: User, area: Area) -> None:
    require(by, "import_ledger")
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")


def write_plan(plan: ImportPlan, *, area: Area, by: User, sha256: str, seen: int, now: datetime | None = None) -> None:
    """Stores a plan without errors; raises `Conflict` if somebody acted since the trail ended with `seen`."""
    record_history(
        area=area,
        by=by,
        sessions=plan.sessions,
        cases=plan.cases,
        source=plan.payment_source,
        sha256=sha256,
        seen=seen,
        now=now,
    )


def prepare_plan(plan: ImportPlan) -> None:
    """Encrypts and tokenises what a plan will store, before anything is locked; the rows as read are let go."""
    plan.judged.clear()
    make_ready(claim.entry for case in plan.cases for claim in case.claims)


def _write(plan: ImportPlan, *, area: Area, by: User, sha256: str, seen: int, dry_run: bool, now: datetime) -> None:
    if not plan.sessions and not plan.cases:
        return
    prepare_plan(plan)
    with transaction.atomic():
        write_plan(plan, area=area, by=by, sha256=sha256, seen=seen, now=now)
        transaction.set_rollback(dry_run)
