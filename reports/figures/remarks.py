"""备注 and warnings of one row, built by rule: what a reader of the bare numbers must be told.

依据：counting rule v1. Lines name numbers, days and the office's own reasons, never a person.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reports.figures.facts import Facts, SessionFact
from reports.figures.flow import changes, reopened_from_solved
from reports.figures.received import amount
from reports.period import day_label

FEWEST_UNITS = 2
LEAST_SHOWN_YUAN = Decimal(50)


def remarks(facts: Facts, *, rule: str) -> str:
    """One line per sentence, empty if there is nothing to say."""
    return "\n".join(line for part in (_sessions, _called_off, _claims, _outcomes) for line in part(facts, rule))


def warnings(facts: Facts) -> list[str]:
    """What somebody should look at before the table goes out."""
    return [line for part in (_empty_month, _weak_sessions, _amounts) for line in part(facts)]


def _sessions(facts: Facts, rule: str) -> Iterator[str]:
    if not facts.sessions:
        yield "本月未开展集中联合接访。"
    for session in facts.sessions:
        if faults := weakness(session):
            yield f"{_day(session.held_on)}接访{faults}。"
    for session in facts.not_counted:
        yield f"{_day(session.held_on)}接访{weakness(session) or '已开展'}，未计入次数：{session.left_out}。"


def _called_off(facts: Facts, rule: str) -> Iterator[str]:
    for session in facts.called_off:
        reason = f"（{session.reason}）" if session.reason else ""
        if session.was_moved:
            day = f"改至{_day(session.moved_to)}" if session.moved_to else "改期，日期待定"
            yield f"原定{_day(session.planned_on)}的接访{day}{reason}。"
        else:
            yield f"原定{_day(session.planned_on)}的接访取消{reason}。"


def _claims(facts: Facts, rule: str) -> Iterator[str]:
    not_wages = [claim for claim in facts.counted if not claim.is_wages]
    if not_wages:
        kinds = Counter(claim.not_wages_kind for claim in not_wages if claim.not_wages_kind)
        yield f"接访的诉求，其中不属欠薪 {len(not_wages)} 件{f'（{_counts(kinds)}）' if kinds else ''}。"
    unknown = sum(claim.amount_yuan is None for claim in facts.counted)
    if unknown:
        yield f"金额不详 {unknown} 件，按 0 计。"


def _outcomes(facts: Facts, rule: str) -> Iterator[str]:
    seen = list(changes(facts))
    this_month = {claim.pk for claim in facts.counted}
    earlier = [c for c in seen if c.new and c.new.is_solved and c.claim.pk not in this_month]
    if earlier and rule == "flow":
        yield f"已解决的诉求，其中以前月份接访 {len(earlier)} 件。"
    others = Counter(change.new.outcome_label for change in seen if change.new and not change.new.is_solved)
    if others:
        yield f"本月另有未计入已解决的办结 {others.total()} 件（{_counts(others)}）。"
    again = len(reopened_from_solved(facts))
    if again:
        yield f"以前月份已计为解决、本月重新办理 {again} 件。"


def _empty_month(facts: Facts) -> Iterator[str]:
    if not facts.sessions:
        yield f"{facts.month.label}没有开展集中联合接访，情况表为零报告，请核对后仍按时报送。"


def _weak_sessions(facts: Facts) -> Iterator[str]:
    for session in facts.sessions:
        if faults := weakness(session):
            yield f"{day_label(session.held_on)}的接访{faults}，请核对签到。"
        if not session.is_closed:
            yield f"{day_label(session.held_on)}的接访尚未结束，登记还可能变动。"


def _amounts(facts: Facts) -> Iterator[str]:
    unknown = [claim.number for claim in facts.counted if claim.amount_yuan is None]
    if unknown:
        yield f"金额不详 {len(unknown)} 件，按 0 计入涉及金额：{'、'.join(unknown)}。"
    total = amount(facts).value
    if 0 < total < LEAST_SHOWN_YUAN:
        yield f"涉及金额合计 {total} 元，不足 50 元，换算为万元后显示为 0.00。"


def weakness(session: SessionFact) -> str:
    """Why a session was hardly a joint one; empty if it was."""
    faults = []
    if session.units < FEWEST_UNITS:
        faults.append(f"签到单位{'不足两个' if session.units else '为零'}")
    if not session.has_lead:
        faults.append("人社部门未签到")
    return "、".join(faults)


def _counts(counter: Counter[str]) -> str:
    return "、".join(f"{label} {count} 件" for label, count in counter.items())


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
