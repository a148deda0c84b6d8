"""The history workbook out again: the two sheets with all headings, so that what comes in elsewhere is the same.

Rows are read some hundreds at a time and written as they come. Void claims and duplicates stay behind: they count
nowhere, and the workbook has no word for them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ledger.actions.exports import purpose_faults
from ledger.resources import SESSION_STATES
from ledger.selectors.history import claim_cells, paid_by_claim
from ledger.workbook.problems import CLAIMS_SHEET, SESSIONS_SHEET
from ledger.workbook.reading import COLUMNS
from ledger.workflow import Outcome, Status
from office import trail
from office.models import Area, Code, Unit, User
from office.questions import AT_A_TIME, in_questions
from office.refusals import Refused
from office.roles import require
from office.sheets.columns import Column
from office.sheets.stream import Head, Shape, Table, stream
from reception.identity import without_numbers
from reception.identity_access import without_names
from reception.models import Claim, ReceptionSession

SHAPES = {"day": Shape.DAY, "yuan": Shape.YUAN, "count": Shape.WHOLE}
WIDTHS = {Shape.DAY: 12, Shape.YUAN: 16, Shape.WHOLE: 10}
PERSONAL = ("name", "id_number", "phone")
FREE_TEXT = ("demand", "note")
STATE_WORDS = {str(state): word for word, state in SESSION_STATES.items()}
STATUS_WORDS = {str(status.value): str(status.label) for status in Status}
OUTCOME_WORDS = {"": "", **{str(outcome.value): str(outcome.label) for outcome in Outcome}}


@dataclass(frozen=True)
class LedgerExport:
    """A workbook about to be written: how many rows of each sheet, and its bytes as they are asked for."""

    sessions: int
    claims: int
    pieces: Iterator[bytes]


@transaction.atomic
def export_ledger(
    *, area: Area, by: User, purpose: str, with_identity: bool = False, now: datetime | None = None
) -> LedgerExport:
    """Everything of an area. Without `with_identity` the personal cells are empty and free texts name nobody.

    Raises:
        PermissionDenied: the account may not export the ledger, or not of this area.
        Refused: no purpose that can be kept.
    """
    require(by, "export_ledger")
    if with_identity:
        require(by, "export_identity")
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    purpose = " ".join(purpose.split())
    if faults := purpose_faults(purpose):
        raise Refused(faults)
    sessions = [session for session in _sessions(area) if session.day]
    keys = list(_claims(area).order_by("pk").values_list("pk", flat=True))
    tables = [
        Table(SESSIONS_SHEET, _heads(SESSIONS_SHEET), map(_session_row, sessions)),
        Table(CLAIMS_SHEET, _heads(CLAIMS_SHEET), _claim_rows(keys, with_identity=with_identity)),
    ]
    trail.record(
        "export_ledger", by=by, obj=area, now=now or timezone.now(), purpose=purpose, sessions=len(sessions),
        rows=len(keys), with_identity=with_identity,
    )  # fmt: skip
    return LedgerExport(len(sessions), len(keys), stream(tables))


def _heads(sheet: str) -> list[Head]:
    return [_head(column) for column in COLUMNS[sheet].values()]


def _head(column: Column) -> Head:
    shape = SHAPES.get(column.widget.kind, Shape.TEXT)
    return Head(column.column_name, shape, max(WIDTHS.get(shape, 16), 2 * len(column.column_name) + 2))


def _sessions(area: Area) -> Iterator[ReceptionSession]:
    rows = ReceptionSession.objects.filter(area=area).select_related("campaign")
    return rows.prefetch_related("attendances__unit").order_by("held_on", "planned_on", "pk").iterator(AT_A_TIME)


def _session_row(session: ReceptionSession) -> list[Any]:
    units = sorted(
        (attendance.unit for attendance in session.attendances.all()), key=lambda unit: (unit.position, unit.pk)
    )
    cells = {
        "day": session.day,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "venue": session.venue,
        "status": STATE_WORDS[str(ReceptionSession.Status.CLOSED if session.is_held else session.status)],
        "units": "、".join(unit.short_name for unit in units) if session.is_held else "",
        "duty_leader": session.duty_leader,
        "campaign": session.campaign.name if session.campaign else "",
        "note": session.note,
    }
    return _row(SESSIONS_SHEET, cells)


def _claims(area: Area) -> Any:
    return Claim.objects.filter(area=area).live()


def _claim_rows(keys: list[int], *, with_identity: bool) -> Iterator[list[Any]]:
    for some in in_questions(keys):
        rows = Claim.objects.filter(pk__in=some).with_parties()
        claims = list(rows.select_related("caseclaim__case__responsible_unit", "session").order_by("pk"))
        paid = paid_by_claim(claims)
        for claim in claims:
            cells = claim_cells(claim, paid_yuan=paid.get(claim.pk)) | {
                # A row that came in with a number of its own is known by it, as its case is.
                "number": claim.original_number or claim.number,
                "starts_at": claim.session.starts_at if claim.session else None,
            }
            cells["status"], cells["outcome"] = STATUS_WORDS[cells["status"]], OUTCOME_WORDS[cells["outcome"]]
            yield _row(CLAIMS_SHEET, cells if with_identity else _without_identity(cells))


def _without_identity(cells: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: without_numbers(without_names(cells[name], filter(None, [cells["name"]]))) for name in FREE_TEXT}
    return {**cells, **texts, **dict.fromkeys(PERSONAL, "")}


def _row(sheet: str, cells: Mapping[str, Any]) -> list[Any]:
    return [_cell(cells[name]) for name in COLUMNS[sheet]]


def _cell(value: Any) -> Any:
    """The value as the workbook writes it and the import reads it."""
    if isinstance(value, Code):
        return value.label
    if isinstance(value, Unit):
        return value.short_name
    return f"{value:%H:%M}" if isinstance(value, time) else value
