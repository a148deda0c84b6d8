"""保函: how one stands on a day, and from when on its expiry is told. Pure: takes dates; the clock is an argument.

依据：工程建设领域农民工工资保证金规定第十七条（保函到期前一个月提醒）。
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Standing:
    """In words, and the colour that goes with them: `ok`, `soon`, `overdue`, or empty once it has ended."""

    text: str
    level: str
    days_left: int


def reminded_from(expires_on: date, *, remind_days: int) -> date:
    """The first day on which the expiry is told; the day of the expiry is the last."""
    return expires_on - timedelta(days=remind_days)


def standing(expires_on: date, ended_on: date | None, *, today: date, remind_days: int) -> Standing:
    """正常; 临期 from the first reminder to the day of expiry; 超期 after it; 已解除."""
    left = (expires_on - today).days
    if ended_on:
        return Standing("已解除", "", left)
    if left < 0:
        return Standing(f"超期 {-left} 天", "overdue", left)
    if today >= reminded_from(expires_on, remind_days=remind_days):
        return Standing(f"临期，还有 {left} 天" if left else "临期，今日到期", "soon", left)
    return Standing("正常", "ok", left)
