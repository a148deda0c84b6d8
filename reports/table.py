"""The monthly table as data: rows, identity, warnings. The form and the page only draw what stands here.

依据：实施方案七及附件《根治欠薪集中联合接访情况表》。
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from office.models import Area
from reports.figures import FIGURES
from reports.figures.facts import Facts
from reports.figures.figure import RULE_VERSION, Figure
from reports.figures.loading import Question, load
from reports.figures.remarks import remarks, warnings
from reports.models import TableSetting
from reports.period import OFFICE_TIME, Month
from reports.row import Row
from reports.session_rows import Part, by_session, figure_of

RULES = dict(TableSetting.Rule.choices)
IDENTITY = ("opening", "claims", "reopened", "solved_flow", "other", "closing")


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
    """One month of one area. `as_of` None means: as known now.

    `rows` are printed. `checked` has one row for each area, whose figures hold everything the month was counted from:
    the same as `rows`, unless the form prints one row for each session.
    """

    area: Area
    month: Month
    rule: str
    setting: TableSetting
    as_of: datetime | None
    rows: tuple[Row, ...]
    checked: tuple[Row, ...]
    identity: Identity
    warnings: tuple[str, ...] = field(default=())
    rule_version: str = RULE_VERSION

    @property
    def is_by_session(self) -> bool:
        return any(row.session_id is not None for row in self.rows)

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


def build_table(*, area: Area, month: Month, rule: str = "", as_of: datetime | None = None) -> Table:
    """Counts the month live, nothing frozen. An area with areas below it has one row for each of them.

    Without a `rule` the one that the area has set for this month decides which 已解决 is printed.

    Raises:
        ValueError: there is no such counting rule.
    """
    setting = TableSetting.objects.in_force(area, str(month))
    rule = rule or setting.rule
    if rule not in RULES:
        raise ValueError(f"没有“{rule}”这种口径，可用：{'、'.join(RULES)}。")
    parts = _parts(area, setting)
    facts = load(Question([pk for part in parts for pk in part.area_ids], month, as_of))
    kept = [(part, facts.of_areas(part.area_ids)) for part in parts]
    kept = [(part, own) for part, own in kept if not part.is_own or _has_figures(own)]
    checked = tuple(_row(no, part, own, rule) for no, (part, own) in enumerate(kept, start=1))
    rows = checked
    if setting.is_by_session and len(parts) == 1:
        rows = by_session(checked[0], facts, with_place=setting.column_b == TableSetting.ColumnB.PLACE)
    notes = tuple(_named(part, line, alone=len(kept) == 1) for part, own in kept for line in warnings(own))
    identity = _identity(checked)
    if not identity.holds:
        notes += ("期初、接访、重新办理与解决、其他办结、期末不平衡，请与技术人员联系，暂勿报送。",)
    return Table(
        area=area, month=month, rule=rule, setting=setting, as_of=as_of, rows=rows, checked=checked, identity=identity,
        warnings=notes,
    )  # fmt: skip


def build_figure(
    *, area: Area, month: Month, key: str, own: bool = False, part: Part | None = None, as_of: datetime | None = None
) -> Figure:
    """One figure with its claims: of the area and all below it, or (`own`) of the area alone; `part` narrows it to a row
    of one session. `KeyError`: no such figure."""
    count = FIGURES[key]
    area_ids = [area.pk] if own else [each.pk for each in area.with_children()]
    facts = load(Question(area_ids, month, as_of))
    return figure_of(count(facts), part, facts) if part else count(facts)


@dataclass(frozen=True)
class _Part:
    """What one row counts."""

    area: Area
    label: str
    area_ids: tuple[int, ...]
    is_own: bool = False


def _parts(area: Area, setting: TableSetting) -> list[_Part]:
    below = area.with_children()
    children = [each for each in below if each.parent_id == area.pk]
    if not children:
        return [_Part(area, setting.name_of(area), (area.pk,))]
    # Sessions the city holds itself must not vanish from its table; without any, the row is not printed.
    own = _Part(area, f"{setting.name_of(area)}本级", (area.pk,), is_own=True)
    children.sort(key=lambda child: child.code)
    return [own, *(_Part(child, setting.name_of(child), tuple(_ids_below(child, below))) for child in children)]


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
