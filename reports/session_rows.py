"""The form with one row for each session instead of one for the area. Pure.

The rows are the area's own figures, each claim told to its session: what they hold together is what the area's row
would hold. What came in the month of sessions of earlier months has a row of its own.
"""

from collections import Counter
from dataclasses import dataclass, replace

from reports.figures.facts import ClaimFact, Facts, SessionFact
from reports.figures.figure import Figure
from reports.row import Row

EARLIER = "以前月份接访"


@dataclass(frozen=True)
class Part:
    """The lines of one session, or (None) of sessions of earlier months."""

    session_id: int | None


def by_session(whole: Row, facts: Facts, *, with_place: bool) -> tuple[Row, ...]:
    """The rows of the sessions held, by day; a month without any keeps the area's row. 备注 stand in the first."""
    if not facts.sessions:
        return (whole,)
    labels = _labels(facts.sessions, with_place=with_place)
    parts = [(Part(session.pk), label) for session, label in zip(facts.sessions, labels, strict=True)]
    rows = [_row(whole, facts, part, label) for part, label in [*parts, (Part(None), EARLIER)]]
    if rows[-1].solved == 0:
        rows.pop()
    first = replace(rows[0], remarks=whole.remarks)
    return tuple(replace(row, no=no) for no, row in enumerate([first, *rows[1:]], start=1))


def figure_of(figure: Figure, part: Part, facts: Facts) -> Figure:
    """The figure's lines that belong to the part."""
    held = {session.pk for session in facts.sessions}
    lines = tuple(line for line in figure.lines if _session_of(line.fact, held) == part.session_id)
    left_out = tuple(left for left in figure.left_out if _session_of(left.fact, held) == part.session_id)
    return replace(figure, lines=lines, left_out=left_out)


def _row(whole: Row, facts: Facts, part: Part, label: str) -> Row:
    figures = {key: figure_of(figure, part, facts) for key, figure in whole.figures.items()}
    return replace(
        whole, label=label, figures=figures, remarks="", session_id=part.session_id, is_earlier=part.session_id is None
    )


def _session_of(fact: object, held: set[int]) -> int | None:
    if isinstance(fact, SessionFact):
        return fact.pk if fact.pk in held else None
    return fact.session_id if isinstance(fact, ClaimFact) and fact.session_id in held else None


def _labels(sessions: tuple[SessionFact, ...], *, with_place: bool) -> list[str]:
    """The days; the second session of a day is told apart from the first."""
    seen: Counter[object] = Counter()
    labels = []
    for session in sessions:
        seen[session.held_on] += 1
        again = f"（第{seen[session.held_on]}场）" if seen[session.held_on] > 1 else ""
        place = f"\n{session.venue}" if with_place and session.venue else ""
        labels.append(f"{session.held_on.month}月{session.held_on.day}日{again}{place}")
    return labels
