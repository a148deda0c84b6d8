"""What is wrong or doubtful in a workbook, cell by cell, without clear personal data."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from reception.identity import mask_id, mask_name, mask_phone

SESSIONS_SHEET, CLAIMS_SHEET = "接访场次", "诉求台账"
SHOWN_CHARACTERS = 40
_MASKS = {"姓名": mask_name, "身份证号": mask_id, "手机": mask_phone}
# A phone has 11 digits, an ID number 15 or 18: they also turn up in columns where they do not belong.
_LONG_NUMBER = re.compile(r"\d{11,}[Xx]?", re.ASCII)


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


def problem(*, sheet: str, row: int | None, column: str, value: object, message: str) -> Problem:
    """A finding whose value and message show no personal data."""
    return Problem(sheet, row, column, shown(column, value), _LONG_NUMBER.sub(_stars, message))


def shown(column: str, value: object) -> str:
    """The cell as it may be shown: masked where it is personal, cut where it is long."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    if column in _MASKS:
        return _MASKS[column](text.removesuffix(".0"))
    text = _LONG_NUMBER.sub(_stars, text)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


@dataclass
class Findings:
    """Errors stop the import, warnings do not."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def in_order(self) -> "Findings":
        return Findings(_sorted(self.errors), _sorted(self.warnings))


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    order = {SESSIONS_SHEET: 0, CLAIMS_SHEET: 1}
    return sorted(problems, key=lambda found: (order.get(found.sheet, 2), found.row or 0))


def _stars(match: re.Match[str]) -> str:
    return f"{match[0][:3]}{'*' * (len(match[0]) - 3)}"
