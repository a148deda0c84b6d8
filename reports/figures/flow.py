"""已解决 by both rules, and the month's identity, counted from 诉求办结 and 诉求重新办理 rows.

At any day a claim is absent, unfinished or concluded: the *last entered* row dated before that day says which, and a
claim is absent until its session. A month compares its two ends. So each claim adds at most one to each figure, a claim
concluded and resumed in the same month is not solved, and for every month, whatever order rows were dated in:

    opening + received + reopened = solved + other + closing

and over all months Σ solved − Σ reopened from solved = claims solved now.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.figures.facts import ClaimFact, Event, Facts
from reports.figures.figure import CountingRule, Figure, LeftOut, Unit, claim_lines
from reports.period import day_label

SOLVED_CLAUSE = "实施方案七及附件“已解决的欠薪诉求数量（件）”栏；实施方案六（二）“两个不放过”"
IDENTITY_CLAUSE = "实施方案六（三）“不结案不销号”：每件都有去向"
FLOW_RULE = CountingRule(
    "任何月份接访的诉求，案件已办结、办结结果为已支付完毕、和解履行完毕或裁判已执行到位，且结果日期在本月内；"
    "本月内又重新办理而未再次办结的不计。只付一部分（不论付了几成）、只发放基本生活费、引导其他程序、提级办理，都不算解决。"
    "已计入以前月份、本月重新办理的，以前的表不动，在备注中说明。",
    SOLVED_CLAUSE,
)
COHORT_RULE = CountingRule(
    "本月接访的诉求中，到统计时已解决的，不论在哪个月解决。重新办理而未再次办结的不计。", SOLVED_CLAUSE
)
OPENING_RULE = CountingRule("以前月份接访、到上月末尚未办结的诉求。", IDENTITY_CLAUSE)
REOPENED_RULE = CountingRule(
    "到上月末已办结、本月内重新办理的诉求（本月内又办结的，同时计入本月办结）。", IDENTITY_CLAUSE
)
OTHER_RULE = CountingRule(
    "本月内以其他结果办结的诉求：经核实不存在欠薪、撤回、移送其他地区、无法联系反映人。", IDENTITY_CLAUSE
)
CLOSING_RULE = CountingRule("到本月末尚未办结的接访诉求。", IDENTITY_CLAUSE)


@dataclass(frozen=True)
class Change:
    """One session claim over the month: the conclusion that stood at its start, and at its end (None: unfinished or absent)."""

    claim: ClaimFact
    at_start: Event | None
    at_end: Event | None

    @property
    def is_reopened(self) -> bool:
        return self.at_start is not None and self.at_start != self.at_end

    @property
    def was_solved(self) -> bool:
        return self.at_start is not None and self.at_start.is_solved

    @property
    def new(self) -> Event | None:
        """The conclusion reached in the month, None if there is none or it stood before."""
        return self.at_end if self.at_end != self.at_start else None


def changes(facts: Facts) -> Iterator[Change]:
    """One for each live session claim that came in, was concluded or resumed in the month."""
    for claim in facts.population:
        start, end = facts.month.start, facts.month.end
        yield Change(claim, facts.conclusion(claim, before=start), facts.conclusion(claim, before=end))


def solved_flow(facts: Facts) -> Figure:
    """已解决, rule `flow`: claims of any session with a solved outcome dated in the month, standing at its end."""
    solved = claim_lines(
        (change.claim, _solved_reason(facts, change.claim, change.new))
        for change in changes(facts)
        if change.new and change.new.is_solved
    )
    left_out = tuple(_not_solved(facts, solved_pks={line.fact.pk for line in solved}))
    return Figure("solved_flow", "已解决的欠薪诉求数量（按解决月份）", Unit.CLAIMS, FLOW_RULE, solved, left_out)


def solved_cohort(facts: Facts) -> Figure:
    """已解决, rule `cohort`: of the month's claims, those whose last conclusion, whenever dated, is a solved one."""
    standing = [(claim, facts.conclusion(claim)) for claim in facts.counted]
    solved = claim_lines((claim, _outcome_text(event)) for claim, event in standing if event and event.is_solved)
    left_out = tuple(LeftOut(claim, _why_not(event)) for claim, event in standing if not (event and event.is_solved))
    return Figure("solved_cohort", "已解决的欠薪诉求数量（按接访月份）", Unit.CLAIMS, COHORT_RULE, solved, left_out)


def opening(facts: Facts) -> Figure:
    """Session claims of earlier months, unfinished when the month began."""
    lines = claim_lines((claim, f"{_held(claim)}接访，上月末尚未办结") for claim in facts.opening)
    return Figure("opening", "上月末未办结", Unit.CLAIMS, OPENING_RULE, lines)


def reopened(facts: Facts) -> Figure:
    """Claims concluded when the month began whose conclusion was lifted in it."""
    lines = claim_lines(
        (change.claim, f"此前{_outcome_text(change.at_start)}，本月重新办理")
        for change in changes(facts)
        if change.is_reopened and change.at_start
    )
    return Figure("reopened", "本月重新办理", Unit.CLAIMS, REOPENED_RULE, lines)


def reopened_from_solved(facts: Facts) -> list[ClaimFact]:
    """Claims counted as solved in an earlier month and reopened in this one."""
    return [change.claim for change in changes(facts) if change.is_reopened and change.was_solved]


def other(facts: Facts) -> Figure:
    """Claims concluded in the month with an outcome that is not a solution."""
    lines = claim_lines(
        (change.claim, _outcome_text(change.new))
        for change in changes(facts)
        if change.new and not change.new.is_solved
    )
    return Figure("other", "本月其他办结", Unit.CLAIMS, OTHER_RULE, lines)


def closing(facts: Facts) -> Figure:
    """Session claims unfinished when the month ended."""
    lines = claim_lines((claim, f"{_held(claim)}接访，本月末尚未办结") for claim in facts.closing)
    return Figure("closing", "本月末未办结", Unit.CLAIMS, CLOSING_RULE, lines)


def _held(claim: ClaimFact) -> str:
    return day_label(claim.held_on or claim.received_on)


def _outcome_text(event: Event) -> str:
    return f"{day_label(event.on)}{event.outcome_label}"


def _solved_reason(facts: Facts, claim: ClaimFact, event: Event) -> str:
    earlier = claim.held_on is not None and claim.held_on < facts.month.start
    return _outcome_text(event) + (f"（以前月份接访：{_held(claim)}）" if earlier else "")


def _not_solved(facts: Facts, *, solved_pks: set[int]) -> Iterator[LeftOut]:
    for change in changes(facts):
        if change.claim.pk in solved_pks:
            continue
        later = facts.conclusion(change.claim)
        if change.new is None and later and later.on >= facts.month.end:
            yield LeftOut(change.claim, f"本月末尚未办结（{_outcome_text(later)}，计入该月）")
        elif change.at_end is None or change.new:
            was_reopened = change.at_end is None and _was_concluded(facts, change.claim)
            yield LeftOut(
                change.claim, "办结后重新办理，本月末尚未再次办结" if was_reopened else _why_not(change.at_end)
            )


def _was_concluded(facts: Facts, claim: ClaimFact) -> bool:
    return any(event.on < facts.month.end for event in facts.events.get(claim.pk, ()))


def _why_not(event: Event | None) -> str:
    return "尚未办结" if event is None else f"{_outcome_text(event)}，不算解决"
