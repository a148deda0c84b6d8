"""分类汇总 as data: one table for each kind of heading, and all of them as a workbook. Nothing is counted here."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from office.amounts import show_yuan
from office.sheets.writer import MONEY_FORMAT, write_table
from reports.figures.figure import Figure, Unit
from reports.figures.groups import BY_MONTH, COUNTED, OF_SESSION, Counted, Period, labels
from reports.row import in_wan

TITLE = "情况表分类汇总"
KINDS = {
    "session": "场次",
    "campaign": "专项行动",
    "month": "月份",
    "unit": "责任单位",
    "sector": "行业领域",
    "cause": "欠薪原因",
    "project": "工程项目",
}
COLUMNS = {
    "sessions": "次数",
    "claims": "数量（件）",
    "workers": "涉及人数（人）",
    "amount": "涉及金额（元）",
    "solved_flow": "已解决（件，按解决月份）",
    "solved_cohort": "已解决（件，按接访月份）",
}
RULE = (
    "各数就是各月情况表中的数，按每件诉求（或每场接访）归到一栏，所以各栏之和等于情况表；多个月的是各月之和。"
    "单位按现在的责任单位，行业、原因、项目按登记。已解决（按解决月份）含以前接访的。"
)


@dataclass(frozen=True)
class Row:
    """One heading; `key` is its id in the address (empty: not stated), `cells` are in the order of the columns."""

    key: str
    label: str
    figures: dict[str, Figure]
    columns: tuple[str, ...]

    @property
    def values(self) -> list[int | Decimal]:
        return [self.figures[name].value for name in self.columns]

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Key and shown number of each figure."""
        return [(name, shown(self.figures[name])) for name in self.columns]


@dataclass(frozen=True)
class GroupTable:
    """The period told apart by one kind of heading."""

    by: str
    columns: tuple[str, ...]
    rows: list[Row]
    total: Row

    @property
    def heading(self) -> str:
        return KINDS[self.by]

    @property
    def amount_wan(self) -> Decimal:
        """The whole amount as the form shows it."""
        return in_wan(Decimal(self.total.figures["amount"].value))


def group_table(counted: Counted, by: str) -> GroupTable:
    """One table; `KeyError`: there is no such kind of heading. Sessions stand only where each belongs to one heading."""
    columns = COUNTED if by in (*OF_SESSION, BY_MONTH) else COUNTED[1:]
    found = [(key, label, figures) for key, label, figures in _headed(counted, by) if any(_values(figures, columns))]
    rows = [Row(key, label, figures, columns) for key, label, figures in found]
    return GroupTable(by, columns, rows, Row("", "合计", counted.total, columns))


def group_figure(counted: Counted, *, by: str, row: str | None, key: str) -> tuple[str, Figure]:
    """One figure under one heading (`row` None: the whole), with its label. `KeyError`: there is none such."""
    if row is None:
        return "合计", counted.total[key]
    for found, label, figures in _headed(counted, by):
        if found == row:
            return label, figures[key]
    raise KeyError(row)


def shown(figure: Figure) -> str:
    """`1,234` or `490,000.00`."""
    return show_yuan(Decimal(figure.value)) if figure.unit == Unit.YUAN else f"{figure.value:,}"


def file_name(period: Period) -> str:
    """`情况表分类汇总（临翔区2021年4月至2021年6月）.xlsx`."""
    return f"{TITLE}（{period.area.short_name}{period.label}）.xlsx"


def workbook(counted: Counted) -> bytes:
    """A sheet for each kind of heading with its sums, and the rules. Holds no personal data."""
    book = Workbook(write_only=True)
    for by in KINDS:
        table = group_table(counted, by)
        headings = [table.heading, *(COLUMNS[name] for name in table.columns)]
        lines = [[row.label, *row.values] for row in (*table.rows, table.total)]
        write_table(book.create_sheet(f"按{table.heading}"), headings, lines, formats={COLUMNS["amount"]: MONEY_FORMAT})
    rules = [("总则", RULE), *((COLUMNS[key], figure.rule.text) for key, figure in counted.total.items())]
    write_table(book.create_sheet("统计规则"), ["栏目", "规则"], rules)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _headed(counted: Counted, by: str) -> Iterable[tuple[str, str, dict[str, Figure]]]:
    if by == BY_MONTH:
        return [(str(month), month.label, figures) for month, figures in counted.months.items()]
    groups = counted.groups(by)
    named = labels(by, groups)
    return [("" if key is None else str(key), label, groups[key]) for key, label in named.items()]


def _values(figures: dict[str, Figure], columns: tuple[str, ...]) -> list[Any]:
    return [figures[name].lines for name in columns]
