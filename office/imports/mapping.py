"""What the columns of a file from outside are called, as an area noted it; that goes before what is built in."""

import re
from collections.abc import Mapping

from office.imports.kinds import Kind
from office.models import Area, HeadingNames
from office.sheets.columns import NOT_TABLES, Column
from office.text import fold

BETWEEN = "、"
_SEPARATORS = re.compile(r"[、,，;；\n]+")
Tables = Mapping[str, Mapping[str, Column]]


def split_names(text: str) -> list[str]:
    """Headings as they are compared, each once."""
    return list(dict.fromkeys(folded for part in _SEPARATORS.split(text) if (folded := fold(part).rstrip("*"))))


def named_headings(kind: Kind, *, area: Area) -> dict[str, list[str]]:
    """The area's own headings by field."""
    return dict(HeadingNames.objects.filter(area=area, kind=kind.slug).values_list("field", "names"))


def tables_of(kind: Kind, *, area: Area | None) -> Tables:
    """The columns by sheet, with the area's own headings as synonyms."""
    if not kind.is_mapped or area is None:
        return kind.tables
    noted = named_headings(kind, area=area)
    taken = {name for names in noted.values() for name in names}
    return {
        sheet: {name: _renamed(column, noted.get(name, []), taken) for name, column in columns.items()}
        for sheet, columns in kind.tables.items()
    }


def columns_of(kind: Kind, sheet: str, *, area: Area) -> Mapping[str, Column] | None:
    """The columns of a sheet by its name; a kind with one table takes any sheet that a template does not add."""
    if sheet in NOT_TABLES:
        return None
    tables = tables_of(kind, area=area)
    if len(tables) == 1:
        return next(iter(tables.values()))
    return next((columns for name, columns in tables.items() if fold(name) == fold(sheet)), None)


def _renamed(column: Column, own: list[str], taken: set[str]) -> Column:
    """A heading the office gave to one column is no longer a synonym of another."""
    kept = [name for name in column.synonyms if fold(name) not in taken]
    return Column(
        column.column_name, column.widget, required=column.required, synonyms=(*own, *kept), note=column.note,
        example=column.example, if_empty=column.if_empty,
    )  # fmt: skip
