"""Rows of sessions, claims and events as the actions leave them, with any day and instant a test wants."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from ledger.models import Case, CaseClaim, Transition
from office.models import Area, Code, Unit, User
from reception.models import Attendance, Claim, Petitioner, ReceptionSession, Worker
from tests import factories

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
ENTERED = datetime(2021, 4, 1, tzinfo=UTC)
# Far above the numbers that the counter gives out in the same test.
_numbers = count(5001)


def entry_clerk() -> User:
    return User.objects.filter(username="rows").first() or factories.user("clerk", username="rows")


def held_session(
    day: date,
    *,
    area: Area | None = None,
    units: tuple[str, ...] = ("人社", "住建"),
    at: datetime = ENTERED,
    by: User | None = None,
) -> ReceptionSession:
    """A session that was held and closed."""
    area, by = area or factories.area(), by or entry_clerk()
    session = ReceptionSession.objects.create(
        area=area, status="closed", planned_on=day, held_on=day, venue="一楼服务大厅", opened_at=at, opened_by=by, closed_at=at,
        closed_by=by,
    )  # fmt: skip
    for name in units:
        unit = Unit.objects.get_or_create(
            area=area, short_name=name, defaults={"name": name, "is_lead": name == "人社"}
        )[0]
        Attendance.objects.create(session=session, unit=unit, signed_in_at=at, signed_in_by=by)
    return session


def claim(session: ReceptionSession | None, *, by: User | None = None, at: datetime = ENTERED, **fields) -> Claim:
    """A claim on its case; without a session, on the day given as `received_on`."""
    area, by = fields.pop("area", None) or (session.area if session else factories.area()), by or entry_clerk()
    number = next(_numbers)
    fields.setdefault("received_on", session.held_on if session else None)
    fields.setdefault("workers_count", 1)
    fields.setdefault("amount_yuan", Decimal("1000.00"))
    claim = Claim.objects.create(
        area=area, number=f"J{area.code}-2021-{number:04}", session=session, registered_at=at, registered_by=by,
        channel=Code.objects.get(kind="channel", key="session" if session else "daily"),
        petitioner=Petitioner.objects.create(name=fields.pop("name", f"张小{number}")), **fields,
    )  # fmt: skip
    case = Case.objects.create(
        area=area, number=f"A{area.code}-2021-{number:04}", opened_on=claim.received_on, opened_at=at, opened_by=by
    )
    CaseClaim.objects.create(case=case, claim=claim)
    return claim


def conclude(claim: Claim, on: date, outcome: str = "paid", *, at: datetime | None = None) -> Transition:
    return _event(claim, "conclude", on, outcome, at)


def resume(claim: Claim, on: date, outcome: str = "paid", *, at: datetime | None = None) -> Transition:
    return _event(claim, "resume", on, outcome, at)


def roll(claim: Claim, *id_numbers: str) -> None:
    for position, id_number in enumerate(id_numbers, start=1):
        Worker.objects.create(claim=claim, position=position, name=f"工人{position}", id_number=id_number)


def void(claim: Claim, *, at: datetime = ENTERED + timedelta(days=1)) -> None:
    claim.voided_at, claim.voided_by, claim.void_reason = at, claim.registered_by, "重复录入"
    claim.save()


def merge(claim: Claim, into: Claim, *, at: datetime = ENTERED + timedelta(days=1)) -> None:
    claim.merged_at, claim.merged_by, claim.merged_into = at, claim.registered_by, into
    claim.save()


def _event(claim: Claim, move: str, on: date, outcome: str, at: datetime | None) -> Transition:
    return Transition.objects.create(
        case=claim.caseclaim.case, claim=claim, move=move, from_status="completed", to_status="completed", on=on,
        at=at or ENTERED, by=claim.registered_by, outcome=outcome,
    )  # fmt: skip
