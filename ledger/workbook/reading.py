"""From sheets of cells to rows of values; what cannot be read is named, cell by cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.resources import CLAIM_COLUMNS, SESSION_COLUMNS
from ledger.workbook.lookups import Lookups
from ledger.workbook.problems import CLAIMS_SHEET, SESSIONS_SHEET, Findings, problem
from office.sheets.columns import Column, find_table
from office.sheets.reader import Cell
from office.text import fold

Watch = Callable[[Sequence[Sequence[Cell]]], Iterable[Sequence[Cell]]]
REMEDY = {
    SESSIONS_SHEET: "没有场次时也请保留这张表和标题行",
    CLAIMS_SHEET: "请按模板补上这张表",
}


@dataclass
class Row:
    """One row: its number in Excel, its values by field, the raw cells, and whether every cell could be read."""

    number: int
    values: dict[str, Any]
    cells: dict[str, Cell]
    is_sound: bool = True

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass
class Sheet:
    """The rows of one sheet and the fields whose columns are there."""

    name: str
    columns: Mapping[str, Column]
    present: frozenset[str]
    rows: list[Row]
    findings: Findings

    def error(self, row: Row, field: str, message: str) -> None:
        self.findings.errors.append(self._problem(row, field, message))

    def warn(self, row: Row, field: str, message: str) -> None:
        self.findings.warnings.append(self._problem(row, field, message))

    def _problem(self, row: Row, field: str, message: str) -> Any:
        heading = self.columns[field].column_name
        return problem(sheet=self.name, row=row.number, column=heading, value=row.cells.get(heading), message=message)


def read_sheets(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], lookups: Lookups, *, watch: Watch = iter
) -> tuple[Sheet, Sheet]:
    """接访场次 and 诉求台账; the findings of both are in one list."""
    findings = Findings()
    by_name = {fold(name): rows for name, rows in sheets.items()}
    return (
        _read(
            SESSIONS_SHEET,
            SESSION_COLUMNS,
            by_name.get(SESSIONS_SHEET),
            findings=findings,
            lookups=lookups,
            watch=watch,
        ),
        _read(CLAIMS_SHEET, CLAIM_COLUMNS, by_name.get(CLAIMS_SHEET), findings=findings, lookups=lookups, watch=watch),
    )


def _read(
    name: str,
    columns: dict[str, Column],
    cells: Sequence[Sequence[Cell]] | None,
    *,
    findings: Findings,
    lookups: Lookups,
    watch: Watch,
) -> Sheet:
    sheet = Sheet(name, columns, frozenset(), [], findings)
    if cells is None:
        findings.errors.append(
            problem(sheet=name, row=None, column="", value=None, message=f"缺少工作表“{name}”，{REMEDY[name]}。")
        )
        return sheet
    table = find_table(cells, columns)
    findings.errors += [
        problem(sheet=name, row=table.top + 1, column="", value=None, message=text) for text in table.faults
    ]
    if table.faults:
        return sheet
    sheet.present = frozenset(field for field, column in columns.items() if column.column_name in table.places)
    for number, row in enumerate(watch(cells[table.first :]), start=table.first + 1):
        if _is_filled(row):
            sheet.rows.append(_read_row(sheet, number, row, places=table.places, lookups=lookups))
    return sheet


def _is_filled(row: Sequence[Cell]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in row)


def _read_row(sheet: Sheet, number: int, cells: Sequence[Cell], *, places: Mapping[str, int], lookups: Lookups) -> Row:
    raw = {heading: cells[index] if index < len(cells) else None for heading, index in places.items()}
    row = Row(number, {}, raw)
    for field, column in sheet.columns.items():
        if field not in sheet.present:
            row.values[field] = column.widget.empty
            continue
        try:
            row.values[field] = column.clean(raw, lookups=lookups)
        except ValueError as error:
            row.values[field] = column.widget.empty
            row.is_sound = False
            sheet.error(row, field, str(error))
            continue
        if column.required and row.values[field] in (None, ""):
            row.is_sound = False
            hint = "，金额不清楚请填“不详”" if field == "amount_yuan" else ""
            sheet.error(row, field, f"“{column.column_name}”必须填写{hint}。")
    return row
