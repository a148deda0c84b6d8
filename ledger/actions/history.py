"""record_history(): the only writer of states beside `move()`, for cases that were worked on before this program.

依据：实施方案六（三）建立台账；what was done on paper comes onto the ledger with its own dates, checked by the importer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.models import Case, CaseClaim, Payment, PaymentLine, Transition
from ledger.workflow import FINISHED, Status
from office import trail
from office.dataset import mark_real_unless_made_up
from office.models import Area, Code, TrailHead, Unit, User
from office.numbering import CASE, fill_numbers
from office.refusals import Conflict
from office.roles import require
from reception.actions.history import BATCH, ClaimEntry, SessionEntry, write_claims, write_sessions

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
    case: Case | None = None

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
    if seen is not None and last_event() != seen:
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
            _write_payments(cases, source=source, by=by, now=now)
    except IntegrityError as error:
        raise Conflict("导入期间有相同的编号或名称被他人登记，请重新导入。") from error
    trail.record(
        "import_ledger", by=by, obj=area, now=now, sessions=len(sessions), claims=len(claims), cases=len(cases),
        sha256=sha256,
    )  # fmt: skip


def last_event() -> int:
    """The number of the trail's last event: unchanged as long as nobody acted."""
    head = TrailHead.objects.first()
    return head.number if head else 0


def _write_cases(cases: Sequence[HistoryCase], *, area: Area, by: User, now: datetime) -> None:
    in_order = sorted(cases, key=lambda row: row.opened_on)
    numbers = fill_numbers(CASE, area=area, wanted=[(row.number, row.opened_on.year) for row in in_order])
    for row, number in zip(in_order, numbers, strict=True):
        row.case = _case(row, number, area=area, by=by, now=now)
    Case.objects.bulk_create([row.case for row in cases if row.case], batch_size=BATCH)
    CaseClaim.objects.bulk_create(
        [
            CaseClaim(
                case=row.case,
                claim=claim.entry.claim,
                verified_amount_yuan=claim.verified_amount_yuan,
                outcome=claim.outcome,
                outcome_on=claim.outcome_on,
                outcome_at=now if claim.outcome else None,
                outcome_by=by if claim.outcome else None,
            )
            for row in cases
            for claim in row.claims
        ],
        batch_size=BATCH,
    )


def _case(row: HistoryCase, number: str, *, area: Area, by: User, now: datetime) -> Case:
    is_finished, is_struck_off = row.status in FINISHED, row.status == Status.STRUCK_OFF
    return Case(
        area=area,
        number=number,
        original_number=row.original_number,
        origin=Case.Origin.HISTORY,
        status=row.status,
        opened_on=row.opened_on,
        opened_at=now,
        opened_by=by,
        responsible_unit=row.unit,
        responsible_officer=row.officer,
        officer_name=row.officer_name,
        due_on=row.due_on,
        completed_on=row.completed_on,
        completed_at=now if is_finished else None,
        completed_by=by if is_finished else None,
        struck_off_on=row.struck_off_on,
        struck_off_at=now if is_struck_off else None,
        struck_off_by=by if is_struck_off else None,
    )


def _write_steps(cases: Iterable[HistoryCase], *, by: User, now: datetime) -> None:
    steps = [Transition(at=now, by=by, **step) for row in cases for step in _steps(row)]
    Transition.objects.bulk_create(steps, batch_size=BATCH)


def _steps(row: HistoryCase) -> Iterable[dict[str, object]]:
    """One row that says where the case came from; for a finished one also what the monthly table counts."""
    reached = Status.UNDER_REVIEW if row.status in FINISHED else row.status
    yield {"case": row.case, "move": "history", "to_status": reached, "on": row.opened_on}
    if row.status not in FINISHED:
        return
    step = {"case": row.case, "on": row.completed_on}
    yield {**step, "move": "complete", "from_status": reached, "to_status": Status.COMPLETED}
    for claim in row.claims:
        yield {
            "case": row.case,
            "claim": claim.entry.claim,
            "move": "conclude",
            "from_status": Status.COMPLETED,
            "to_status": Status.COMPLETED,
            "outcome": claim.outcome,
            "on": claim.outcome_on,
        }
    if row.status == Status.STRUCK_OFF:
        step = {"case": row.case, "on": row.struck_off_on}
        yield {**step, "move": "strike_off", "from_status": Status.COMPLETED, "to_status": Status.STRUCK_OFF}


def _write_payments(cases: Iterable[HistoryCase], *, source: Code, by: User, now: datetime) -> None:
    """One payment and one line per claim, on the day of its outcome, else of its receipt: history names no other."""
    lines = []
    for row in cases:
        for claim in row.claims:
            if not claim.paid_yuan:
                continue
            payment = Payment(
                case=row.case,
                on=claim.outcome_on or claim.entry.received_on,
                amount_yuan=claim.paid_yuan,
                source=source,
                note=PAYMENT_NOTE,
                at=now,
                by=by,
            )
            lines.append(PaymentLine(payment=payment, claim=claim.entry.claim, amount_yuan=claim.paid_yuan))
    Payment.objects.bulk_create([line.payment for line in lines], batch_size=BATCH)
    PaymentLine.objects.bulk_create(lines, batch_size=BATCH)
