"""What a frozen month would say today: claim by claim, with the figure, before, after and why. Pure.

Late entries, corrections, mergers, voids and reopenings change what is counted; a frozen table never changes, so the
difference is told beside it and may become the next version.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.row import Row
from reports.snapshot import figures_of
from reports.table import Table

# What the form shows, and the identity behind it.
COMPARED = ("sessions", "claims", "workers", "amount", "solved_flow", "solved_cohort", "reopened", "other")


@dataclass(frozen=True)
class Difference:
    """One claim (or session, or the whole figure where `number` is empty) of one figure of one row."""

    row: str
    figure: str
    unit: str
    number: str
    before: str
    after: str
    reason: str


def differences(frozen: dict[str, Any], now: Table) -> list[Difference]:
    """Every difference between a snapshot's content and the month as it is counted now; empty if there is none."""
    rows = {line["label"]: frozen["figures"][str(line["no"])] for line in frozen["rows"]}
    # Where each session has its row, what came of earlier sessions stands in the area's figures alone.
    before = dict(frozen.get("checked", rows))
    found: list[Difference] = []
    for row in now.checked:
        found += _of_row(row.label, before.pop(row.label, {}), figures_of(row))
    for label, figures in before.items():
        found += _of_row(label, figures, {})
    return found


def changed_figures(frozen: dict[str, Any], now: Table) -> list[tuple[Row, dict[str, tuple[Any, Any]]]]:
    """By row of today, the figures of the form that differ, each before and after."""
    before = {line["label"]: line for line in frozen["rows"]}
    names = ("sessions_held", "claims", "workers", "amount_wan", "solved")
    rows = []
    for row in now.rows:
        told, was = row.as_json(), before.get(row.label, {})
        changed = {name: (was.get(name), told[name]) for name in names if was.get(name) != told[name]}
        if changed:
            rows.append((row, changed))
    return rows


def _of_row(label: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for key in COMPARED:
        yield from _of_figure(label, before.get(key), after.get(key))


def _of_figure(label: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[Difference]:
    known: dict[str, Any] = after or before or {}
    was, now = _by_number(before), _by_number(after)
    for number in dict.fromkeys([*was, *now]):
        old, new = was.get(number), now.get(number)
        if (old and old[0]) == (new and new[0]):
            continue
        reason = new[1] if new else _why_gone(after, number)
        yield Difference(label, known["label"], known["unit"], number, _text(old), _text(new), reason)


def _by_number(figure: dict[str, Any] | None) -> dict[str, tuple[Decimal, str]]:
    """By number of the claim, what it adds to the figure and why; a claim with several lines adds their sum."""
    found: dict[str, tuple[Decimal, str]] = {}
    for _kind, _pk, number, value, reason in (figure or {}).get("lines", ()):
        sum_before = found[number][0] if number in found else Decimal(0)
        found[number] = (sum_before + Decimal(value), reason)
    return found


def _why_gone(after: dict[str, Any] | None, number: str) -> str:
    left_out = {told: reason for _pk, told, reason in (after or {}).get("left_out", ())}
    return left_out.get(number, "现在不再计入本月")


def _text(told: tuple[Decimal, str] | None) -> str:
    return "不计" if told is None else f"{told[0]:,}"
