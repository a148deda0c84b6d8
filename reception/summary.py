"""小结: what a session came to, in the sentences that closing it proposes and its paper prints. Pure: figures in, text out.

依据：实施方案五、六（一）；领导小组办公室掌握各场接访的到场、接访和解决情况。
"""

from dataclasses import dataclass
from decimal import Decimal

from office.amounts import show_yuan


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """One session: 件, 人, 元 as declared of what counts, what of it is solved, and what came beside it.

    `solved_there` of the `solved`: on the day itself. `unknown_amounts`: counted as 0.
    """

    claims: int = 0
    workers: int = 0
    amount_yuan: Decimal = Decimal("0.00")
    unknown_amounts: int = 0
    solved: int = 0
    solved_there: int = 0
    visits: int = 0
    groups: int = 0
    not_wages: int = 0
    handled: int = 0


@dataclass(frozen=True, kw_only=True)
class SummaryFacts:
    """The session in words, its units by short name, and its figures."""

    day: str
    hours: str
    venue: str
    led_by: str
    chair: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    figures: DayFigures


def summary_text(facts: SummaryFacts) -> str:
    """Three paragraphs: who sat where and when, who came, what became of it."""
    return "\n".join([_held(facts), _came(facts.figures), _became(facts.figures)])


def _held(facts: SummaryFacts) -> str:
    when = f"{facts.day}{f' {facts.hours}' if facts.hours else ''}"
    leaders = [f"{name}{role}" for name, role in ((facts.led_by, "带班"), (facts.chair, "参加")) if name]
    said = [f"{when}，在{facts.venue}开展集中联合接访{''.join(f'，{leader}' for leader in leaders)}。"]
    said.append(_units("到场单位", facts.present) if facts.present else "没有单位签到。")
    if facts.absent:
        said.append(_units("未到场单位", facts.absent))
    return "".join(said)


def _units(what: str, names: tuple[str, ...]) -> str:
    return f"{what} {len(names)} 个：{'、'.join(names)}。"


def _came(figures: DayFigures) -> str:
    if not figures.claims:
        return "本场没有登记诉求。" + _again(figures)
    amount = f"{show_yuan(figures.amount_yuan)} 元"
    unknown = f"（另有 {figures.unknown_amounts} 件金额不详）" if figures.unknown_amounts else ""
    of_them = [
        f"{label} {count} 件" for label, count in (("集体访", figures.groups), ("不属欠薪", figures.not_wages)) if count
    ]
    said = f"登记诉求 {figures.claims} 件，涉及 {figures.workers} 人、{amount}{unknown}"
    part = f"，其中{'、'.join(of_them)}" if of_them else ""
    return f"{said}{part}。{_again(figures)}"


def _again(figures: DayFigures) -> str:
    return f"同一诉求再次来访 {figures.visits} 次，不另计件。" if figures.visits else ""


def _became(figures: DayFigures) -> str:
    solved = f"已解决 {figures.solved} 件" if figures.solved else "尚未解决，均已列入台账办理"
    there = f"，其中当场解决 {figures.solved_there} 件" if figures.solved_there else ""
    handled = f"领导直接处理 {figures.handled} 件。" if figures.handled else "没有领导直接处理的来访。"
    return f"{solved}{there}。{handled}" if figures.claims else handled
