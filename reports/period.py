"""The statutory month: from the 1st, 00:00, to the next 1st, 00:00, Asia/Shanghai, wherever the host stands.

依据：实施方案七“每月3日前将上月接访情况报送”。
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
YEARS = range(2000, 2100)


def office_day(moment: datetime) -> date:
    """The date an instant has in the office; an instant without a zone is refused with `ValueError`."""
    if moment.tzinfo is None:
        raise ValueError("时间缺少时区，无法确定日期。")
    return moment.astimezone(OFFICE_TIME).date()


@dataclass(frozen=True, order=True)
class Month:
    """One month of the table. `start` belongs to it, `end` (the next 1st) does not."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if self.year not in YEARS or not 1 <= self.month <= 12:
            raise ValueError(f"没有“{self.year}-{self.month:02}”这个月份，请写成 2021-04 的样子。")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """`2021-04`, nothing else; `ValueError` in Chinese says how to write it."""
        match = WRITTEN.fullmatch(text)
        if match is None:
            raise ValueError(f"“{text}”不是月份，请写成 2021-04 的样子。")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a date, or an instant by the office's clock, falls in."""
        day = office_day(day) if isinstance(day, datetime) else day
        return cls(day.year, day.month)

    @property
    def start(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        return (self.start + timedelta(days=31)).replace(day=1)

    @property
    def previous(self) -> "Month":
        return Month.of(self.start - timedelta(days=1))

    @property
    def next(self) -> "Month":
        return Month.of(self.end)

    def contains(self, day: date) -> bool:
        """True for a date of the month, or an instant whose date in the office is one."""
        return Month.of(day) == self

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


@dataclass(frozen=True)
class MonthSpan:
    """Whole months, both ends included."""

    first: Month
    last: Month

    @property
    def months(self) -> list[Month]:
        found = [self.first]
        while found[-1] < self.last:
            found.append(found[-1].next)
        return found

    @property
    def label(self) -> str:
        return self.first.label if self.first == self.last else f"{self.first.label}至{self.last.label}"


def day_label(day: date) -> str:
    """`2021年5月2日`, as the form writes dates."""
    return f"{day.year}年{day.month}月{day.day}日"
