"""A list of days as people type or paste it: one a line, or in a row as a notice writes them. Pure.

`2021-04-12`, `2021年4月12日`, `4月12日`, `4月12日、26日`, `4月12日（星期一）`; a day without its year takes the one before it.
"""

import re
from datetime import date

from office.partial_dates import parse_day
from office.text import fold

MOST = 60
_BETWEEN = re.compile(r"[、，,;；和]")
_ASIDE = re.compile(r"[(（].*?[)）]|(?<=[日号0-9 ])(?:星期|周|礼拜)[一二三四五六日天]")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[日号]", re.ASCII)


def parse_days(text: str, *, year: int) -> tuple[list[date], list[str]]:
    """The days in their order, and a sentence for each that cannot be one; `year` is meant where none is written."""
    days: dict[date, int] = {}
    faults: list[str] = []
    last = None
    for number, word in _words(text):
        try:
            last = parse_day(_in_full(word, last, year))
        except ValueError:
            faults.append(f"第 {number} 行“{word}”不是可识别的日期，请写成 2021-04-12 或 4月12日。")
            continue
        if last in days:
            faults.append(f"第 {number} 行“{word}”与第 {days[last]} 行重复，请只留一个。")
        days.setdefault(last, number)
    if not days and not faults:
        faults.append("请填写接访日期，每行一个。")
    if len(days) > MOST:
        faults.append(f"一次最多安排 {MOST} 场，现有 {len(days)} 个日期，请分几次填写。")
    return list(days), faults


def _words(text: str) -> list[tuple[int, str]]:
    """Each day as written with the number of its line; what stands beside it (星期一) is left out."""
    lines = enumerate(text.splitlines(), start=1)
    pieces = [(number, fold(piece)) for number, line in lines for piece in _BETWEEN.split(_ASIDE.sub("", line))]
    return [(number, word) for number, word in pieces if word]


def _in_full(word: str, last: date | None, year: int) -> str:
    """With year and month, where they are left out as in a sentence; anything else as it is."""
    year = last.year if last else year
    if match := _MONTH_AND_DAY.fullmatch(word):
        return f"{year}-{match[1]}-{match[2]}"
    if last and (match := _DAY.fullmatch(word)):
        return f"{year}-{last.month}-{match[1]}"
    return word
