"""What is wrong or doubtful in a table, cell by cell; how a cell may be shown is the caller's."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One finding: `row` is the row number Excel shows, None where the whole sheet is meant."""

    sheet: str
    row: int | None
    column: str
    value: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        place = " ".join(part for part in (self.sheet, f"第 {self.row} 行" if self.row else "", self.column) if part)
        return f"{place}：{self.message}"


Say = Callable[..., Problem]
"""Makes a finding of `sheet`, `row`, `column`, `value`, `message`, with nothing personal in clear."""


@dataclass
class Findings:
    """Errors stop the import, warnings do not."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def in_order(self, sheets: Sequence[str]) -> "Findings":
        """By sheet in the order given, then by row; what is said of a whole sheet comes first."""
        place = {name: number for number, name in enumerate(sheets)}

        def key(found: Problem) -> tuple[int, int]:
            return place.get(found.sheet, len(place)), found.row or 0

        return Findings(sorted(self.errors, key=key), sorted(self.warnings, key=key))
