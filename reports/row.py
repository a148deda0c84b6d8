"""One row of the form: its figures as the form shows them. 万元 exists in this module alone. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from office.amounts import show_yuan
from office.models import Area
from reports.figures.figure import CountingRule, Figure

YUAN_PER_WAN = Decimal(10_000)
CENT = Decimal("0.01")
WAN_RULE = CountingRule(
    "涉及金额以元累计后一次换算为万元：除以 10000，四舍五入到两位小数；不足 50 元的显示为 0.00 并提示。",
    "实施方案附件“涉及金额（万元）”栏",
)


def in_wan(amount_yuan: Decimal) -> Decimal:
    """Yuan as 万元 with two decimals, half a cent up: 50.00 → 0.01, 49.99 → 0.00. For sums only, never before adding."""
    return (amount_yuan / YUAN_PER_WAN).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One numbered row of the form, with its figures by key (see `reports.figures.FIGURES`).

    `session_id` names the one session of a row of its own; `is_earlier` says that the row holds what came of sessions
    of earlier months.
    """

    no: int
    area: Area
    label: str
    is_own: bool
    rule: str
    figures: dict[str, Figure]
    remarks: str
    session_id: int | None = None
    is_earlier: bool = False

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
