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
    """One row: its number in Excel, its values by field, its raw cells, and whether every cell could be read."""

    number: int
    values: dict[str, Any]
    raw: Sequence[Cell]
    places: Mapping[str, int]
    is_sound: bool = True

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def cell(self, heading: str) -> Cell:
        """The cell as it was read; None where the column is not there or the row ends before it."""
        place = self.places.get(heading, len(self.raw))
        return self.raw[place] if place < len(self.raw) else None


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

    def error_of_all(self, message: str) -> None:
        """What is wrong with the sheet as a whole."""
        self.findings.errors.append(self._of_all(message))

    def warn_of_all(self, message: str) -> None:
        self.findings.warnings.append(self._of_all(message))

    def _of_all(self, message: str) -> Problem:
        return self.say(sheet=self.name, row=None, column="", value=None, message=message)

    def _problem(self, row: Row, field: str, message: str) -> Problem:
        heading = self.columns[field].column_name
        return self.say(sheet=self.name, row=row.number, column=heading, value=row.cell(heading), message=message)


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
    layout = _Layout.of(sheet.columns, table.places)
    for number, row in enumerate(watch(cells[table.first :]), start=table.first + 1):
        if is_filled(row):
            sheet.rows.append(_read_row(sheet, number, row, layout=layout, lookups=lookups))


@dataclass(frozen=True)
class _Layout:
    """What is the same in every row: the columns that are there and their places, and what an empty row holds."""

    places: Mapping[str, int]
    columns: list[tuple[str, Column, int]]
    empty: dict[str, Any]

    @classmethod
    def of(cls, columns: Mapping[str, Column], places: Mapping[str, int]) -> "_Layout":
        present = [
            (field, column, places[column.column_name])
            for field, column in columns.items()
            if column.column_name in places
        ]
        return cls(places, present, {field: column.widget.empty for field, column in columns.items()})


def is_filled(row: Sequence[Cell]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in row)


def _read_row(sheet: Sheet, number: int, cells: Sequence[Cell], *, layout: _Layout, lookups: Any) -> Row:
    row = Row(number, dict(layout.empty), cells, layout.places)
    width = len(cells)
    for field, column, place in layout.columns:
        cell = cells[place] if place < width else None
        value = layout.empty[field]
        if cell is not None:
            try:
                value = row.values[field] = column.widget.clean(cell, lookups=lookups)
            except ValueError as error:
                row.is_sound = False
                sheet.error(row, field, str(error))
                continue
        if column.required and (value is None or value == ""):
            row.is_sound = False
            sheet.error(row, field, f"“{column.column_name}”必须填写{column.if_empty}。")
    return row
