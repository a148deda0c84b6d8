"""中止 and 恢复 of the office limit while arbitration, court or police decide.

依据：等待仲裁、法院、公安期间办理期限中止，另定下次核查日；statutory deadlines run on.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.clocks import pause_clocks, refresh_due, resume_clocks
from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.day_bounds import coming_faults
from ledger.models import Case
from ledger.workflow import Status
from office import trail
from office.models import User
from office.refusals import Refused, refuse_if
from office.roles import ACTS

PAUSABLE = (Status.ASSIGNED, Status.IN_PROGRESS)


@transaction.atomic
def pause_case(
    *, case: Case, by: User, reason: str, next_check_on: date | None, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Case:  # fmt: skip
    """中止计时: the case stands on the day of the next check until it is resumed.

    Raises:
        Refused: wrong state, no limit, paused or overdue already, no reason, no later day to check, a day to come.
    """
    now, day = _begin(case, by, "pause_clock", on, expected_version, now)
    _refuse_state(case, "pause_clock")
    if next_check_on is None:
        raise Refused("请填写下次核查日。")
    pause_clocks(case=case, on=day, next_check_on=next_check_on, by=by, now=now, reason=reason)
    refresh_due(case)
    bump(case)
    trail.record("pause_clock", by=by, obj=case, now=now, number=case.number, on=day, next_check_on=next_check_on)
    return case


@transaction.atomic
def resume_case(
    *, case: Case, by: User, on: date | None = None, expected_version: int | None = None, now: datetime | None = None
) -> Case:
    """恢复计时: the working days that were left at the pause are counted again, and the deadline moves.

    Raises:
        Refused: wrong state, nothing paused, a day to come or before the pause.
    """
    now, day = _begin(case, by, "resume_clock", on, expected_version, now)
    _refuse_state(case, "resume_clock")
    resume_clocks(case=case, on=day, by=by, now=now)
    refresh_due(case)
    bump(case)
    trail.record("resume_clock", by=by, obj=case, now=now, number=case.number, on=day, due_on=case.due_on)
    return case


def _begin(
    case: Case, by: User, act: str, on: date | None, expected_version: int | None, now: datetime | None
) -> tuple[datetime, date]:  # fmt: skip
    relock(case, expected_version)
    require_on(case, by, act)
    now = now or timezone.now()
    day = event_day(on, now)
    refuse_if(coming_faults("日期", day, timezone.localdate(now)))
    return now, day


def _refuse_state(case: Case, act: str) -> None:
    if case.status not in PAUSABLE:
        raise Refused(f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{ACTS[act][0]}。")
