"""The monthly table as data: rows, identity, warnings. The form and the page only draw what stands here.

依据：实施方案七及附件《根治欠薪集中联合接访情况表》。万元 exists in this module alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from office.amounts import show_yuan
from office.models import Area
from reports.figures import FIGURES, RULE_VERSION
from reports.figures.facts import Facts
from reports.figures.figure import Figure
from reports.figures.loading import Question, load
from reports.figures.remarks import remarks, warnings
from reports.period import OFFICE_TIME, Month

RULES = {"flow": "按解决月份（本月解决的，不论哪月接访）", "cohort": "按接访月份（本月接访的，不论何时解决）"}
DEFAULT_RULE = "flow"
YUAN_PER_WAN = Decimal(10_000)
CENT = Decimal("0.01")
IDENTITY = ("opening", "claims", "reopened", "solved_flow", "other", "closing")


def in_wan(amount_yuan: Decimal) -> Decimal:
    """Yuan as 万元 with two decimals, half a cent up: 50.00 → 0.01, 49.99 → 0.00. For sums only, never before adding."""
    return (amount_yuan / YUAN_PER_WAN).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One numbered row of the form, with its figures by key (see `reports.figures.FIGURES`)."""

    no: int
    area: Area
    label: str
    is_own: bool
    rule: str
    figures: dict[str, Figure]
    remarks: str

    @property
    def sessions_held(self) -> int:
        return int(self.figures["sessions"].value)

    @property
    def claims(self) -> int:
        return int(self.figures["claims"].value)

    @property
    def workers(self) -> int:
        return int(self.figures["workers"].value)

    @property
    def amount_yuan(self) -> Decimal:
        return Decimal(self.figures["amount"].value).quantize(CENT)

    @property
    def amount_wan(self) -> Decimal:
        return in_wan(self.amount_yuan)

    @property
    def amount_yuan_text(self) -> str:
        return show_yuan(self.amount_yuan)

    @property
    def solved_key(self) -> str:
        return f"solved_{self.rule}"

    @property
    def solved(self) -> int:
        return int(self.figures[self.solved_key].value)

    @property
    def solved_flow(self) -> int:
        return int(self.figures["solved_flow"].value)

    @property
    def solved_cohort(self) -> int:
        return int(self.figures["solved_cohort"].value)

    def as_json(self) -> dict[str, Any]:
        """Numbers as numbers, amounts as text."""
        return {
            "no": self.no,
            "label": self.label,
            "sessions_held": self.sessions_held,
            "claims": self.claims,
            "workers": self.workers,
            "amount_yuan": str(self.amount_yuan),
            "amount_wan": str(self.amount_wan),
            "solved": self.solved,
            "solved_flow": self.solved_flow,
            "solved_cohort": self.solved_cohort,
            "remarks": self.remarks,
        }


@dataclass(frozen=True, kw_only=True)
class Identity:
    """期初 + 接访 + 重新办理 = 解决 + 其他办结 + 期末, in claims of sessions, always by rule flow."""

    opening: int
    received: int
    reopened: int
    solved: int
    other: int
    closing: int

    @property
    def holds(self) -> bool:
        return self.opening + self.received + self.reopened == self.solved + self.other + self.closing

    def as_json(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("opening", "received", "reopened", "solved", "other", "closing")}


@dataclass(frozen=True, kw_only=True)
class Table:
    """One month of one area. `as_of` None means: as known now."""

    area: Area
    month: Month
    rule: str
    as_of: datetime | None
    rows: tuple[Row, ...]
    identity: Identity
    warnings: tuple[str, ...] = field(default=())
    rule_version: str = RULE_VERSION

    def as_json(self) -> dict[str, Any]:
        """The object of `monthly_table --json`; its keys are fixed."""
        return {
            "area": self.area.code,
            "month": str(self.month),
            "rule": self.rule,
            "rule_version": self.rule_version,
            "as_of": self.as_of.astimezone(OFFICE_TIME).isoformat() if self.as_of else None,
            "rows": [row.as_json() for row in self.rows],
            "identity": self.identity.as_json(),
            "warnings": list(self.warnings),
        }


def build_table(*, area: Area, month: Month, rule: str = DEFAULT_RULE, as_of: datetime | None = None) -> Table:
    """Counts the month live, nothing frozen. An area with areas below it has one row for each of them.

    Raises:
        ValueError: there is no such counting rule.
    """
    if rule not in RULES:
        raise ValueError(f"没有“{rule}”这种口径，可用：{'、'.join(RULES)}。")
    parts = _parts(area)
    facts = load(Question([pk for part in parts for pk in part.area_ids], month, as_of))
    kept = [(part, facts.of_areas(part.area_ids)) for part in parts]
    kept = [(part, own) for part, own in kept if not part.is_own or _has_figures(own)]
    rows = tuple(_row(no, part, own, rule) for no, (part, own) in enumerate(kept, start=1))
    notes = tuple(_named(part, line, alone=len(kept) == 1) for part, own in kept for line in warnings(own))
    identity = _identity(rows)
    if not identity.holds:
        notes += ("期初、接访、重新办理与解决、其他办结、期末不平衡，请与技术人员联系，暂勿报送。",)
    return Table(area=area, month=month, rule=rule, as_of=as_of, rows=rows, identity=identity, warnings=notes)


def build_figure(*, area: Area, month: Month, key: str, own: bool = False, as_of: datetime | None = None) -> Figure:
    """One figure with its claims: of the area and all below it, or (`own`) of the area alone. `KeyError`: no such figure."""
    count = FIGURES[key]
    area_ids = [area.pk] if own else [each.pk for each in area.with_children()]
    return count(load(Question(area_ids, month, as_of)))


@dataclass(frozen=True)
class _Part:
    """What one row counts."""

    area: Area
    label: str
    area_ids: tuple[int, ...]
    is_own: bool = False


def _parts(area: Area) -> list[_Part]:
    below = area.with_children()
    children = [each for each in below if each.parent_id == area.pk]
    if not children:
        return [_Part(area, area.short_name, (area.pk,))]
    # Sessions the city holds itself must not vanish from its table; without any, the row is not printed.
    own = _Part(area, f"{area.short_name}本级", (area.pk,), is_own=True)
    children.sort(key=lambda child: child.code)
    return [own, *(_Part(child, child.short_name, tuple(_ids_below(child, below))) for child in children)]


def _ids_below(area: Area, areas: list[Area]) -> Iterator[int]:
    yield area.pk
    for each in areas:
        if each.parent_id == area.pk:
            yield from _ids_below(each, areas)


def _has_figures(facts: Facts) -> bool:
    return bool(facts.sessions or facts.population or facts.opening or facts.beside)


def _row(no: int, part: _Part, facts: Facts, rule: str) -> Row:
    figures = {key: count(facts) for key, count in FIGURES.items()}
    return Row(
        no=no, area=part.area, label=part.label, is_own=part.is_own, rule=rule, figures=figures, remarks=remarks(facts, rule=rule)
    )  # fmt: skip


def _named(part: _Part, warning: str, *, alone: bool) -> str:
    return warning if alone else f"{part.label}：{warning}"


def _identity(rows: tuple[Row, ...]) -> Identity:
    sums = [sum(int(row.figures[key].value) for row in rows) for key in IDENTITY]
    return Identity(**dict(zip(("opening", "received", "reopened", "solved", "other", "closing"), sums, strict=True)))
