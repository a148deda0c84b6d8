"""The statistics as data: which tables there are, in which order, and the same as a workbook."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

from openpyxl import Workbook

from office.models import Area
from office.sheets.writer import write_table
from reports.figures.statistics import Breakdown, Counts, Span, ages, by_cause, by_month, by_sector, count_claims

OF_CLAIMS: dict[str, Callable[[Span, Counts], Breakdown]] = {
    "months": by_month,
    "sectors": by_sector,
    "causes": by_cause,
}
PARTS = (*OF_CLAIMS, "ages")
TITLE = "欠薪诉求统计"


def build_statistics(*, span: Span, today: date) -> list[Breakdown]:
    """All four tables; claims are counted once for three of them. The ages are those of today, whatever the span."""
    counts = count_claims(span)
    return [*(build(span, counts) for build in OF_CLAIMS.values()), ages(span.area_ids, today=today)]


def build_part(key: str, *, span: Span, today: date) -> Breakdown:
    """One of `PARTS`; `KeyError`: there is no such table."""
    return ages(span.area_ids, today=today) if key == "ages" else OF_CLAIMS[key](span, count_claims(span))


def file_name(area: Area, span: Span) -> str:
    """`欠薪诉求统计（临翔区2020年5月至2021年4月）.xlsx`."""
    return f"{TITLE}（{area.short_name}{span.label}）.xlsx"


def workbook(parts: list[Breakdown]) -> bytes:
    """A sheet for each table with its sums, and the rules by which they were counted. Holds no personal data."""
    book = Workbook(write_only=True)
    for part in parts:
        sheet = book.create_sheet(part.title)
        unit = [f"{column}（{part.unit}）" for column in part.columns]
        rows = [(line.label, *line.values) for line in part.lines]
        write_table(sheet, [part.heading, *unit], [*rows, ("合计", *part.total)])
    rules = book.create_sheet("统计规则")
    write_table(rules, ["表", "规则"], [(part.title, part.rule) for part in parts])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
