"""What a district's workbook says: the rows that are taken over, and each difference from the form. Pure."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Drift:
    """One difference from the form: the cell, and what is wrong with the remedy. `blocks`: nothing certain can be read."""

    cell: str
    text: str
    blocks: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """One row as it is taken over; amounts as text with two decimals."""

    label: str
    sessions: int
    claims: int
    workers: int
    amount_wan: str
    solved: int
    remarks: str = ""


@dataclass
class Reading:
    """What a workbook says. `cells` is the sheet as far as the form reaches, as text, the first row first."""

    rows: list[ReadRow] = field(default_factory=list)
    drift: list[Drift] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    reporter: str = ""
    filed_on: str = ""

    @property
    def is_blocked(self) -> bool:
        return any(each.blocks for each in self.drift)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Reading":
        rows, drift = [ReadRow(**row) for row in kept["rows"]], [Drift(**each) for each in kept["drift"]]
        return cls(**(kept | {"rows": rows, "drift": drift}))
