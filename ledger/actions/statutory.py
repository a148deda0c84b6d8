"""法定期限 beside the office limit: begun by hand on the day their trigger happened, extended by what the law allows, ended.

依据：each deadline's own clause stands in its rule (`ledger.reference_data`).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.clocks import close_clock, extend_clock, open_clocks, refresh_due, rule_on, start_clock
from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.day_bounds import coming_faults, late_faults
from ledger.models import Case, Clock, ClockRule
from ledger.reference_data import OF_THE_OFFICE
from ledger.selectors.clocks import longest
from ledger.workflow import OPEN, Status
from office import trail
from office.models import User
from office.refusals import Refused, refuse_if
from office.roles import ACTS, Role

LONGEST = 300


@transaction.atomic
def start_statutory(
    *, case: Case, by: User, code: str, started_on: date | None = None, due_on: date | None = None, reason: str,
    expected_version: int | None = None, now: datetime | None = None,
) -> Clock:  # fmt: skip
    """登记法定期限 from the day its trigger happened; one that was laid down by a paper takes the date on that paper.

    Raises:
        Refused: case finished, no such rule on that day, runs already, no reason, a start to come, a date where the
            rule gives the length or none where it does not.
    """
    now = now or timezone.now()
    _begin(case, by, "start_statutory", expected_version)
    day = event_day(started_on, now)
    rule = None if code in OF_THE_OFFICE else rule_on(code, day)
    if rule is None:
        raise Refused(f"{day} 没有可用的这种法定期限，请核对起算日。")
    problems = [*_faults(reason), *_future(day, now, "起算日"), *_wrong_date(rule, due_on, day)]
    if any(clock.rule.code == code for clock in open_clocks(case)):
        problems.append(f"案件 {case.number} 的“{rule}”正在计时，不必重复登记。")
    refuse_if(problems)
    clock = start_clock(case=case, code=code, started_on=day, due_on=due_on, by=by, now=now, reason=reason)
    if clock is None:
        raise Refused(f"{day} 没有可用的这种法定期限，请核对起算日。")
    _finish("start_statutory", case, clock, by=by, now=now)
    return clock


@transaction.atomic
def extend_statutory(
    *, case: Case, by: User, clock: Clock, until: date, reason: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Clock:  # fmt: skip
    """延长法定期限, by no more than its rule allows, counted from its own start.

    依据：e.g. 劳动保障监察条例第十七条（经负责人批准可以延长三十个工作日）.

    Raises:
        Refused: case finished, closed, may not be extended, no reason, no later day, further than the rule allows.
    """
    now = now or timezone.now()
    _begin(case, by, "extend_statutory", expected_version)
    running = _running(case, clock)
    problems, most = _faults(reason), longest(running)
    if most is None:
        problems.append(f"“{running.rule}”不得延长。")
    elif until > most:
        problems.append(f"“{running.rule}”最多延长到 {most}。")
    if until <= running.due_on:
        problems.append(f"延长后的日期 {until} 应当晚于原来的 {running.due_on}。")
    refuse_if(problems)
    extend_clock(clock=running, until=until, on=event_day(on, now), by=by, now=now, reason=reason)
    _finish("extend_statutory", case, running, by=by, now=now)
    return running


@transaction.atomic
def close_statutory(
    *, case: Case, by: User, clock: Clock, reason: str, on: date | None = None, expected_version: int | None = None,
    now: datetime | None = None,
) -> Clock:  # fmt: skip
    """法定期限办结: what it asked for was done on that day.

    Raises:
        Refused: case finished, closed already, no reason, a day to come or before its start.
    """
    now = now or timezone.now()
    _begin(case, by, "close_statutory", expected_version)
    running, day = _running(case, clock), event_day(on, now)
    problems = [*_faults(reason), *_future(day, now, "办结日期")]
    if day < running.started_on:
        problems.append(f"办结日期 {day} 早于起算日 {running.started_on}。")
    refuse_if(problems)
    close_clock(clock=running, on=day, by=by, now=now, reason=reason)
    _finish("close_statutory", case, running, by=by, now=now)
    return running


def _begin(case: Case, by: User, act: str, expected_version: int | None) -> None:
    relock(case, expected_version)
    require_on(case, by, act)
    if case.status not in OPEN:
        raise Refused(f"案件 {case.number} 现在是“{case.get_status_display()}”，不能{ACTS[act][0]}。")
    if case.status == Status.UNDER_REVIEW and Role.HEAD not in by.role_set:
        raise Refused(f"案件 {case.number} 待审核，由主任{ACTS[act][0]}，或先退回补办。")


def _running(case: Case, clock: Clock) -> Clock:
    """The clock as it is now, on this case."""
    for running in open_clocks(case):
        if running.pk == clock.pk and running.rule.code not in OF_THE_OFFICE:
            return running
    raise Refused("这个法定期限已经结束，或不在这个案件中，请刷新页面。")


def _finish(act: str, case: Case, clock: Clock, *, by: User, now: datetime) -> None:
    refresh_due(case)
    bump(case)
    trail.record(act, by=by, obj=case, now=now, number=case.number, deadline=str(clock.rule), due_on=clock.due_on)


def _wrong_date(rule: ClockRule, due_on: date | None, started_on: date) -> list[str]:
    if rule.day_unit == ClockRule.DayUnit.DATE:
        if due_on is None:
            return [f"“{rule}”的到期日由文书确定，请填写到期日。"]
        early = [f"到期日 {due_on} 早于起算日 {started_on}。"] if due_on < started_on else []
        return early + late_faults("到期日", due_on)
    return [f"“{rule}”的到期日按规定推算，不必填写到期日。"] if due_on else []


def _faults(reason: str) -> list[str]:
    if not reason.strip():
        return ["请写明事由或文号。"]
    return [f"事由最多 {LONGEST} 个字，请精简。"] if len(reason.strip()) > LONGEST else []


def _future(day: date, now: datetime, label: str) -> list[str]:
    return coming_faults(label, day, timezone.localdate(now))
