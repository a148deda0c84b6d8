"""Working days of mainland China: weekends, public holidays and make-up working days (调休). Pure: takes facts.

依据：民法典第二百零一条至第二百零三条（开始的当日不计入；期间的最后一日是法定休假日的，以法定休假日结束的次日为最后一日）。
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from chinese_calendar.constants import Holiday, holidays, workdays

WEEKDAYS = "一二三四五六日"
SATURDAY = 5
ONE_DAY = timedelta(days=1)
FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
NAMES = {holiday.value: FULL_NAMES.get(holiday.chinese, holiday.chinese) for holiday in Holiday}
PACKAGE_YEARS = frozenset(day.year for day in holidays)


@dataclass(frozen=True)
class Reckoning:
    """How a date was found: the start is not counted, the end is ``on``.

    ``skipped`` holds the rest days passed over with their reason, ``made_up`` the weekend days that counted as
    working days; ``provisional`` says that the holidays of a year on the way are not published yet.
    """

    start: date
    length: int
    unit: Literal["working", "calendar"]
    on: date
    skipped: tuple[tuple[date, str], ...] = ()
    made_up: tuple[date, ...] = ()
    provisional: bool = False

    def explain(self) -> str:
        """Sentences for the question "how was this date computed?"."""
        days = "个工作日" if self.unit == "working" else "日"
        sentences = [f"自{_chinese(self.start)}起算，当日不计，第{self.length}{days}为{_chinese(self.last_counted)}。"]
        if self.unit == "working" and self.skipped:
            sentences.append(f"已跳过：{_listed(self.skipped)}。")
        if self.unit == "calendar" and self.skipped:
            sentences.append(f"到期日遇休息日（{_listed(self.skipped)}），顺延至{_chinese(self.on)}。")
        if self.made_up:
            sentences.append(f"调休上班，计为工作日：{'、'.join(_chinese(day) for day in self.made_up)}。")
        if self.provisional:
            sentences.append("所涉年份的节假日安排尚未录入，此日期为暂定。")
        return "".join(sentences)

    @property
    def last_counted(self) -> date:
        """The day the count ends on, before a rest day moves it."""
        return self.start + timedelta(days=self.length) if self.unit == "calendar" else self.on


@dataclass(frozen=True)
class Calendar:
    """Special days (True: a weekend day worked, False: a day off) over the plain week.

    ``known_years`` are the years whose special days are complete; ``names`` gives the holiday for explanations.
    """

    special: Mapping[date, bool]
    known_years: Collection[int]
    names: Mapping[date, str] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        return self.special.get(day, day.weekday() < SATURDAY)

    def rest_reason(self, day: date) -> str:
        """Why a day is off: the holiday's name, else 周六 or 周日, else 节假日."""
        if day in self.names:
            return self.names[day]
        return f"周{WEEKDAYS[day.weekday()]}" if day.weekday() >= SATURDAY else "节假日"

    def add_workdays(self, start: date, length: int) -> Reckoning:
        """The ``length``-th working day after ``start``; the start itself is not counted."""
        _refuse_negative(length)
        day, walked = start, []
        left = length
        while left:
            day += ONE_DAY
            walked.append(day)
            left -= self.is_workday(day)
        return Reckoning(
            start=start,
            length=length,
            unit="working",
            on=day,
            skipped=self._rest_days(walked),
            made_up=tuple(day for day in walked if day.weekday() >= SATURDAY and self.is_workday(day)),
            provisional=self._is_provisional(walked),
        )

    def add_calendar_days(self, start: date, length: int) -> Reckoning:
        """The ``length``-th calendar day after ``start``, moved to the next working day if it is a rest day."""
        _refuse_negative(length)
        day = start + timedelta(days=length)
        looked_at = [day]
        while not self.is_workday(day):
            day += ONE_DAY
            looked_at.append(day)
        return Reckoning(
            start=start,
            length=length,
            unit="calendar",
            on=day,
            skipped=self._rest_days(looked_at),
            made_up=tuple(day for day in looked_at if day.weekday() >= SATURDAY and self.is_workday(day)),
            provisional=self._is_provisional(looked_at),
        )

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is the earlier one."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def previous_workday(self, day: date) -> date:
        """The last working day before ``day``, which itself is left out."""
        day -= ONE_DAY
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def _rest_days(self, days: Iterable[date]) -> tuple[tuple[date, str], ...]:
        return tuple((day, self.rest_reason(day)) for day in days if not self.is_workday(day))

    def _is_provisional(self, days: Iterable[date]) -> bool:
        return not {day.year for day in days} <= set(self.known_years)


def special_days_from_package(years: Iterable[int]) -> list[tuple[date, bool, str]]:
    """(day, works, name) of all holidays and make-up days of the years, in order of date.

    Holidays that fall on a weekend are included, for their name. A year the package does not know
    (see ``PACKAGE_YEARS``) raises ``ValueError``: it is never guessed.
    """
    wanted = set(years)
    unknown = sorted(wanted - PACKAGE_YEARS)
    if unknown:
        raise ValueError(f"节假日数据中没有以下年份：{'、'.join(map(str, unknown))}。请按国务院办公厅通知手工录入。")
    off = [(day, False, NAMES[name]) for day, name in holidays.items() if day.year in wanted]
    on = [(day, True, f"{NAMES[name]}调休上班") for day, name in workdays.items() if day.year in wanted]
    return sorted(off + on)


def _refuse_negative(length: int) -> None:
    if length < 0:
        raise ValueError("天数不能为负数。")


def _listed(days: Iterable[tuple[date, str]]) -> str:
    return "、".join(f"{_chinese(day)}（{reason}）" for day, reason in days)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
