"""Which column of a pasted wage roll is what: by its headings, else by what its cells hold.

Pure. 依据：工资花名册的通用栏目（序号、姓名、身份证号、手机、工种、出勤起止、应发、已发、欠发、银行账号、签字）。
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from office.pasted_table import columns_of, meaning
from office.text import fold
from reception.roll_cells import ACCOUNT, AMOUNT, DAY, ID, JOB, PERIOD, PHONE, TEXT, kind_of, read_yuan

NAME, ID_NUMBER, TELEPHONE, JOB_TYPE = "name", "id_number", "phone", "job_type"
FROM, UNTIL, SPAN = "worked_from", "worked_until", "span"
OWED, GROSS, PAID, SUM, BANK = "owed_yuan", "gross", "paid", "sum", "account"
LEFT_OUT = "left_out"
LOOKED_AT, ENOUGH = 12, 60
# The first that fits decides; what is left out without a word stands first.
HEADINGS = (
    (LEFT_OUT, (
        "序号", "编号", "签字", "签名", "签章", "手印", "天数", "工日",  "单价", "日工资", "月数", "原因", "性别", "年龄",
        "民族", "班组", "开户行", "联行", "住址", "地址", "籍贯", "备注",
    )),
    (BANK, ("账号", "帐号", "卡号", "账户", "帐户", "银行卡")),
    (ID_NUMBER, ("身份证", "证件号", "公民身份", "身份号")),
    (TELEPHONE, ("手机", "电话", "联系方式", "联系号码")),
    (NAME, ("姓名", "名字", "工人", "户名")),
    (JOB_TYPE, ("工种", "岗位", "职务", "工作内容")),
    (SPAN, ("起止",)),
    (FROM, ("起", "开始", "进场", "入场", "上工")),
    (UNTIL, ("止", "结束", "退场", "离场", "下工")),
    (SPAN, ("时间", "期间", "时段", "月份", "日期")),
    (OWED, ("欠", "未发", "未付", "未支", "未结", "剩余", "余额")),
    (PAID, ("已发", "已付", "已支", "已领", "已结", "实发", "预支", "借支", "生活费")),
    (GROSS, ("应发", "应付", "应得", "应领", "总工资", "工资总额", "结算")),
    (SUM, ("金额", "工资", "合计", "小计")),
)  # fmt: skip
_SHORT_SUB = 4


@dataclass
class Layout:
    """Places of the columns; `wan` are those whose heading says 万元; `remarks` what people should know of the reading."""

    places: dict[str, list[int]]
    wan: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    data_from: int = 0
    heading: tuple[str, ...] = ()

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The cell of a column in one line; empty if the line is shorter."""
        places = self.places.get(name, [])
        return cells[places[0]] if places and places[0] < len(cells) else ""

    def cells(self, cells: Sequence[str], name: str) -> list[str]:
        return [cells[place] for place in self.places.get(name, []) if place < len(cells)]

    def is_wan(self, name: str) -> bool:
        return any(place in self.wan for place in self.places.get(name, []))


def is_heading(cells: Sequence[str]) -> bool:
    """姓名, or two headings of different meaning, and no cell with a row of figures in it."""
    known = set(columns_of(cells, HEADINGS)) - {LEFT_OUT}
    is_named = len(cells) > 1 and any(fold(cell) == "姓名" for cell in cells)
    return (len(known) > 1 or is_named) and not any(
        kind_of(cell) in (ID, PHONE, ACCOUNT, AMOUNT) for cell in cells if cell
    )


def by_heading(rows: Sequence[Sequence[str]]) -> Layout | None:
    """From the first line of headings among the first lines, with a second one under it; None if there is none."""
    top = next((place for place, cells in enumerate(rows[:LOOKED_AT]) if is_heading(cells)), None)
    if top is None:
        return None
    headings, data_from = list(rows[top]), top + 1
    if data_from < len(rows) and _is_sub_heading(rows[data_from]):
        headings, data_from = _joined(headings, rows[data_from]), data_from + 1
    places = columns_of(headings, HEADINGS, several=(PAID, LEFT_OUT))
    remarks = [
        f"标题“{fold(heading)}”没有对应的栏目，这一列没有读入。" for heading in headings if fold(heading) and not meaning(heading, HEADINGS)
    ]  # fmt: skip
    if SUM in places and not {OWED, GROSS} & set(places):
        places[OWED] = places[SUM]
    wan = {place for place, heading in enumerate(headings) if "万" in fold(heading)}
    if wan & {place for name in (OWED, GROSS, PAID) for place in places.get(name, [])}:
        remarks.append("标题写的是万元，金额已换算成元。")
    return Layout(places, wan, remarks, data_from, tuple(rows[top]))


def by_content(rows: Sequence[Sequence[str]]) -> Layout:
    """Each column by what most of its cells are; the first lines tell."""
    rows = rows[:ENOUGH]
    width = max(map(len, rows), default=0)
    kinds = [_kind_of_column([cells[place] for cells in rows if place < len(cells)]) for place in range(width)]
    if width > 1 and _is_numbering([cells[0] for cells in rows if cells]):
        kinds[0] = ""
    found = {kind: [place for place, each in enumerate(kinds) if each == kind] for kind in set(kinds)}
    places: dict[str, list[int]] = {}
    for name, kind in ((ID_NUMBER, ID), (TELEPHONE, PHONE), (BANK, ACCOUNT), (SPAN, PERIOD), (JOB_TYPE, JOB)):
        if kind in found:
            places[name] = found[kind][:1]
    for name, place in zip((FROM, UNTIL), found.get(DAY, []), strict=False):
        places[name] = [place]
    texts = found.get(TEXT, []) or places.pop(JOB_TYPE, [])
    if texts:
        places[NAME] = texts[:1]
    layout = Layout(places)
    _place_amounts(layout, found.get(AMOUNT, []), rows)
    unread = [*texts[1:], *found.get(JOB, [])[1:], *found.get(DAY, [])[2:]]
    layout.remarks += [
        f"没有标题行，第 {place + 1} 列没有认出，没有读入。" for place in sorted(unread) if place not in _used(places)
    ]
    return layout


def _used(places: dict[str, list[int]]) -> set[int]:
    return {place for each in places.values() for place in each}


def _place_amounts(layout: Layout, amounts: list[int], rows: Sequence[Sequence[str]]) -> None:
    """One sum is what is owed; three that subtract are 应发, 已发, 欠发; else the last one, and people are told."""
    if len(amounts) >= 3 and _subtract(amounts[-3:], rows):
        layout.places |= dict(zip((GROSS, PAID, OWED), ([place] for place in amounts[-3:]), strict=True))
    elif amounts:
        layout.places[OWED] = amounts[-1:]
        if len(amounts) > 1:
            layout.remarks.append(f"没有标题行，有 {len(amounts)} 列金额，按最后一列作为欠发：请核对。")


def _subtract(places: list[int], rows: Sequence[Sequence[str]]) -> bool:
    sums = [[read_yuan(cells[place]) if place < len(cells) else None for place in places] for cells in rows]
    whole = [[Decimal(0) if value is None else value for value in line] for line in sums if line[0] is not None]
    return sum(gross - paid == owed for gross, paid, owed in whole) * 2 > len(whole)


def _kind_of_column(cells: Sequence[str]) -> str:
    counts = Counter(kind_of(cell) for cell in cells if cell)
    return counts.most_common(1)[0][0] if counts else ""


def _is_numbering(cells: Sequence[str]) -> bool:
    """1, 2, 3 …, gaps allowed: small and rising."""
    numbers = [
        int(text) for text in (fold(cell).rstrip(".、") for cell in cells) if text.isascii() and text.isdecimal()
    ]
    rising = all(earlier < later for earlier, later in zip(numbers, numbers[1:], strict=False))
    return bool(numbers) and rising and numbers[0] < 100 and numbers[-1] <= numbers[0] + 3 * len(numbers)


def _is_sub_heading(cells: Sequence[str]) -> bool:
    filled = [fold(cell) for cell in cells if fold(cell)]
    return bool(filled) and all(len(cell) <= _SHORT_SUB and meaning(cell, HEADINGS) for cell in filled)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """`出勤` over `起` and `止`: a merged heading holds for the empty ones to its right."""
    joined, last = [], ""
    for place in range(max(len(above), len(below))):
        top = above[place] if place < len(above) else ""
        sub = below[place] if place < len(below) else ""
        last = top or last
        joined.append(f"{last if sub else top}{sub}")
    return joined
