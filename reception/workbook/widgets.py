"""Cells that are matched with the code lists of the office."""

from dataclasses import dataclass, field
from typing import Any

from office.models import Area, Code
from office.selectors import codes
from office.sheets.widgets import Cell, pick
from office.text import fold


@dataclass(frozen=True)
class Sectors:
    """行业领域 by name."""

    sectors: dict[str, Code]
    meanings: dict[tuple[Any, str], Any] = field(default_factory=dict)


def load_sectors(_area: Area) -> Sectors:
    return Sectors({fold(code.label): code for code in codes(Code.Kind.SECTOR)})


class Sector(Cell):
    """行业领域 by its name."""

    kind = "choice"
    repeats = True
    empty = None

    def parse(self, value: Any, lookups: Sectors) -> Code:
        return pick(value, lookups.sectors, self.allowed(lookups))

    def allowed(self, lookups: Sectors) -> list[str]:
        return [code.label for code in lookups.sectors.values()]
