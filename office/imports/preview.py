"""What an import would do, as its page shows it: counts, findings, some rows of each kind; and a digest of all of it."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Model

from office.sheets.findings import Findings, Problem
from office.sheets.rows import Row, Sheet

ROWS_OF_EACH = 50
MOST_FINDINGS = 20_000


class Verdict(StrEnum):
    NEW = "新增"
    KNOWN = "不变"
    REFUSED = "有误"


@dataclass(frozen=True)
class SheetPreview:
    """One sheet: how many rows of each kind, and the first of them with the cells of these headings, masked."""

    name: str
    headings: list[str]
    new: int
    known: int
    refused: int
    warned: int
    rows: list[tuple[int, str, list[str]]]


@dataclass(frozen=True)
class Preview:
    """`digest` covers every row's verdict, what its cells were matched with, and every finding."""

    sheets: list[SheetPreview]
    errors: list[Problem]
    warnings: list[Problem]
    digest: str

    @property
    def new(self) -> int:
        return sum(sheet.new for sheet in self.sheets)

    @property
    def may_be_confirmed(self) -> bool:
        return bool(self.new) and not self.errors

    @property
    def counts(self) -> dict[str, int]:
        """New, unchanged and refused rows, and how many warnings there are."""
        totals = {name: sum(getattr(sheet, name) for sheet in self.sheets) for name in ("new", "known", "refused")}
        return {**totals, "warnings": len(self.warnings), "errors": len(self.errors)}

    def as_json(self) -> str:
        kept = {"errors": self.errors[:MOST_FINDINGS], "warnings": self.warnings[:MOST_FINDINGS]}
        return json.dumps(asdict(self) | {name: list(map(asdict, found)) for name, found in kept.items()})

    @classmethod
    def from_json(cls, text: str) -> "Preview":
        data = json.loads(text)
        return cls(
            sheets=[SheetPreview(**sheet) for sheet in data["sheets"]],
            errors=[Problem(**found) for found in data["errors"]],
            warnings=[Problem(**found) for found in data["warnings"]],
            digest=data["digest"],
        )


@dataclass(frozen=True)
class Judged:
    """A sheet with its new rows; `facts` are what else of a row, beside its cells, decides what is written."""

    sheet: Sheet
    new: Collection[int]
    shown: Sequence[str]
    facts: Mapping[int, Any]


def make_preview(judged: Sequence[Judged], findings: Findings) -> Preview:
    """The preview of a plan; `shown` names the fields whose cells are shown."""
    errors, warnings = _rows_of(findings.errors), _rows_of(findings.warnings)
    digest = hashlib.sha256()
    sheets = []
    for each in judged:
        name = each.sheet.name
        verdicts = {row.number: _verdict(row, each, errors.get(name, set())) for row in each.sheet.rows}
        sheets.append(_sheet(each, verdicts, warned=len(warnings.get(name, set()))))
        for row in each.sheet.rows:
            digest.update(_marks(row, verdicts[row.number], each.facts.get(row.number)).encode())
    for found in (*findings.errors, *findings.warnings):
        digest.update(f"{found.sheet}|{found.row}|{found.column}|{found.message}\n".encode())
    return Preview(sheets, findings.errors, findings.warnings, digest.hexdigest())


def _rows_of(problems: Iterable[Problem]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for problem in problems:
        if problem.row is not None:
            found.setdefault(problem.sheet, set()).add(problem.row)
    return found


def _verdict(row: Row, judged: Judged, refused: Collection[int]) -> Verdict:
    if row.number in refused or not row.is_sound:
        return Verdict.REFUSED
    return Verdict.NEW if row.number in judged.new else Verdict.KNOWN


def _sheet(judged: Judged, verdicts: Mapping[int, Verdict], *, warned: int) -> SheetPreview:
    sheet, shown = judged.sheet, [field for field in judged.shown if field in judged.sheet.present]
    headings = [sheet.columns[field].column_name for field in shown]
    counts = dict.fromkeys(Verdict, 0)
    rows: list[tuple[int, str, list[str]]] = []
    for row in sheet.rows:
        verdict = verdicts[row.number]
        counts[verdict] += 1
        if counts[verdict] <= ROWS_OF_EACH:
            cells = [
                sheet.say(sheet="", row=None, column=name, value=row.cell(name), message="").value for name in headings
            ]
            rows.append((row.number, verdict.value, cells))
    return SheetPreview(
        sheet.name, headings, counts[Verdict.NEW], counts[Verdict.KNOWN], counts[Verdict.REFUSED], warned, rows
    )


def _marks(row: Row, verdict: Verdict, facts: Any) -> str:
    """What may change between the check and the writing: what texts mean, and what the row was matched with."""
    matched = [_mark(value) for value in row.values.values() if isinstance(value, (Model, tuple))]
    return f"{row.number}|{verdict.value}|{matched}|{_mark(facts)}\n"


def _mark(value: Any) -> Any:
    if isinstance(value, Model):
        return f"{value._meta.label}:{value.pk}"
    return [_mark(inner) for inner in value] if isinstance(value, (tuple, list)) else value
