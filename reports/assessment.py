"""The assessment as data: which figures there are and by which rule, a row for each unit and month, the workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook

from office.models import Area, Unit
from office.sheets.writer import write_table
from reports.figures import assessment as figures
from reports.figures.assessment import Period, Share, Tally
from reports.figures.assessment_counts import Tallies, count_tallies

TITLE = "考核指标"
NO_UNIT = "未交办"


@dataclass(frozen=True)
class Indicator:
    """One figure: the group it is assessed in, its rule in words, and the function that reckons it."""

    group: str
    label: str
    rule: str
    of: Callable[[Tally], Share]
    is_of_today: bool = False


INDICATORS: tuple[Indicator, ...] = (
    Indicator("早发现", "登记隐患", "按发现日期计入当月。单位栏是处置单位。", figures.leads_found),
    Indicator("早发现", "区内化解", "当月发现的隐患中，到今天已在区内化解的。", figures.leads_solved),
    Indicator("早发现", "成为诉求", "当月发现的隐患中，到今天已成为诉求的。", figures.leads_claimed),
    Indicator(
        "渠道畅通", "开展接访", "已开展的集中联合接访，按实际接访日期计；单位栏是该单位签到的场次。",
        figures.sessions_held,
    ),
    Indicator(
        "渠道畅通", "收到诉求", "按接访日期计，不论是否在接访现场；作废的、判重的不计。单位栏是现在的责任单位。",
        figures.claims_received,
    ),
    Indicator(
        "按期办结", "按期办结", "当月办结、定有期限的案件中，在期限当日或之前办结的；延长过的按延长后的办理期限算。",
        figures.completed_on_time,
    ),
    Indicator("按期办结", "延期办结", "当月办结的案件中，办理期限延长过的。", figures.extended),
    Indicator("销号", "已销号", "当月办结的案件中，到今天已销号的；重新办理而未再办结的不计。", figures.struck_off),
    Indicator("满意", "回访率", "当月办结的案件中，回访到本人并有答复的。", figures.called_back),
    Indicator("满意", "满意率", "当月回访的答复中，满意和基本满意的；多次回访的按次计。", figures.satisfied),
    Indicator("超期", "现在超期", "未办结、已过期限的案件（中止计时的看下次核查日），截至今天，与所选月份无关。", figures.overdue_now, True),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One unit, month or whole area with all its figures, in the order of `INDICATORS`; `tally` is behind them.

    What is overdue today stands in no month: there its place is None.
    """

    label: str
    tally: Tally
    is_month: bool = False

    @property
    def shares(self) -> list[Share | None]:
        return [None if self.is_month and each.is_of_today else each.of(self.tally) for each in INDICATORS]


@dataclass(frozen=True)
class Assessment:
    """`units` for the whole period, `months` of the one asked for or of the area; `total` is the area's, or that one's."""

    period: Period
    units: list[Row]
    months: list[Row]
    total: Row

    @property
    def is_empty(self) -> bool:
        return self.total.tally == Tally()


def assess(*, area: Area, period: Period, today: date, unit: Unit | None = None) -> Assessment:
    """All figures of the area's units, or of one of them; ten queries whatever the number of rows."""
    tallies = count_tallies(period, today=today)
    if unit:
        of_unit = [Row(month.label, tallies.unit(unit.pk, month), is_month=True) for month in period.months]
        return Assessment(period, [], of_unit, Row(str(unit), tallies.unit(unit.pk)))
    months = [Row(month.label, tallies.area(month), is_month=True) for month in period.months]
    return Assessment(period, _units(period, tallies), months, Row(f"{area.short_name}合计", tallies.area()))


def _units(period: Period, tallies: Tallies) -> list[Row]:
    """Units in use, and others that have something to show; what has no unit yet comes last."""
    counted = tallies.unit_ids
    units = Unit.objects.filter(area__in=period.area_ids)
    rows = [Row(str(unit), tallies.unit(unit.pk)) for unit in units if unit.is_active or unit.pk in counted]
    return [*rows, Row(NO_UNIT, tallies.unit(None))] if None in counted else rows


def file_name(area: Area, period: Period) -> str:
    """`考核指标（临翔区2021年4月至2021年6月）.xlsx`."""
    return f"{TITLE}（{area.short_name}{period.label}）.xlsx"


def workbook(found: Assessment) -> bytes:
    """Units, months and rules on a sheet each; of each share its percentage and what it was reckoned from."""
    book = Workbook(write_only=True)
    for title, heading, rows in (("各单位", "单位", found.units), ("各月", "月份", found.months)):
        if rows:
            lines = [_cells(row) for row in (*rows, found.total)]
            write_table(book.create_sheet(title), [heading, *_headings(found.total)], lines)
    rules = [(each.group, each.label, each.rule) for each in INDICATORS]
    write_table(book.create_sheet("计算规则"), ["指标", "项目", "规则"], rules)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _headings(row: Row) -> list[str]:
    return [name for each in INDICATORS for name in _names(each.label, each.of(row.tally))]


def _names(label: str, share: Share) -> list[str]:
    return [label] if share.of is None else [f"{label}（%）", f"{label}：件数", f"{label}：总数"]


def _cells(row: Row) -> Sequence[object]:
    return [row.label, *(cell for share in row.shares for cell in _numbers(share))]


def _numbers(share: Share | None) -> list[object]:
    if share is None:
        return [None]
    return (
        [share.value] if share.of is None else ["—" if share.percent is None else share.percent, share.value, share.of]
    )
