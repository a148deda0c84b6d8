"""Dates that are proposed, looked at or explained: the deadline of a case, the last day on which a unit may object.

依据：实施方案六（三）（办理期限由本办确定，低收入农村劳动力从快）；信访工作条例第二十三条（退回异议五个工作日）。
"""

from dataclasses import dataclass
from datetime import date

from ledger.models import Case
from ledger.selectors.numbers import office_numbers
from ledger.workflow import MOVES
from office.selectors import calendar
from office.workdays import Calendar

RETURN_WORKDAYS = 5
# Moves that lay down a deadline, each time by a person.
_LAYING_DOWN = tuple(row.name for row in MOVES.values() if "due_on" in row.required) + ("reopen",)
_ON_THE_SPOT = "spot_assign"


@dataclass(frozen=True, kw_only=True)
class DueFacts:
    """What a deadline rests on: the step that laid it down and its day; empty and None where there was none."""

    due_on: date | None
    move: str
    laid_down_on: date | None
    is_low_income: bool
    is_history: bool
    is_waiting: bool


def default_due_on(case: Case, on: date, with_calendar: Calendar | None = None) -> date:
    """The deadline a case assigned on that day usually gets: 15 working days, 5 for low-income workers (editable)."""
    workdays = usual_workdays(is_low_income=has_low_income(case))
    return (with_calendar or calendar()).add_workdays(on, workdays).on


def has_low_income(case: Case) -> bool:
    """True if a claim that counts is one of a low-income rural worker."""
    return case.case_claims.filter(claim__is_low_income=True, claim__voided_at=None, claim__merged_into=None).exists()


def usual_workdays(*, is_low_income: bool) -> int:
    """How many working days the office usually gives."""
    return office_numbers().usual_workdays(is_low_income=is_low_income)


def soon_days() -> int:
    """From how many days before its end a deadline lights up; the office's own number."""
    return office_numbers().due_soon_days


def return_limit_on(assigned_on: date, with_calendar: Calendar | None = None) -> date:
    """The last day for 申请退回: the fifth working day after the assignment."""
    return (with_calendar or calendar()).add_workdays(assigned_on, RETURN_WORKDAYS).on


def due_facts(case: Case, *, is_low_income: bool) -> DueFacts:
    """What is known of how the case's deadline came to be; one query, none without a deadline."""
    step = case.due_on and case.transitions.filter(move__in=_LAYING_DOWN).order_by("-at", "-id").first()
    return DueFacts(
        due_on=case.due_on,
        move=step.move if step else "",
        laid_down_on=step.on if step else None,
        is_low_income=is_low_income,
        is_history=case.origin == Case.Origin.HISTORY,
        is_waiting=case.responsible_unit_id is None,
    )


def explain_due(facts: DueFacts, *, workdays: int, with_calendar: Calendar) -> str:
    """这个日期怎么算的: sentences on the deadline; one set by hand is told beside the usual one. Pure."""
    length = f"{workdays} 个工作日{'（低收入农村劳动力从快）' if facts.is_low_income else ''}"
    if facts.due_on is None:
        if facts.is_waiting:
            return f"还没有办理期限：由主任在交办时确定，通常为交办后 {length}。"
        return "原台账没有填写办理期限，请主任在重新交办时确定。"
    if facts.laid_down_on is None:
        if facts.is_history:
            return "历史导入的案件：期限照原台账填写，原台账没有交办日期，无法推算。"
        return "没有找到确定这个期限的办理记录，无法推算。"
    if facts.move == _ON_THE_SPOT:
        return f"当场解决的案件：以解决当日 {_chinese(facts.laid_down_on)}为期限。"
    usual, step = with_calendar.add_workdays(facts.laid_down_on, workdays), MOVES[facts.move].label
    if facts.due_on == usual.on:
        return f"{step}时按通常的 {length}确定。{usual.explain()}"
    by_hand = f"由主任在 {_chinese(facts.laid_down_on)}{step}时确定为 {_chinese(facts.due_on)}"
    return f"{by_hand}；按通常的 {length}为 {_chinese(usual.on)}：{usual.explain()}"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
