"""社会公布清单: which decided cases a quarter has, what the public is told of each, what must never stand there. No query.

依据：《重大劳动保障违法行为社会公布办法》：已经依法查处并作出处理决定的应当公布，县级、地市级每季度一次，列明违法主体全称、
统一社会信用代码（或者注册号）及地址，法定代表人或者负责人姓名，主要违法事实，相关处理情况；个人隐私不得公布。
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from office.sheets.writer import write_table
from reception.identity import check_id_number
from reception.notice_text import personal_numbers
from reports.period import YEARS, Month

TITLE = "重大劳动保障违法行为社会公布清单"
WRITTEN = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
CREDIT_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}|\d{13}|\d{15}", re.ASCII)
ORDINALS = "一二三四"
LONGEST = 300
HEADINGS = {
    "debtor": "违法主体全称",
    "credit_code": "统一社会信用代码（或者注册号）",
    "address": "地址",
    "person": "法定代表人或者负责人姓名",
    "facts": "主要违法事实",
    "decision": "处理情况",
}
NEEDED = ("debtor", "facts", "decision")
RULE = (
    "列入的是本季度已经作出处理决定的案件：送达责令支付文书，作出劳动保障监察处理决定，违法发包等已查处，"
    "拒不支付劳动报酬已由公安立案。尚未处理的、不属欠薪的不列。是否达到公布标准，由主任逐件确认。"
)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year; both ends are days of it."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """`2021-Q2`, nothing else; `ValueError` in Chinese."""
        match = WRITTEN.fullmatch(text)
        if match is None or int(match[1]) not in YEARS:
            raise ValueError(f"“{text}”不是季度，请写成 2021-Q2 的样子。")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_on(self) -> date:
        return Month(self.year, 3 * self.number).end - timedelta(days=1)

    @property
    def previous(self) -> "Quarter":
        return Quarter.of(self.first_on - timedelta(days=1))

    @property
    def next(self) -> "Quarter":
        return Quarter.of(self.last_on + timedelta(days=1))

    @property
    def label(self) -> str:
        return f"{self.year}年第{ORDINALS[self.number - 1]}季度"

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the list, as the public reads it; `case_id` stays inside."""

    case_id: int
    debtor: str = ""
    credit_code: str = ""
    address: str = ""
    person: str = ""
    facts: str = ""
    decision: str = ""

    @property
    def cells(self) -> list[str]:
        return [getattr(self, name) for name in HEADINGS]

    @property
    def missing(self) -> list[str]:
        """What the law lists and the office has not filled in."""
        return [label for name, label in HEADINGS.items() if not getattr(self, name)]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def entries_of(rows: Iterable[dict[str, Any]]) -> list[Entry]:
    """Entries as they were stored."""
    known = {field.name for field in fields(Entry)}
    return [Entry(**{name: value for name, value in row.items() if name in known}) for row in rows]


def entry_faults(entries: Iterable[Entry], *, names: dict[int, set[str]]) -> Iterator[str]:
    """Everything that keeps the list from being confirmed. `names` are those of the people who complained, by case."""
    for place, entry in enumerate(entries, start=1):
        yield from (f"第 {place} 行没有{HEADINGS[name]}，请填写。" for name in NEEDED if not getattr(entry, name))
        yield from (
            f"第 {place} 行的{label}最多 {LONGEST} 个字，请精简。"
            for name, label in HEADINGS.items()
            if len(getattr(entry, name)) > LONGEST
        )
        if entry.credit_code and not CREDIT_CODE.fullmatch(entry.credit_code):
            yield f"第 {place} 行的统一社会信用代码应为 18 位（注册号为 13 或 15 位），请核对。"
        elif entry.credit_code and not check_id_number(entry.credit_code):
            yield f"第 {place} 行的统一社会信用代码是身份证号，不得公布，请改填单位的代码。"
        texts = [cell for name, cell in zip(HEADINGS, entry.cells, strict=True) if name != "credit_code"]
        if any(personal_numbers(text) for text in texts):
            yield f"第 {place} 行含有手机、证件或账号号码，不得公布，请删去。"
        # A firm may be called what a worker is called; every other cell is the office's own words.
        if any(name in text for text in texts[1:] for name in names.get(entry.case_id, ())):
            yield f"第 {place} 行含有反映人或者农民工的姓名，不得公布，请删去。"


def file_name(area_name: str, quarter: Quarter) -> str:
    """`重大劳动保障违法行为社会公布清单（临翔区2021年第二季度）.xlsx`."""
    return f"{TITLE}（{area_name}{quarter.label}）.xlsx"


def workbook(entries: list[Entry]) -> bytes:
    """The list as the public may read it: no name of a petitioner or worker, no number of a case."""
    book = Workbook(write_only=True)
    lines = [(place, *entry.cells) for place, entry in enumerate(entries, start=1)]
    write_table(book.create_sheet("社会公布清单"), ["序号", *HEADINGS.values()], lines)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
