"""The rows that were refused, as a workbook: as they were uploaded, the reasons in a last column."""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from office.imports.kinds import Kind, Sheets
from office.imports.mapping import columns_of
from office.imports.preview import Preview
from office.imports.template import width_of
from office.models import Area
from office.sheets.columns import REASONS, Column, find_table
from office.sheets.writer import write_table
from office.text import fold

REASONS_WIDTH = 80


def refused_workbook(sheets: Sheets, *, kind: Kind, area: Area, preview: Preview) -> bytes:
    """A sheet for every sheet that has such rows. Corrected and without the last column it can be uploaded again."""
    reasons: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for found in preview.errors:
        if found.row is not None:
            place = f"{found.column}：" if found.column else ""
            reasons[fold(found.sheet)][found.row].append(place + found.message)
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        columns = columns_of(kind, name, area=area)
        if columns is not None and reasons[fold(name)]:
            _write(book.create_sheet(name), rows, others=kind.is_mapped, columns=columns, reasons=reasons[fold(name)])
    if not book.worksheets:
        write_table(book.create_sheet("说明"), ["说明"], [[str(found)] for found in preview.errors])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(
    sheet: Any,
    rows: Sequence[Sequence[Any]],
    *,
    columns: Mapping[str, Column],
    reasons: Mapping[int, list[str]],
    others: bool,
) -> None:
    table = find_table(rows, columns, others=others)
    width = max((len(row) for row in rows), default=0)
    found = {place: name for name, place in table.places.items()}
    names = [found.get(index, _heading(rows[table.top], index)) for index in range(width)]
    kept = [index for index, name in enumerate(names) if name and name != REASONS]
    refused = [number for number in sorted(reasons) if table.first < number <= len(rows)]
    write_table(
        sheet,
        [names[index] for index in kept] + [REASONS],
        (
            _cells(rows[number - 1], kept) + ["；".join(reason.rstrip("。") for reason in reasons[number])]
            for number in refused
        ),
        widths={column.column_name: width_of(column) for column in columns.values()} | {REASONS: REASONS_WIDTH},
    )


def _heading(row: Sequence[Any], index: int) -> str:
    return str(row[index]) if index < len(row) and row[index] is not None else ""


def _cells(row: Sequence[Any], kept: Sequence[int]) -> list[Any]:
    return [row[index] if index < len(row) else None for index in kept]
