"""Who is told at once of which act, in which words: one table. Pure: no models, no clock.

Texts name the case, the unit and days alone: an inbox is read over shoulders, and mail may follow from it.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class To(Enum):
    """`UNIT`: the liaisons of the unit it is about; `HEAD`: whoever acts as head of the area; `CLERK`: its clerks."""

    UNIT = "unit"
    HEAD = "head"
    CLERK = "clerk"


@dataclass(frozen=True)
class Notice:
    """One row: whose inbox, and the words; `{due_on}` only where the act has a day."""

    to: To
    text: str


# fmt: off
NOTICES: dict[str, Notice] = {
    # moves, by their names in the table of moves
    "assign": Notice(To.UNIT, "案件 {number} 已交办给{unit}，办理期限 {due_on}，请签收。"),
    "fast_track": Notice(To.UNIT, "案件 {number} 快速办理，由{unit}负责，不再签收，办理期限 {due_on}，请立即办理。"),
    "ask_return": Notice(To.HEAD, "{unit}申请退回案件 {number}，请决定是否退回。"),
    "refuse_return": Notice(To.UNIT, "案件 {number} 不同意退回，请{unit}签收办理。"),
    "request_completion": Notice(To.HEAD, "{unit}申请办结案件 {number}，请审核。"),
    "send_back": Notice(To.UNIT, "案件 {number} 已退回补办，请{unit}按退回的原因补办。"),
    "reopen": Notice(To.UNIT, "案件 {number} 已重新办理，请{unit}继续办理。"),
    # what the office and the units ask of each other
    "ask_extension": Notice(To.HEAD, "{unit}申请将案件 {number} 延期至 {due_on}，请决定。"),
    "grant_extension": Notice(To.UNIT, "案件 {number} 的办理期限已延至 {due_on}。"),
    "refuse_extension": Notice(To.UNIT, "案件 {number} 没有批准延期，期限不变。"),
    "ask_reopening": Notice(To.HEAD, "案件 {number} 申请重新办理，请决定。"),
    "refuse_reopening": Notice(To.UNIT, "案件 {number} 不重新办理，维持原来的结果。"),
    "remind": Notice(To.UNIT, "治欠办催办案件 {number}，请{unit}抓紧办理。"),
    "supervise": Notice(To.UNIT, "治欠办督办案件 {number}，请{unit}在 {due_on} 前回复。"),
    "send_escalation": Notice(To.UNIT, "案件 {number} 已报请市级提级办理，请{unit}继续办理，期限不变。"),
    "record_escalation_reply": Notice(To.UNIT, "案件 {number} 的提级办理已有市级批复，请{unit}查看并落实。"),
    "reply_supervision": Notice(To.HEAD, "{unit}已回复案件 {number} 的督办。"),
}
# fmt: on


def notice_text(event: str, *, number: str, unit: str, due_on: date | None = None) -> str:
    """The words of one row; an absent unit or day is named as what it is."""
    day = chinese_day(due_on) if due_on else "（未定）"
    return NOTICES[event].text.format(number=number, unit=unit or "责任单位", due_on=day)


def chinese_day(day: date) -> str:
    """`2021年5月12日`."""
    return f"{day.year}年{day.month}月{day.day}日"
