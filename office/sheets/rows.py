"""From a sheet of cells to rows of values; what cannot be read is named, cell by cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.sheets.columns import Column, find_table
from office.sheets.findings import Findings, Problem, Say
from office.sheets.reader import Cell

Watch = Callable[[Sequence[Sequence[Cell]]], Iterable[Sequence[Cell]]]


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
    say: Say

    def error(self, row: Row, field: str, message: str) -> None:
        self.findings.errors.append(self._problem(row, field, message))

    def warn(self, row: Row, field: str, message: str) -> None:
        self.findings.warnings.append(self._problem(row, field, message))

    def _problem(self, row: Row, field: str, message: str) -> Problem:
        heading = self.columns[field].column_name
        return self.say(sheet=self.name, row=row.number, column=heading, value=row.cells.get(heading), message=message)


def read_rows(
    sheet: Sheet, cells: Sequence[Sequence[Cell]], *, lookups: Any, watch: Watch = iter, others: bool = False
) -> None:
    """Fills the sheet from its cells; findings go to the sheet. With `others`, columns it does not know are passed over."""
    table = find_table(cells, sheet.columns, others=others)
    sheet.findings.errors += [
        sheet.say(sheet=sheet.name, row=table.top + 1, column="", value=None, message=text) for text in table.faults
    ]
    if table.faults:
        return
    if others and table.unused:
        unread = f"没有用到的列：{'、'.join(table.unused)}。"
        sheet.findings.warnings.append(
            sheet.say(sheet=sheet.name, row=table.top + 1, column="", value=None, message=unread)
        )
    sheet.present = frozenset(field for field, column in sheet.columns.items() if column.column_name in table.places)
    for number, row in enumerate(watch(cells[table.first :]), start=table.first + 1):
        if is_filled(row):
            sheet.rows.append(_read_row(sheet, number, row, places=table.places, lookups=lookups))


def is_filled(row: Sequence[Cell]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in row)


def _read_row(sheet: Sheet, number: int, cells: Sequence[Cell], *, places: Mapping[str, int], lookups: Any) -> Row:
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
            sheet.error(row, field, f"“{column.column_name}”必须填写{column.if_empty}。")
    return row
