"""The two sheets of the history workbook, read into rows of values."""

from collections.abc import Mapping, Sequence

from ledger.resources import CLAIM_COLUMNS, SESSION_COLUMNS
from ledger.workbook.lookups import Lookups
from ledger.workbook.problems import CLAIMS_SHEET, SESSIONS_SHEET, problem
from office.sheets.columns import Column
from office.sheets.findings import Findings
from office.sheets.reader import Cell
from office.sheets.rows import Sheet, Watch, read_rows
from office.text import fold

COLUMNS: dict[str, dict[str, Column]] = {SESSIONS_SHEET: SESSION_COLUMNS, CLAIMS_SHEET: CLAIM_COLUMNS}
REMEDY = {
    SESSIONS_SHEET: "没有场次时也请保留这张表和标题行",
    CLAIMS_SHEET: "请按模板补上这张表",
}


def read_sheets(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], lookups: Lookups, *, watch: Watch = iter
) -> tuple[Sheet, Sheet]:
    """接访场次 and 诉求台账; the findings of both are in one list."""
    findings = Findings()
    by_name = {fold(name): rows for name, rows in sheets.items()}
    session_sheet, claim_sheet = (
        _read(name, by_name.get(name), findings=findings, lookups=lookups, watch=watch) for name in COLUMNS
    )
    return session_sheet, claim_sheet


def _read(
    name: str, cells: Sequence[Sequence[Cell]] | None, *, findings: Findings, lookups: Lookups, watch: Watch
) -> Sheet:
    sheet = Sheet(name, COLUMNS[name], frozenset(), [], findings, problem)
    if cells is None:
        missing = f"缺少工作表“{name}”，{REMEDY[name]}。"
        findings.errors.append(problem(sheet=name, row=None, column="", value=None, message=missing))
    else:
        read_rows(sheet, cells, lookups=lookups, watch=watch)
    return sheet
