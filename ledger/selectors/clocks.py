"""The deadlines of a case as people read them: how near each is, how its date was found, what moved it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, prefetch_related_objects

from ledger.clocks import course, earliest, reckon, stands_on
from ledger.deadlines import DueState, due_state, paused_state
from ledger.models import Case, Clock, ClockChange, ClockRule
from ledger.numbers import Numbers
from ledger.reference_data import OF_THE_OFFICE, OFFICE_LIMIT
from office.selectors import calendar
from office.workdays import Calendar

Kind, DAY_UNIT = ClockChange.Kind, ClockRule.DayUnit
# Reasons that a clock begins with where nobody knows how its date was found.
UNKNOWN_BEGINNINGS = ("历史导入", "沿用原有的办理期限")
ON_THE_SPOT = "当场解决"
# From so many letters on, an explanation opens with its first sentences.
LONG = 150
_UNITS = {"working": "个工作日", "calendar": "日", "year": "年"}


@dataclass(frozen=True, kw_only=True)
class ClockRow:
    """One deadline of a case. `leads` is the one that stands as the case's date; changes are the newest first."""

    clock: Clock
    due: DueState
    how: str
    leads: bool
    changes: tuple[ClockChange, ...]

    @property
    def is_open(self) -> bool:
        return self.clock.closed_on is None

    @property
    def times_extended(self) -> int:
        """How often its day was put off."""
        return sum(change.kind == Kind.EXTEND for change in self.changes)

    @property
    def due_at_first(self) -> date | None:
        """The day it began with; None where that was not written down."""
        return next((change.after for change in self.changes if change.kind == Kind.START), None)

    @property
    def in_short(self) -> str:
        """The explanation up to the list of days skipped, where it is long; else empty."""
        return self.how.partition("已跳过：")[0] if len(self.how) > LONG else ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an explanation rests on beside the clock itself: the usual limit, and the days that are worked."""

    workdays: int
    is_low_income: bool
    calendar: Calendar

    @property
    def why_short(self) -> str:
        return "（低收入农村劳动力从快）" if self.is_low_income else ""


def clock_rows(
    case: Case, *, today: date, numbers: Numbers, is_low_income: bool, with_calendar: Calendar
) -> list[ClockRow]:
    """Every deadline with its changes, the open ones first by the day they stand on; two queries."""
    changes: dict[int, list[ClockChange]] = defaultdict(list)
    for change in ClockChange.objects.filter(clock__case=case).select_related("by").order_by("id"):
        changes[change.clock_id].append(change)
    load_clocks(case)
    ordered = sorted(case.clocks.all(), key=_place)
    told = Told(
        workdays=numbers.usual_workdays(is_low_income=is_low_income),
        is_low_income=is_low_income,
        calendar=with_calendar,
    )
    lead = earliest(_day(clock) for clock in ordered if clock.closed_on is None and clock.rule.is_duty)
    leader = next((c for c in ordered if c.closed_on is None and c.rule.is_duty and _day(c) == lead), None)
    return [
        ClockRow(
            clock=clock,
            due=_state(clock, today=today, soon_days=numbers.due_soon_days),
            how=explain_clock(clock, changes[clock.pk], told),
            leads=clock is leader,
            changes=tuple(reversed(changes[clock.pk])),
        )
        for clock in ordered
    ]


def load_clocks(case: Case) -> None:
    """The deadlines with their rules, in one query however often they are asked for afterwards."""
    prefetch_related_objects([case], Prefetch("clocks", Clock.objects.select_related("rule")))


def running_clocks(case: Case) -> list[Clock]:
    """The open deadlines, read once for a page."""
    load_clocks(case)
    return sorted((clock for clock in case.clocks.all() if clock.closed_on is None), key=_place)


def statutory_clocks(case: Case) -> list[Clock]:
    """Open deadlines that somebody has to meet beside the office's own."""
    return [clock for clock in running_clocks(case) if clock.rule.code not in OF_THE_OFFICE]


def limit_of(case: Case) -> Clock | None:
    """The open 办理期限."""
    return next((clock for clock in running_clocks(case) if clock.rule.code == OFFICE_LIMIT), None)


def later_than_statutory(case: Case) -> list[str]:
    """Warnings where the office limit ends after a duty that the law sets; nothing is refused."""
    return later_than(case.clocks.select_related("rule"))


def later_than(clocks: Iterable[Clock]) -> list[str]:
    """The same, of clocks that were read already."""
    running = [clock for clock in clocks if clock.closed_on is None]
    limit = next((clock for clock in running if clock.rule.code == OFFICE_LIMIT), None)
    return [
        f"办理期限 {limit.due_on} 晚于“{clock.rule}”的 {clock.due_on}，请按较早的日期办理。"
        for clock in running
        if limit and clock.rule.is_duty and clock.rule.code not in OF_THE_OFFICE and clock.due_on < limit.due_on
    ]


def next_checks(case: OuterRef) -> QuerySet[Any]:
    """The day of the next check of a case whose limit is paused, to be asked within a query of cases."""
    paused = Clock.objects.filter(case=case, closed_on=None, paused_on__isnull=False)
    return paused.order_by("next_check_on").values("next_check_on")[:1]


def longest(clock: Clock) -> date | None:
    """The last day to which its rule lets a deadline be extended; None if it may not be, or has no length."""
    rule = clock.rule
    if not rule.extension or rule.day_unit == DAY_UNIT.DATE:
        return None
    return reckon(clock.started_on, rule.length + rule.extension, rule.day_unit, calendar=calendar()).on


def pauses_of(changes: Iterable[ClockChange]) -> list[tuple[date, date]]:
    """First and last day of every pause that is over, in order; takes the changes in the order they were made."""
    pauses, paused_on = [], None
    for change in changes:
        if change.kind == Kind.PAUSE:
            paused_on = change.on
        elif change.kind == Kind.RESUME and paused_on:
            pauses.append((paused_on, change.on))
            paused_on = None
    return pauses


def explain_clock(clock: Clock, changes: Sequence[ClockChange], told: Told) -> str:
    """这个日期怎么算的, with the days skipped and made up; takes the changes in the order they were made."""
    if clock.length is None:
        said = _laid_down(clock, changes, told)
    else:
        said = _counted(clock, changes, told)
    if clock.paused_on:
        check = _chinese(clock.next_check_on) if clock.next_check_on else ""
        said += f"{_chinese(clock.paused_on)}起中止，下次核查日为{check}；恢复后继续计算剩余的日期。"
    return said


def _counted(clock: Clock, changes: Sequence[ClockChange], told: Told) -> str:
    rule, length = clock.rule, clock.length or 0
    pauses = pauses_of(changes)
    stretches = course(clock.started_on, length, rule.day_unit, pauses=pauses, calendar=told.calendar)
    if rule.code == OFFICE_LIMIT:
        said = f"{_beginning(changes)}时按通常的 {length} 个工作日{told.why_short}确定。"
    else:
        longer = f"，含延长的 {length - rule.length}" if length > rule.length else ""
        said = f"{rule.trigger}之日起 {length} {_UNITS[rule.day_unit]}{longer}（{rule.basis}）。"
    said += stretches[0].explain()
    for (paused_on, resumed_on), stretch in zip(pauses, stretches[1:], strict=True):
        said += f"{_chinese(paused_on)}中止，{_chinese(resumed_on)}恢复，剩余的日期继续计算：{stretch.explain()}"
    return said


def _laid_down(clock: Clock, changes: Sequence[ClockChange], told: Told) -> str:
    """A date that a person set, told beside the usual one where there is one."""
    # Neither a pause nor the end moves the date.
    last = next((change for change in reversed(changes) if change.kind not in (Kind.PAUSE, Kind.CLOSE)), None)
    if last is None or last.reason in UNKNOWN_BEGINNINGS:
        return "期限照原台账填写，没有起算依据，无法推算。"
    if last.kind == Kind.RESUME and last.before:
        return f"{_chinese(last.on)}恢复计时，{last.reason}，由 {_chinese(last.before)}移至 {_chinese(clock.due_on)}。"
    if last.kind != Kind.START and last.before:
        label = last.get_kind_display()
        return f"{_chinese(last.on)}{label}：由 {_chinese(last.before)}改为 {_chinese(clock.due_on)}。"
    if clock.rule.code != OFFICE_LIMIT:
        return f"由文书或主任直接确定为 {_chinese(clock.due_on)}（{clock.rule.basis}）。"
    if last.reason == ON_THE_SPOT:
        return f"当场解决的案件：以解决当日 {_chinese(clock.due_on)}为期限。"
    usual = told.calendar.add_workdays(clock.started_on, told.workdays)
    length = f"{told.workdays} 个工作日{told.why_short}"
    by_hand = f"由主任在 {_chinese(clock.started_on)}{_beginning(changes)}时确定为 {_chinese(clock.due_on)}"
    return f"{by_hand}；按通常的 {length}为 {_chinese(usual.on)}：{usual.explain()}"


def _beginning(changes: Sequence[ClockChange]) -> str:
    """交办, 重新办理, 退回补办: the step that the office limit began with."""
    return changes[0].reason or "交办" if changes else "交办"


def _state(clock: Clock, *, today: date, soon_days: int) -> DueState:
    if clock.closed_on:
        return DueState(f"{_chinese(clock.closed_on)}结束")
    if clock.next_check_on:
        return paused_state(clock.next_check_on, today=today, soon_days=soon_days)
    return due_state(clock.due_on, today=today, is_open=True, soon_days=soon_days)


def _day(clock: Clock) -> date:
    return stands_on(clock.due_on, clock.next_check_on)


def _place(clock: Clock) -> tuple[bool, date, int]:
    return (clock.closed_on is not None, _day(clock), clock.pk)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
