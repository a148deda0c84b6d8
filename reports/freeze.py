"""What a table needs before it may be signed, and what it says beyond the counted figures. Nothing is written here.

依据：实施方案七；counting rule v1. Identity and drill-down block; everything else warns and stays on record.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from office.models import Area
from office.workdays import Calendar
from reports.annex import FIRST_ROW
from reports.figures.facts import ClaimFact, SessionFact
from reports.filing import DAY, filing_at, reminded_on
from reports.loose_ends import loose_ends
from reports.models import MonthlyTable
from reports.period import YEARS, Month, day_label
from reports.table import Table

LONGEST_REMARK = 1000
MOST_LISTED = 20
PRINTED = ("sessions", "claims", "workers", "amount", "solved_flow", "solved_cohort")


def is_early(month: Month, *, today: date) -> bool:
    """True while the month still runs."""
    return today < month.end


def not_to_freeze(month: Month, *, today: date, calendar: Calendar) -> Iterator[str]:
    """Why a month may not be frozen yet: a running one only where nobody works on the first three days after it."""
    if today < month.start:
        yield f"{month.label}还没有开始，不能封存。"
    elif is_early(month, today=today) and filing_at(today, calendar=calendar).month != month:
        yield (
            f"{month.label}还没有结束，请在{day_label(month.end)}以后封存。只有次月1日至{DAY}日都是休息日的，"
            f"才可以提前（从第五个工作日前起，即{_reminded(month, calendar)}起）。"
        )


def with_notes(table: Table, *, today: date) -> Table:
    """The table with what the filing itself has to say in 备注: an early cut-off, and that of the month before."""
    notes = []
    if is_early(table.month, today=today):
        notes.append(f"提前报送，截至{_short(today)}；此后的变动另报更正。")
    before = _first_of_the_month_before(table)
    if before and before.is_early:
        notes.append(
            f"{table.month.previous.month}月情况表提前报送（截至{_short(before.filed_on)}），此后的变动不计入本月。"
        )
    if not notes or not table.rows:
        return table
    # Rows of single sessions share the 备注 of the first; rows of districts go their own ways.
    noted = table.rows[:1] if table.is_by_session else table.rows
    rows = [replace(row, remarks="\n".join(filter(None, (*notes, row.remarks)))) for row in noted]
    return replace(table, rows=(*rows, *table.rows[len(noted) :]))


def with_remarks(table: Table, remarks: dict[int, str]) -> Table:
    """The table with 备注 as edited, by row number; a row that is not named keeps its own."""
    rows = [replace(row, remarks=remarks.get(row.no, row.remarks).strip()) for row in table.rows]
    return replace(table, rows=tuple(rows))


def blocks(table: Table, *, workbook: bytes) -> Iterator[str]:
    """What must not go out: an identity that does not hold, a figure that is not the sum of its list, a wrong cell."""
    if not table.identity.holds:
        yield "期初、接访、重新办理与解决、其他办结、期末不平衡，不能封存：请与技术人员联系。"
    for key in PRINTED:
        if sum(row.figures[key].value for row in table.rows) != sum(row.figures[key].value for row in table.checked):
            yield f"各行“{table.checked[0].figures[key].label}”之和与全月不一致，不能封存：请与技术人员联系。"
    cells = load_workbook(BytesIO(workbook), read_only=True).active
    for row in table.rows:
        for figure in row.figures.values():
            if figure.value != sum(line.value for line in figure.lines):
                yield f"{row.label}“{figure.label}”与其清单的合计不一致，不能封存：请与技术人员联系。"
        told = [row.no, row.label, row.sessions_held, row.claims, row.workers, row.amount_wan, row.solved]
        written = [cell.value for cell in cells[FIRST_ROW + row.no - 1]][: len(told)]
        if [str(value) for value in told] != [_as_told(value, like) for value, like in zip(written, told, strict=True)]:
            yield f"{row.label}一行填入表格的数字与统计不一致，不能封存：请与技术人员联系。"


def freeze_warnings(table: Table) -> list[str]:
    """What somebody should look at before signing, beyond the table's own warnings; kept with the frozen table."""
    claims = {line.fact.pk: line.fact for row in table.checked for line in row.figures["claims"].lines}
    lines_of_sessions = [line for row in table.checked for line in row.figures["sessions"].lines]
    sessions = [line.fact.pk for line in lines_of_sessions if isinstance(line.fact, SessionFact)]
    loose = loose_ends(sessions)
    told = (
        (loose.unassigned, "还没有交办到责任单位"),
        (loose.without_leader, "属重大案件，还没有包案领导"),
    )
    found = [
        [fact.number for pk, fact in claims.items() if pk in ids and isinstance(fact, ClaimFact)] for ids, _ in told
    ]
    lines = [
        f"本月接访的诉求有 {len(numbers)} 件{what}：{_listed(numbers)}。"
        for numbers, (_, what) in zip(found, told, strict=True)
        if numbers
    ]
    gap = unfrozen_before(table.area, table.month)
    return [*lines, *([gap] if gap else [])]


def unfrozen_before(area: Area, month: Month) -> str:
    """A word of warning where the month before was never frozen; empty where it was, or nothing was ever frozen."""
    frozen = MonthlyTable.objects.filter(area=area, month__lt=str(month))
    is_gap = frozen.exists() and not frozen.filter(month=str(month.previous)).exists()
    return f"{month.previous.label}的情况表还没有封存。" if is_gap else ""


def file_name(table: MonthlyTable) -> str:
    """`根治欠薪集中联合接访情况表（临翔区2021年4月）.xlsx`; a correction names its version."""
    version = f"，更正第{table.version}版" if table.version > 1 else ""
    return f"根治欠薪集中联合接访情况表（{table.area.short_name}{Month.parse(table.month).label}{version}）.xlsx"


def _first_of_the_month_before(table: Table) -> MonthlyTable | None:
    if table.month == Month(YEARS[0], 1):
        return None
    rows = MonthlyTable.objects.of_month(table.area, str(table.month.previous)).filter(version=1)
    return rows.only("is_early", "filed_on").first()


def _listed(numbers: list[str]) -> str:
    """Not more of them than somebody reads; the ledger lists them all."""
    rest = len(numbers) - MOST_LISTED
    return "、".join(numbers[:MOST_LISTED]) + (f"等 {len(numbers)} 件" if rest > 0 else "")


def _as_told(value: object, like: object) -> str:
    """A cell as text: what the sheet holds as a number has the decimals of the figure it was written from."""
    if hasattr(like, "quantize") and isinstance(value, int | float):
        return f"{value:.2f}"
    return str(value if value is not None else "")


def _reminded(month: Month, calendar: Calendar) -> str:
    return _short(reminded_on(month, calendar=calendar))


def _short(day: date | datetime) -> str:
    return f"{day.month}月{day.day}日"
