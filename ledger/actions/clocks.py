"""Deadlines of a case: started, moved, paused, resumed, closed; and the one writer of the case's own `due_on`.

Called inside the transaction of an act that has locked the case and writes the event of the trail. An office limit that
begins, moves or runs on here waits at once if an open procedure holds it: `ledger.actions.limit_waits`.

依据：实施方案六（三）“明确办理期限”；each deadline's own source stands in its rule.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from ledger.actions.limit_waits import REASON_LENGTH, resumed_on, wait_for_procedures, write_change
from ledger.clocks import WORKING, days_left, earliest, reckon, resumed, stands_on
from ledger.day_bounds import late_faults, next_check_faults
from ledger.models import Case, Clock, ClockChange, ClockRule
from ledger.reference_data import OF_THE_OFFICE, OFFICE_LIMIT
from ledger.selectors.deadlines import has_low_income, usual_workdays
from ledger.workflow import Status
from office.models import User
from office.refusals import Refused
from office.selectors import calendar
from office.workdays import Calendar

Kind = ClockChange.Kind
DAY_UNIT = ClockRule.DayUnit
PAUSE_REASON_LENGTH = 100


def rule_on(code: str, day: date) -> ClockRule | None:
    """The rule of that code in force on the day."""
    begun, not_ended = Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    return ClockRule.objects.filter(begun, not_ended, code=code).order_by("-valid_from").first()


def start_clock(
    *, case: Case, code: str, started_on: date, by: User | None, now: datetime, due_on: date | None = None,
    reason: str = "", with_calendar: Calendar | None = None,
) -> Clock | None:  # fmt: skip
    """Starts a deadline; None if its rule is not in force on that day, or one of that code runs already.

    A `due_on` that is just what the rule gives keeps the length, so that it moves when a holiday is added; any other
    one is fixed.

    Raises:
        Refused: the rule has no length and no date was given, or the date lies before the start or too far ahead.
    """
    rule = rule_on(code, started_on)
    if rule is None or case.clocks.filter(rule__code=code, closed_on=None).exists():
        return None
    length, holidays = _usual_length(rule, case), with_calendar or calendar()
    usual = None if length is None else reckon(started_on, length, rule.day_unit, calendar=holidays)
    day = due_on or (usual.on if usual else None)
    if day is None:
        raise Refused(f"“{rule}”没有固定的长度，请填写到期日。")
    if day < started_on:
        raise Refused(f"{rule}的到期日 {day} 早于起算日 {started_on}。")
    if too_late := late_faults(f"{rule}的到期日", day):
        raise Refused(too_late)
    is_usual = usual is not None and usual.on == day
    clock = Clock.objects.create(
        case=case, rule=rule, started_on=started_on, length=length if is_usual else None, due_on=day,
        is_provisional=bool(is_usual and usual and usual.provisional),
    )  # fmt: skip
    write_change(clock, Kind.START, on=started_on, after=day, reason=reason, by=by, now=now)
    wait_for_procedures(clock, on=started_on, by=by, now=now)
    return clock


def extend_clock(*, clock: Clock, until: date, on: date, by: User, now: datetime, reason: str) -> Clock:
    """延长 to a later day. By just what the rule allows it keeps its length; any other day is fixed.

    Raises:
        Refused: no reason, not later than before, too far ahead, closed or paused.
    """
    problems = [*_not_running(clock), *_without_reason(reason, "延长"), *late_faults("延长后的日期", until)]
    if until <= clock.due_on:
        problems.append(f"延长后的日期 {until} 应当晚于原来的 {clock.due_on}。")
    if problems:
        raise Refused(problems)
    length, is_open = extended_length(clock, until)
    return _move(clock, until, length=length, provisional=is_open, kind=Kind.EXTEND, on=on, by=by, now=now,
                 reason=reason)  # fmt: skip


def set_clock(*, clock: Clock, due_on: date, on: date, by: User, now: datetime, reason: str) -> Clock:
    """改定: another day, earlier or later, laid down by a person; nothing happens if it is the same.

    Raises:
        Refused: no reason, or a day before the clock's start or too far ahead.
    """
    if due_on == clock.due_on:
        return clock
    problems = [*_without_reason(reason, "改定期限"), *late_faults(f"{clock.rule}的到期日", due_on)]
    if due_on < clock.started_on:
        problems.append(f"{clock.rule}的到期日 {due_on} 早于起算日 {clock.started_on}。")
    if problems:
        raise Refused(problems)
    return _move(clock, due_on, length=None, provisional=False, kind=Kind.SET, on=on, by=by, now=now, reason=reason)


def pause_clocks(*, case: Case, on: date, next_check_on: date, by: User, now: datetime, reason: str) -> list[Clock]:
    """中止 of the office limit while others decide; a day to look again stands in its place.

    依据：等待仲裁、法院、公安期间，办理期限中止，另定下次核查日。

    Raises:
        Refused: nothing to pause, paused already, overdue already, no reason, no later day to check.
    """
    clock = office_clock(case)
    if clock is None:
        raise Refused(f"案件 {case.number} 没有正在计时的办理期限。")
    earlier = resumed_on(clock)
    problems = [*_not_running(clock), *_without_reason(reason, "中止", PAUSE_REASON_LENGTH)]
    if on < clock.started_on:
        problems.append(f"中止日期 {on} 早于起算日 {clock.started_on}。")
    if earlier and on < earlier:
        problems.append(f"中止日期 {on} 早于上次恢复的日期 {earlier}。")
    if on > clock.due_on:
        problems.append(f"办理期限已于 {clock.due_on} 到期，不能再中止；确有需要的，请先延期。")
    problems += next_check_faults(next_check_on, after=on, what="中止日期")
    if problems:
        raise Refused(problems)
    clock.paused_on, clock.pause_reason, clock.next_check_on = on, reason.strip(), next_check_on
    clock.save(update_fields=["paused_on", "pause_reason", "next_check_on"])
    write_change(clock, Kind.PAUSE, on=on, before=clock.due_on, after=next_check_on, reason=reason, by=by, now=now)
    return [clock]


def resume_clocks(*, case: Case, on: date, by: User, now: datetime) -> list[Clock]:
    """恢复: the days that were left at the pause are counted again from the day of resumption.

    Raises:
        Refused: nothing is paused, or the day lies before the pause.
    """
    paused = [(clock, clock.paused_on) for clock in open_clocks(case) if clock.paused_on]
    if not paused:
        raise Refused(f"案件 {case.number} 的办理期限没有中止。")
    holidays = calendar()
    for clock, paused_on in paused:
        if on < paused_on:
            raise Refused(f"恢复日期 {on} 早于中止日期 {paused_on}。")
        unit, before = clock.rule.day_unit, clock.due_on
        left = days_left(paused_on, before, unit, calendar=holidays)
        stretch = resumed(before, (paused_on, on), unit, calendar=holidays)
        clock.due_on = stretch.on
        clock.is_provisional = clock.length is not None and (clock.is_provisional or stretch.provisional)
        _end_pause(clock)
        said = f"中止时还剩 {left} 个{'工作日' if unit == WORKING else '自然日'}，自恢复之日起继续计算"
        write_change(clock, Kind.RESUME, on=on, before=before, after=clock.due_on, reason=said, by=by, now=now)
        wait_for_procedures(clock, on=on, by=by, now=now)
    return [clock for clock, _paused_on in paused]


def close_clocks(
    *, case: Case, on: date, by: User, now: datetime, codes: Iterable[str] | None = None, reason: str = ""
) -> list[Clock]:
    """Ends the open deadlines of these codes, all of them by default: nothing counts on them any more."""
    chosen = [clock for clock in open_clocks(case) if codes is None or clock.rule.code in set(codes)]
    for clock in chosen:
        close_clock(clock=clock, on=on, by=by, now=now, reason=reason)
    return chosen


def close_clock(*, clock: Clock, on: date, by: User, now: datetime, reason: str = "") -> None:
    """Ends one deadline on that day."""
    clock.closed_on = on
    _end_pause(clock)
    write_change(clock, Kind.CLOSE, on=on, before=clock.due_on, reason=reason, by=by, now=now)


def carry_clocks(*, source: Case, into: Case, by: User, on: date, now: datetime) -> None:
    """Statutory deadlines of a case that ends run on at the one that took its claims; the earlier date stands."""
    running = {clock.rule.code: clock for clock in open_clocks(into)}
    for clock in open_clocks(source):
        other, reason = running.get(clock.rule.code), f"随诉求由案件 {source.number} 转入"
        if clock.rule.code in OF_THE_OFFICE or (other and other.due_on <= clock.due_on):
            continue
        if other:
            set_clock(clock=other, due_on=max(clock.due_on, other.started_on), on=on, by=by, now=now, reason=reason)
            continue
        carried = Clock.objects.create(
            case=into, rule=clock.rule, started_on=clock.started_on, length=clock.length, due_on=clock.due_on,
            is_provisional=clock.is_provisional,
        )  # fmt: skip
        write_change(carried, Kind.START, on=clock.started_on, after=clock.due_on, reason=reason, by=by, now=now)


def refresh_due(case: Case) -> None:
    """Writes `due_on` of the locked case: the earliest open duty, a paused one by its next check.

    Where none runs, a case that waits for assignment has none, any other keeps the last one.
    """
    duties = [clock for clock in open_clocks(case) if clock.rule.is_duty]
    day = earliest(stands_on(clock.due_on, clock.next_check_on) for clock in duties)
    if day is None and case.status != Status.REGISTERED:
        return
    if case.due_on != day:
        case.due_on = day
        case.save(update_fields=["due_on"])


def open_clocks(case: Case) -> list[Clock]:
    """The deadlines that still run or are paused, each with its rule."""
    return list(case.clocks.filter(closed_on=None).select_related("rule").order_by("due_on", "id"))


def office_clock(case: Case) -> Clock | None:
    """The open 办理期限."""
    return case.clocks.filter(closed_on=None, rule__code=OFFICE_LIMIT).select_related("rule").first()


def extended_length(clock: Clock, until: date) -> tuple[int | None, bool]:
    """The length that ends on `until` if that is the rule's own extension, and whether that day is provisional."""
    if clock.length is None or not clock.rule.extension:
        return None, False
    longer = clock.length + clock.rule.extension
    stretch = reckon(clock.started_on, longer, clock.rule.day_unit, calendar=calendar())
    return (longer, stretch.provisional) if stretch.on == until else (None, False)


def _usual_length(rule: ClockRule, case: Case) -> int | None:
    if rule.day_unit == DAY_UNIT.DATE:
        return None
    if rule.code == OFFICE_LIMIT and not rule.length:
        return usual_workdays(is_low_income=has_low_income(case))
    return rule.length


def _not_running(clock: Clock) -> list[str]:
    if clock.closed_on:
        return [f"{clock.rule}已于 {clock.closed_on} 结束。"]
    return [f"{clock.rule}已于 {clock.paused_on} 中止，请先恢复。"] if clock.paused_on else []


def _without_reason(reason: str, label: str, most: int = REASON_LENGTH) -> list[str]:
    if not reason.strip():
        return [f"{label}必须写明原因。"]
    return [f"原因最多 {most} 个字，请精简。"] if len(reason.strip()) > most else []


def _move(
    clock: Clock, due_on: date, *, length: int | None, provisional: bool, kind: str, on: date, by: User, now: datetime,
    reason: str,
) -> Clock:  # fmt: skip
    before = clock.due_on
    clock.due_on, clock.length, clock.is_provisional = due_on, length, provisional
    clock.save(update_fields=["due_on", "length", "is_provisional"])
    write_change(clock, kind, on=on, before=before, after=due_on, reason=reason, by=by, now=now)
    wait_for_procedures(clock, on=on, by=by, now=now)
    return clock


def _end_pause(clock: Clock) -> None:
    clock.paused_on, clock.next_check_on, clock.pause_reason = None, None, ""
    clock.save()
