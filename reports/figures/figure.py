"""A figure with everything that stands behind it: what counts, why, and what was left out, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reports.figures.facts import CalledOff, ClaimFact, SessionFact, TableFact

RULE_VERSION = "v1"


@dataclass(frozen=True)
class CountingRule:
    """口径: how a number is counted, in the office's words, the place of the source it follows, and its version."""

    text: str
    clause: str
    version: str = RULE_VERSION

    def __str__(self) -> str:
        return self.text


class Unit(StrEnum):
    """What a figure is counted in; the value is shown after it."""

    TIMES = "次"
    CLAIMS = "件"
    PERSONS = "人"
    YUAN = "元"


@dataclass(frozen=True)
class Line:
    """One claim, session or table behind a figure: what it adds (a worker counted twice adds -1) and why."""

    fact: ClaimFact | SessionFact | TableFact
    value: int | Decimal
    reason: str


@dataclass(frozen=True)
class LeftOut:
    """One claim or session that a reader might look for in a figure, and why it does not count."""

    fact: ClaimFact | SessionFact | CalledOff
    reason: str


@dataclass(frozen=True)
class Figure:
    """A counted number. Its value is the sum of its lines, so that list and figure cannot differ."""

    key: str
    label: str
    unit: Unit
    rule: CountingRule
    lines: tuple[Line, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def value(self) -> int | Decimal:
        return sum((line.value for line in self.lines), Decimal("0.00") if self.unit == Unit.YUAN else 0)


def claim_lines(pairs: Iterable[tuple[ClaimFact, str]]) -> tuple[Line, ...]:
    """One 件 each."""
    return tuple(Line(claim, 1, reason) for claim, reason in pairs)
