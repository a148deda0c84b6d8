"""Handing a case to its unit: assign, sign for, give back.

依据：实施方案六（三）“明确责任单位、责任人员、办理期限”；退回异议：信访工作条例第二十三条。
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.clocks import close_clocks, office_clock, open_clocks, refresh_due, set_clock, start_clock
from ledger.actions.guard import event_day, lock_cases, relock
from ledger.actions.move import missing_fields, move
from ledger.day_bounds import late_faults
from ledger.models import Case, Clock
from ledger.reference_data import MISROUTE_OBJECTION, OFFICE_LIMIT
from ledger.selectors.deadlines import return_limit_on
from ledger.selectors.routes import Routes, departures, routes_for, taken_from
from ledger.workflow import MOVES, Status
from office import trail
from office.models import Unit, User
from office.refusals import Refused
from office.roles import require
from office.selectors import calendar
from office.workdays import Calendar

NO_UNIT = {
    "responsible_unit": None,
    "responsible_officer": None,
    "officer_name": "",
    "due_on": None,
    "assigned_on": None,
    "return_asked_on": None,
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """Who shall do it until when. The officer is an account of the unit, or a name."""

    unit: Unit | None
    officer: User | None
    officer_name: str
    due_on: date | None
    assisting: tuple[Unit, ...]

    @property
    def changes(self) -> dict[str, object]:
        name = self.officer_name.strip() or (str(self.officer) if self.officer else "")
        return {
            "responsible_unit": self.unit,
            "responsible_officer": self.officer,
            "officer_name": name,
            "due_on": self.due_on,
            "signed_for_on": None,
            "return_asked_on": None,
        }

    @property
    def data(self) -> dict[str, object]:
        """What the Transition keeps, so that earlier assignments can be read later."""
        return {
            "unit": str(self.unit or ""),
            "officer": self.changes["officer_name"],
            "due_on": self.due_on.isoformat() if self.due_on else "",
            "assisting": [str(unit) for unit in self.assisting],
        }


@transaction.atomic
def assign(
    *,
    case: Case,
    by: User,
    unit: Unit | None,
    officer: User | None = None,
    officer_name: str = "",
    due_on: date | None,
    assisting: Sequence[Unit] = (),
    on: date | None = None,
    note: str = "",
    expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:
    """交办, also to another unit: the case waits for signature again, and what is left of its deadline stays.

    Raises:
        Refused: unit, officer or deadline missing or not fitting; no note when the unit or the deadline changes,
            or when the first unit is another than the one suggested.
    """
    now = now or timezone.now()
    order = Order(unit=unit, officer=officer, officer_name=officer_name, due_on=due_on, assisting=tuple(assisting))
    _assign(
        case, order, by=by, on=event_day(on, now), note=note, expected_version=expected_version, now=now,
        holidays=calendar(), routes=routes_for(case.area_id),
    )  # fmt: skip
    trail.record("assign", by=by, obj=case, now=now, number=case.number, unit=str(unit), due_on=due_on)
    return case


@transaction.atomic
def assign_many(
    *,
    cases: Sequence[Case],
    by: User,
    unit: Unit | None,
    officer: User | None = None,
    officer_name: str = "",
    due_on: date | None,
    assisting: Sequence[Unit] = (),
    on: date | None = None,
    note: str = "",
    now: datetime | None = None,
) -> list[Case]:
    """The cases of one session at once: all or none, each problem with its case number. One event names them all.

    Raises:
        Refused: what is missing for all is said once, what is wrong with one case with its number.
    """
    require(by, "assign")
    now = now or timezone.now()
    day = event_day(on, now)
    order = Order(unit=unit, officer=officer, officer_name=officer_name, due_on=due_on, assisting=tuple(assisting))
    problems = [*missing_fields(MOVES["assign"], order.changes, note), *misfits(order)]
    if not cases:
        problems.append("没有选择要交办的案件。")
    if problems:
        raise Refused(problems)
    holidays, routes = calendar(), {area: routes_for(area) for area in {case.area_id for case in cases}}
    for case in lock_cases(*cases):
        try:
            _assign(
                case, order, by=by, on=day, note=note, expected_version=None, now=now, holidays=holidays,
                routes=routes[case.area_id],
            )  # fmt: skip
        except Refused as refused:
            problems += [f"{case.number}：{sentence}" for sentence in refused.missing]
    if problems:
        raise Refused(problems)
    numbers = [case.number for case in cases]
    trail.record("assign", by=by, now=now, numbers=numbers, unit=str(unit), due_on=due_on)
    return list(cases)


@transaction.atomic
def sign_for(
    *, case: Case, by: User, on: date | None = None, note: str = "", expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """签收: the unit has the case; a request to give it back is thereby withdrawn, and it may no longer object."""
    now = now or timezone.now()
    move(
        case=case, name="sign_for", by=by, on=on, note=note, changes={"return_asked_on": None},
        expected_version=expected_version, now=now,
    )  # fmt: skip
    _no_more_objection(case, on=event_day(on, now), by=by, now=now, reason="已签收")
    trail.record("sign_for", by=by, obj=case, now=now, number=case.number)
    return case


@transaction.atomic
def ask_return(
    *, case: Case, by: User, reason: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """申请退回, within five working days of the assignment; the state stays until the head decides.

    依据：信访工作条例第二十三条（五个工作日内提出异议）。
    """
    relock(case, expected_version)
    now = now or timezone.now()
    late, limit = [], _objection_ends_on(case)
    if limit and event_day(on, now) > limit:
        late.append(f"申请退回的期限是 {limit}（交办后 5 个工作日），已经超过。")
    if case.return_asked_on:
        late.append(f"已于 {case.return_asked_on} 申请退回，请等待主任决定。")
    move(case=case, name="ask_return", by=by, on=on, note=reason, also_missing=late, now=now)
    trail.record("ask_return", by=by, obj=case, now=now, number=case.number)
    return case


@transaction.atomic
def accept_return(
    *, case: Case, by: User, reason: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """同意退回: back to 已登记, without unit, officer and deadline, to be assigned anew."""
    relock(case, expected_version)
    now = now or timezone.now()
    kept = {"unit": str(case.responsible_unit or ""), "due_on": str(case.due_on or "")}
    move(
        case=case, name="accept_return", by=by, on=on, note=reason, changes=NO_UNIT, data=kept,
        also_missing=_not_asked(case), now=now,
    )  # fmt: skip
    case.assisting_units.clear()
    ended = (OFFICE_LIMIT, MISROUTE_OBJECTION)
    close_clocks(case=case, on=event_day(on, now), by=by, now=now, codes=ended, reason="同意退回")
    refresh_due(case)
    trail.record("accept_return", by=by, obj=case, now=now, number=case.number)
    return case


@transaction.atomic
def refuse_return(
    *, case: Case, by: User, reason: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """不同意退回: the unit keeps the case and its deadline."""
    relock(case, expected_version)
    move(
        case=case, name="refuse_return", by=by, on=on, note=reason, changes={"return_asked_on": None},
        also_missing=_not_asked(case), now=now,
    )  # fmt: skip
    trail.record("refuse_return", by=by, obj=case, now=now, number=case.number)
    return case


def _assign(
    case: Case, order: Order, *, by: User, on: date, note: str, expected_version: int | None, now: datetime,
    holidays: Calendar, routes: Routes,
) -> None:  # fmt: skip
    relock(case, expected_version)
    limit, is_first = office_clock(case), case.status == Status.REGISTERED
    problems = [*_wrong_limit(order, on, limit), *misfits(order), *foreign_units(case, order)]
    if case.responsible_unit_id and order.unit and case.responsible_unit_id != order.unit.pk and not note.strip():
        problems.append(f"由{case.responsible_unit}改交{order.unit}，请写明原因。")
    if order.unit and not case.responsible_unit_id and not note.strip():
        problems += departures(case, order.unit, routes)
    if limit and not is_first and order.due_on not in (None, limit.due_on) and not note.strip():
        problems.append(f"办理期限由 {limit.due_on} 改为 {order.due_on}，请写明原因。")
    move(
        case=case, name="assign", by=by, on=on, note=note, changes=order.changes,
        data=order.data | taken_from(case, order.unit), also_missing=problems, now=now,
    )  # fmt: skip
    case.assisting_units.set(order.assisting)
    _no_more_objection(case, on=on, by=by, now=now, reason="重新交办")
    start_clock(
        case=case, code=MISROUTE_OBJECTION, started_on=on, by=by, now=now, reason="交办", with_calendar=holidays
    )
    _set_limit(case, order, limit, by=by, on=on, note=note, now=now, holidays=holidays)
    refresh_due(case)


def _set_limit(
    case: Case, order: Order, limit: Clock | None, *, by: User, on: date, note: str, now: datetime, holidays: Calendar
) -> None:
    """A limit that runs already is kept, or moved with its reason; taking a case over never begins it anew."""
    if order.due_on is None:
        return
    if limit is not None:
        set_clock(clock=limit, due_on=order.due_on, on=on, by=by, now=now, reason=note or "交办时确定")
        return
    start_clock(
        case=case, code=OFFICE_LIMIT, started_on=on, due_on=order.due_on, by=by, now=now, reason="交办",
        with_calendar=holidays,
    )  # fmt: skip


def _objection_ends_on(case: Case) -> date | None:
    """The last day for 申请退回."""
    running = [clock.due_on for clock in open_clocks(case) if clock.rule.code == MISROUTE_OBJECTION]
    return running[0] if running else case.assigned_on and return_limit_on(case.assigned_on)


def _no_more_objection(case: Case, *, on: date, by: User, now: datetime, reason: str) -> None:
    close_clocks(case=case, on=on, by=by, now=now, codes=(MISROUTE_OBJECTION,), reason=reason)


def _wrong_limit(order: Order, on: date, limit: Clock | None) -> list[str]:
    """A deadline given now does not lie in the past; one that ran out already may stay as it is."""
    is_new = limit is None or order.due_on != limit.due_on
    return [f"办理期限 {order.due_on} 早于交办日期 {on}。"] if order.due_on and order.due_on < on and is_new else []


def misfits(order: Order) -> list[str]:
    """What is wrong with the order itself, whichever case it is for."""
    problems = late_faults("办理期限", order.due_on)
    if order.unit and not order.unit.is_active:
        problems.append(f"{order.unit}已停用，请选择其他责任单位。")
    if order.officer and order.unit and (order.officer.unit_id != order.unit.pk or not order.officer.is_active):
        problems.append(f"{order.officer}不是{order.unit}的在用账号，请另选责任人员或只填姓名。")
    if order.unit and order.unit in order.assisting:
        problems.append(f"{order.unit}是责任单位，不必再列为协办单位。")
    return problems


def foreign_units(case: Case, order: Order) -> list[str]:
    """Units of the order that are no member units of the case's area."""
    units = [unit for unit in (order.unit, *order.assisting) if unit and unit.area_id != case.area_id]
    return [f"{unit}不是本区划的成员单位。" for unit in units]


def _not_asked(case: Case) -> list[str]:
    return [] if case.return_asked_on else ["责任单位没有申请退回。"]
