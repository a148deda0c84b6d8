"""申请 that wait for the head: a later deadline, or a finished case to be taken up again.

依据：期限表“办理期限”（由主任批准延长，写明理由）；分期承诺未兑现、回访不满意，申请重新办理。
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.clocks import extend_clock, office_clock, refresh_due
from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.actions.messages import tell
from ledger.day_bounds import coming_faults, late_faults
from ledger.models import Case, Clock, Request
from ledger.selectors.oversight import waiting_request
from ledger.workflow import FINISHED, OPEN, Status
from office import trail
from office.models import User
from office.refusals import Refused, refuse_if

EXTENSION, REOPEN = Request.Kind.EXTENSION, Request.Kind.REOPEN
LONGEST = 300


@transaction.atomic
def ask_extension(
    *, case: Case, by: User, until: date | None, reason: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Request:  # fmt: skip
    """申请延期, by the responsible unit while it works on the case; one request waits at a time.

    Raises:
        Refused: case not 办理中, a request waits already, no reason, a day that is no later than the deadline.
    """
    relock(case, expected_version)
    require_on(case, by, "ask_extension")
    now = now or timezone.now()
    day, clock = event_day(on, now), office_clock(case)
    problems = _extension_faults(case, clock, until=until, on=day, now=now)
    if case.status != Status.IN_PROGRESS:
        problems.insert(0, f"案件 {case.number} 现在是“{case.get_status_display()}”，“办理中”的案件才能申请延期。")
    if waiting := waiting_request(case, EXTENSION):
        problems.append(f"已于 {waiting.on} 申请延期至 {waiting.until}，请等待主任决定。")
    refuse_if([*problems, *word_faults(reason, "申请延期的理由")])
    request = Request.objects.create(
        case=case, kind=EXTENSION, on=day, until=until, reason=reason.strip(), at=now, by=by
    )
    bump(case)
    tell(event="ask_extension", case=case, key=request.pk, by=by, now=now, due_on=until)
    trail.record("ask_extension", by=by, obj=case, now=now, number=case.number, until=until)
    return request


@transaction.atomic
def grant_extension(
    *, request: Request, by: User, until: date | None, note: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Request:  # fmt: skip
    """批准延期, to the day asked for or another one: the stored and the shown deadline move.

    Raises:
        Refused: decided already, case finished, no note, a day that is no later than the deadline.
    """
    case = relock(request.case, expected_version)
    require_on(case, by, "grant_extension")
    request.refresh_from_db()
    now = now or timezone.now()
    day, clock = event_day(on, now), office_clock(case)
    problems = [*_decided(request), *_extension_faults(case, clock, until=until, on=day, now=now)]
    refuse_if([*problems, *word_faults(note, "决定说明")])
    _extend(case, request, until=until, note=note, on=day, by=by, now=now, clock=clock)
    trail.record("grant_extension", by=by, obj=case, now=now, number=case.number, until=until)
    return request


@transaction.atomic
def refuse_extension(
    *, request: Request, by: User, note: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Request:  # fmt: skip
    """不批准延期: the deadline stays as it is. Also for a request that the case has outrun."""
    return _refuse(request, "refuse_extension", by=by, note=note, on=on, expected_version=expected_version, now=now)


@transaction.atomic
def extend(
    *, case: Case, by: User, until: date | None, reason: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Request:  # fmt: skip
    """延长期限 by the head without a request of the unit: asked and granted in one, so that every extension is listed.

    Raises:
        Refused: a request waits, no reason, a day that is no later than the deadline.
    """
    relock(case, expected_version)
    require_on(case, by, "extend")
    now = now or timezone.now()
    day, clock = event_day(on, now), office_clock(case)
    problems = _extension_faults(case, clock, until=until, on=day, now=now)
    if waiting_request(case, EXTENSION):
        problems.append("责任单位已申请延期，请在“批准延期”或“不批准延期”中决定。")
    refuse_if([*problems, *word_faults(reason, "延长期限的理由")])
    request = Request(case=case, kind=EXTENSION, on=day, until=until, reason=reason.strip(), at=now, by=by)
    _extend(case, request, until=until, note="主任直接延长", on=day, by=by, now=now, clock=clock)
    trail.record("extend", by=by, obj=case, now=now, number=case.number, until=until)
    return request


@transaction.atomic
def refuse_reopening(
    *, request: Request, by: User, note: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Request:  # fmt: skip
    """不同意重新办理: the case stays finished. To agree is `ledger.actions.completion.reopen`."""
    return _refuse(request, "refuse_reopening", by=by, note=note, on=on, expected_version=expected_version, now=now)


def write_reopen_request(case: Case, *, by: User | None, reason: str, on: date, now: datetime) -> Request | None:
    """申请重新办理 on a locked case; None if the case is not finished or a request waits already.

    The calling action bumps the case and writes the event; `by` None: the program asks.
    """
    if case.status not in FINISHED or waiting_request(case, REOPEN):
        return None
    request = Request.objects.create(case=case, kind=REOPEN, on=on, reason=reason[:LONGEST], at=now, by=by)
    tell(event="ask_reopening", case=case, key=request.pk, by=by, now=now)
    return request


def grant_waiting_reopening(case: Case, *, by: User, note: str, until: date | None, on: date, now: datetime) -> None:
    """What asked for the reopening that is just being done is answered by it. The calling action writes the event."""
    request = waiting_request(case, REOPEN)
    if request:
        request.granted_until = until
        _decide(request, granted=True, by=by, note=note[:LONGEST], on=on, now=now)


def word_faults(text: str, label: str, most: int = LONGEST) -> list[str]:
    """A sentence if nothing was written, or more than there is room for."""
    if not text.strip():
        return [f"请填写{label}。"]
    return [f"{label}最多 {most} 个字，请精简。"] if len(text.strip()) > most else []


def _refuse(
    request: Request, act: str, *, by: User, note: str, on: date | None, expected_version: int | None,
    now: datetime | None,
) -> Request:  # fmt: skip
    case = relock(request.case, expected_version)
    require_on(case, by, act)
    request.refresh_from_db()
    now = now or timezone.now()
    refuse_if([*_decided(request), *word_faults(note, "决定说明")])
    _decide(request, granted=False, by=by, note=note, on=event_day(on, now), now=now)
    bump(case)
    tell(event=act, case=case, key=request.pk, by=by, now=now)
    trail.record(act, by=by, obj=case, now=now, number=case.number)
    return request


def _extend(
    case: Case, request: Request, *, until: date | None, note: str, on: date, by: User, now: datetime,
    clock: Clock | None,
) -> None:  # fmt: skip
    if clock is None or until is None:
        raise Refused(_NO_CLOCK)
    reason = request.reason if request.pk is None else note.strip()
    extend_clock(clock=clock, until=until, on=on, by=by, now=now, reason=reason)
    refresh_due(case)
    request.granted_until = until
    _decide(request, granted=True, by=by, note=note, on=on, now=now)
    bump(case)
    tell(event="grant_extension", case=case, key=request.pk, by=by, now=now, due_on=until)


_NO_CLOCK = "案件没有在走的办理期限，请先交办。"


def _extension_faults(case: Case, clock: Clock | None, *, until: date | None, on: date, now: datetime) -> list[str]:
    problems = []
    if case.status not in OPEN:
        problems.append(f"案件 {case.number} 现在是“{case.get_status_display()}”，不再计算期限。")
    elif clock is None:
        problems.append(_NO_CLOCK)
    problems += coming_faults("日期", on, timezone.localdate(now))
    if until is None:
        problems.append("请填写延至的日期。")
    elif clock and until <= clock.due_on:
        problems.append(f"延至的日期 {until} 须晚于现在的办理期限 {clock.due_on}。")
    elif until < on:
        problems.append(f"延至的日期 {until} 早于 {on}。")
    return problems + late_faults("延至的日期", until)


def _decided(request: Request) -> list[str]:
    if request.granted is None:
        return []
    word = "同意" if request.granted else "不同意"
    return [f"{request.decided_by}已于 {request.decided_on} 决定：{word}。"]


def _decide(request: Request, *, granted: bool, by: User, note: str, on: date, now: datetime) -> None:
    request.granted, request.decision = granted, note.strip()
    request.decided_on, request.decided_at, request.decided_by = on, now, by
    request.save()
