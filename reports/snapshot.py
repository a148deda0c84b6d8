"""A table as one canonical text: what it says, and every claim it was counted from with the value used and the reason.

The same table gives the same text, byte for byte, on every machine: keys sorted, no spaces, amounts as text, instants
in UTC. No name of a person stands in it but the signer's: claims are told by number.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from reports.counting import told_rules
from reports.figures.facts import ClaimFact, SessionFact, TableFact
from reports.figures.figure import Figure, LeftOut, Line
from reports.row import Row
from reports.table import Table

SET = ("from_month", "column_b", "heading", "document_number")
SESSION, CLAIM, TABLE, FILE = "session", "claim", "table", "file"


def content_of(table: Table, *, by_rule: Table) -> dict[str, Any]:
    """What the table says, what it was counted from and by which rules; beside its 备注, which may be edited, those built
    by rule. `checked` holds the area's figures where each session has a row of its own."""
    told = table.as_json()
    rows = [line | {"remarks_by_rule": row.remarks} for row, line in zip(by_rule.rows, told["rows"], strict=True)]
    figures = {str(row.no): figures_of(row) for row in table.rows}
    setting = table.setting
    told |= {
        "rows": rows,
        "figures": figures,
        "counting_rules": told_rules(table.checked[0]),
        "setting": {name: getattr(setting, name) for name in SET},
        "reporter": table.area.reporter,
        "area_name": table.area.short_name,
    }
    if table.is_by_session:
        told["checked"] = {row.label: figures_of(row) for row in table.checked}
    return told


def figures_of(row: Row) -> dict[str, Any]:
    """Every figure of a row with its lines, as a snapshot holds them."""
    return {key: _figure(figure) for key, figure in row.figures.items()}


def canonical(content: dict[str, Any]) -> str:
    """The one text of a snapshot."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def instant(moment: datetime) -> str:
    """An instant as a snapshot writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "label": figure.label,
        "unit": str(figure.unit.value),
        "rule": figure.rule.text,
        "rule_version": figure.rule.version,
        "clause": figure.rule.clause,
        "value": _plain(figure.value),
        "lines": [_line(line) for line in figure.lines],
        "left_out": [_left_out(left) for left in figure.left_out],
    }


def _line(line: Line) -> list[Any]:
    """[kind, id, number or day, value, reason]."""
    fact = line.fact
    if isinstance(fact, SessionFact):
        return [SESSION, fact.pk, fact.held_on.isoformat(), _plain(line.value), line.reason]
    if isinstance(fact, TableFact):
        return [FILE if fact.is_file else TABLE, fact.pk, fact.number, _plain(line.value), line.reason]
    return [CLAIM, fact.pk, fact.number, _plain(line.value), line.reason]


def _left_out(left: LeftOut) -> list[Any]:
    """[id, number or day, reason]."""
    told = left.fact.number if isinstance(left.fact, ClaimFact) else left.fact.day.isoformat()
    return [left.fact.pk, told, left.reason]


def _plain(value: Any) -> Any:
    """Amounts with two decimals as text, whole numbers as they are, days in ISO."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return value
