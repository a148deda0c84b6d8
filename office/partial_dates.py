"""Days and months as people write them; stored as ``YYYY-MM-DD`` or, where only the month is known, ``YYYY-MM``."""

import calendar
import re
from datetime import date

from office.text import fold

HOW = "请写成 2021-05-10 或 2021年5月10日"
HOW_MONTH = "请写成 2021-05-10 或 2020年11月"
DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)", re.ASCII)
MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月)", re.ASCII)
YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", re.ASCII)
MIDNIGHT = re.compile(r"T?00:00(:00)?$")
YEARS = range(1900, 2101)


def parse_day(value: object) -> date:
    """A date from a cell or a form; ``ValueError`` in Chinese names what was written and how to write it."""
    if isinstance(value, date):
        return _day(value, value.year, value.month, value.day)
    if not isinstance(value, str):
        raise ValueError(f"“{value}”不是日期，{HOW}。")  # noqa: TRY004  one error to catch for whatever a cell holds
    text = MIDNIGHT.sub("", fold(value))
    match = DAY.fullmatch(text)
    if match is None:
        raise ValueError(_why_not(value, text, HOW))
    year, _separator, *rest = match.groups()
    month, day = (part for part in rest if part)
    return _day(value, int(year), int(month), int(day))


def parse_day_or_month(value: object) -> str:
    """ISO text of the precision that was given: ``2021-05-10`` or ``2020-11``; ``ValueError`` as ``parse_day``."""
    match = MONTH.fullmatch(fold(value)) if isinstance(value, str) else None
    if match is None:
        try:
            return parse_day(value).isoformat()
        except ValueError as error:
            raise ValueError(str(error).replace(HOW, HOW_MONTH)) from error
    year, month = int(match[1]), int(match[2] or match[3])
    _day(value, year, month, 1)
    return f"{year:04d}-{month:02d}"


def show(iso: str) -> str:
    """``2021年5月10日`` or ``2020年11月``; empty stays empty."""
    if not iso:
        return ""
    year, month, *day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月" + (f"{day[0]}日" if day else "")


def first_day(iso: str) -> date:
    """The day itself, or the first of the month."""
    year, month, *day = (int(part) for part in iso.split("-"))
    return date(year, month, day[0] if day else 1)


def last_day(iso: str) -> date:
    """The day itself, or the last of the month."""
    year, month, *day = (int(part) for part in iso.split("-"))
    return date(year, month, day[0] if day else calendar.monthrange(year, month)[1])


def _day(value: object, year: int, month: int, day: int) -> date:
    if year not in YEARS:
        raise ValueError(f"“{value}”的年份不在 {YEARS[0]} 至 {YEARS[-1]} 年之间，请核对。")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"“{value}”不是实际存在的日期，请核对。") from error


def _why_not(value: str, text: str, how: str) -> str:
    if not text:
        return f"日期为空，{how}。"
    if YEAR_LAST.fullmatch(text):
        return f"“{value}”分不清年、月、日的先后，{how}。"
    return f"“{value}”不是可识别的日期，{how}。"
