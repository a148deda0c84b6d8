"""record_history(): the only writer of states beside `move()`, for cases that were worked on before this program.

依据：实施方案六（三）建立台账；what was done on paper comes onto the ledger with its own dates, checked by the importer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.actions.clocks import rule_on
from ledger.actions.project_keys import note_projects
from ledger.models import Case, CaseClaim, Clock, ClockChange, Payment, PaymentLine, Transition
from ledger.reference_data import OFFICE_LIMIT
from ledger.workflow import FINISHED, OPEN, Status
from office import trail
from office.bulk import column, insert_columns
from office.dataset import mark_real_unless_made_up
from office.models import Area, Code, Unit, User
from office.numbering import CASE, fill_numbers
from office.refusals import Conflict
from office.roles import require
from reception.actions.history import ClaimEntry, SessionEntry, write_claims, write_sessions

_PLAIN = (
    "original_number", "status", "opened_on", "officer_name", "due_on", "completed_on", "struck_off_on",
)  # fmt: skip
PAYMENT_NOTE = "历史导入，支付日期和凭证以原台账为准"


@dataclass(eq=False)
class HistoryClaim:
    """One claim and how it ended; amounts in yuan, None where nothing is known."""

    entry: ClaimEntry
    verified_amount_yuan: Decimal | None
    outcome: str
    outcome_on: date | None
    paid_yuan: Decimal | None


@dataclass(eq=False)
class HistoryCase:
    """One case with its claims. `number` is empty where one is to be given."""

    number: str
    original_number: str
    status: Status
    unit: Unit | None
    officer: User | None
    officer_name: str
    due_on: date | None
    struck_off_on: date | None
    claims: list[HistoryClaim]
    case_id: int | None = None

    @property
    def opened_on(self) -> date:
        return min(row.entry.received_on for row in self.claims)

    @property
    def completed_on(self) -> date | None:
        days = [row.outcome_on for row in self.claims if row.outcome_on]
        return max(days) if self.status in FINISHED else None


@transaction.atomic
def record_history(
    *,
    area: Area,
    by: User,
    sessions: Sequence[SessionEntry],
    cases: Sequence[HistoryCase],
    source: Code,
    sha256: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> None:
    """Stores checked history in bulk: sessions, claims, cases, steps, payments, numbers and one event.

    `source` is the 资金渠道 of the payments, `sha256` the file's. `seen` is the trail's last number when the history
    was compared with what is stored.

    Raises:
        PermissionDenied: the account may not import, or not into this area.
        Conflict: something was written since `seen`, or at the same instant: compare again.
    """
    require(by, "import_ledger")
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    now = now or timezone.now()
    Area.objects.select_for_update().get(pk=area.pk)
    if seen is not None and trail.last_number() != seen:
        raise Conflict("导入期间数据被他人修改，请重新导入。")
    mark_real_unless_made_up()
    claims = [row.entry for case in cases for row in case.claims]
    claims.sort(key=lambda entry: entry.received_on)
    try:
        with transaction.atomic():
            write_sessions(sessions, by=by, now=now)
            write_claims(claims, area=area, by=by, now=now)
            _write_cases(cases, area=area, by=by, now=now)
            _write_steps(cases, by=by, now=now)
            _write_clocks(cases, by=by, now=now)
            _write_payments(cases, source=source, by=by, now=now)
            note_projects(area_id=area.pk)
    except IntegrityError as error:
        raise Conflict("导入期间有相同的编号或名称被他人登记，请重新导入。") from error
    trail.record(
        "import_ledger", by=by, obj=area, now=now, sessions=len(sessions), claims=len(claims), cases=len(cases),
        sha256=sha256,
    )  # fmt: skip


def _write_cases(cases: Sequence[HistoryCase], *, area: Area, by: User, now: datetime) -> None:
    in_order = sorted(cases, key=lambda row: row.opened_on)
    finished = [row.status in FINISHED for row in in_order]
    struck_off = [row.status == Status.STRUCK_OFF for row in in_order]
    ids = insert_columns(
        Case,
        len(in_order),
        area_id=area.pk,
        number=fill_numbers(CASE, area=area, wanted=[(row.number, row.opened_on.year) for row in in_order]),
        origin=Case.Origin.HISTORY,
        opened_at=now,
        opened_by_id=by.pk,
        responsible_unit_id=[row.unit.pk if row.unit else None for row in in_order],
        responsible_officer_id=[row.officer.pk if row.officer else None for row in in_order],
        completed_at=[now if yes else None for yes in finished],
        completed_by_id=[by.pk if yes else None for yes in finished],
        struck_off_at=[now if yes else None for yes in struck_off],
        struck_off_by_id=[by.pk if yes else None for yes in struck_off],
        **{name: column(in_order, name) for name in _PLAIN},
    )
    for row, pk in zip(in_order, ids, strict=True):
        row.case_id = pk
    _put_claims_on(in_order, by=by, now=now)


def _put_claims_on(cases: Sequence[HistoryCase], *, by: User, now: datetime) -> None:
    rows = [(case.case_id, claim) for case in cases for claim in case.claims]
    claims = [claim for _case_id, claim in rows]
    insert_columns(
        CaseClaim,
        len(rows),
        case_id=[case_id for case_id, _claim in rows],
        claim_id=[claim.entry.claim_id for claim in claims],
        outcome_at=[now if claim.outcome else None for claim in claims],
        outcome_by_id=[by.pk if claim.outcome else None for claim in claims],
        **{name: column(claims, name) for name in ("verified_amount_yuan", "outcome", "outcome_on")},
    )


def _write_steps(cases: Iterable[HistoryCase], *, by: User, now: datetime) -> None:
    steps = [step for row in cases for step in _steps(row)]
    columns = {name: column(steps, name) for name in _Step._fields}
    insert_columns(Transition, len(steps), at=now, by_id=by.pk, **columns)


class _Step(NamedTuple):
    """One row of the case's course."""

    case_id: int | None
    move: str
    on: date | None
    from_status: str
    to_status: str
    claim_id: int | None = None
    outcome: str = ""


def _steps(row: HistoryCase) -> Iterator[_Step]:
    """One row that says where the case came from; for a finished one also what the monthly table counts."""
    reached = Status.UNDER_REVIEW if row.status in FINISHED else row.status
    yield _Step(row.case_id, "history", row.opened_on, "", reached)
    if row.status not in FINISHED:
        return
    done = Status.COMPLETED
    yield _Step(row.case_id, "complete", row.completed_on, reached, done)
    for claim in row.claims:
        yield _Step(row.case_id, "conclude", claim.outcome_on, done, done, claim.entry.claim_id, claim.outcome)
    if row.status == Status.STRUCK_OFF:
        yield _Step(row.case_id, "strike_off", row.struck_off_on, done, Status.STRUCK_OFF)


def _write_clocks(cases: Iterable[HistoryCase], *, by: User, now: datetime) -> None:
    """An open case with a deadline runs on it: a fixed date, since nobody knows how it was found."""
    dated = [(row, row.due_on) for row in cases if row.status in OPEN and row.due_on]
    rule = rule_on(OFFICE_LIMIT, timezone.localdate(now)) if dated else None
    if rule is None:
        return
    starts, ends = [min(row.opened_on, day) for row, day in dated], [day for _row, day in dated]
    cases_of = [row.case_id for row, _day in dated]
    clocks = insert_columns(Clock, len(dated), case_id=cases_of, rule_id=rule.pk, started_on=starts, due_on=ends)
    insert_columns(
        ClockChange, len(dated), clock_id=clocks, kind=ClockChange.Kind.START, on=starts, after=ends, at=now,
        by_id=by.pk, reason="历史导入",
    )  # fmt: skip


def _write_payments(cases: Iterable[HistoryCase], *, source: Code, by: User, now: datetime) -> None:
    """One payment and one line per claim, on the day of its outcome, else of its receipt: history names no other.

    Only a roll of one says whose money it was; for several workers the line has none.
    """
    rows = [(case.case_id, claim) for case in cases for claim in case.claims if claim.paid_yuan]
    paid = [claim.paid_yuan for _case_id, claim in rows]
    payments = insert_columns(
        Payment,
        len(rows),
        case_id=[case_id for case_id, _claim in rows],
        on=[claim.outcome_on or claim.entry.received_on for _case_id, claim in rows],
        amount_yuan=paid,
        source_id=source.pk,
        note=PAYMENT_NOTE,
        at=now,
        by_id=by.pk,
    )
    entries = [claim.entry for _case_id, claim in rows]
    whose = {name: column(entries, name) for name in ("claim_id", "worker_id")}
    insert_columns(PaymentLine, len(rows), payment_id=payments, amount_yuan=paid, **whose)
