"""分类汇总: the figures of the monthly tables told apart by session, unit, industry, cause, project, campaign and month.

Nothing is counted anew: each month's figures are those of its table (`reports.figures.FIGURES`), and every line behind
them is put under one heading. So the sums are those of the tables, whatever they are told apart by. A period is the sum
of its months, as they were reported one by one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ledger.models import Transition
from office.models import Area, Code, Unit
from reception.models import Campaign, Claim, Project, ReceptionSession
from reports.figures import FIGURES
from reports.figures.facts import CalledOff, ClaimFact, SessionFact, TableFact
from reports.figures.figure import Figure, LeftOut, Line
from reports.figures.loading import Question, load
from reports.period import Month, MonthSpan

COUNTED = ("sessions", "claims", "workers", "amount", "solved_flow", "solved_cohort")
OF_SESSION, OF_CLAIM = ("session", "campaign"), ("unit", "sector", "cause", "project")
BY_MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class Period(MonthSpan):
    """The months that are counted, of an area and the areas below it; `campaign` leaves only its sessions' claims."""

    area: Area
    campaign: Campaign | None = None

    @property
    def label(self) -> str:
        return f"{super().label} {self.campaign}" if self.campaign else super().label

    @cached_property
    def area_ids(self) -> list[int]:
        return [each.pk for each in self.area.with_children()]


@dataclass(frozen=True)
class Marks:
    """Under which heading sessions and claims stand, by kind of heading and id; absent or None: under none."""

    of_session: dict[str, dict[int, int | None]]
    of_claim: dict[str, dict[int, int | None]]

    def of(self, fact: ClaimFact | SessionFact | CalledOff | TableFact, by: str) -> int | None:
        """The heading of a line; a session has none but itself and its campaign, for several units share it."""
        if isinstance(fact, ClaimFact):
            return fact.session_id if by == "session" else self.of_claim[by].get(fact.pk)
        return fact.pk if by == "session" else self.of_session.get(by, {}).get(fact.pk)


@dataclass(frozen=True)
class Counted:
    """The period's figures: by month and key, with the marks of everything behind them."""

    period: Period
    months: dict[Month, dict[str, Figure]]
    marks: Marks

    @property
    def total(self) -> dict[str, Figure]:
        """The sums of the months' tables."""
        return joined(self.months.values())

    def groups(self, by: str) -> dict[int | None, dict[str, Figure]]:
        """By heading (None: not stated), the figures with the lines that stand under it; every line stands under one."""
        total, lines, left_out = self.total, defaultdict(list), defaultdict(list)
        for name, figure in total.items():
            for line in figure.lines:
                lines[self.marks.of(line.fact, by), name].append(line)
            for left in figure.left_out:
                left_out[self.marks.of(left.fact, by), name].append(left)
        return {
            key: {
                name: replace(figure, lines=tuple(lines[key, name]), left_out=tuple(left_out[key, name]))
                for name, figure in total.items()
            }
            for key in {key for key, _ in lines}
        }


def count(period: Period) -> Counted:
    """All figures of the period: those of each month's table, and four queries more, whatever the number of rows."""
    marks = _marks(period)
    months = {}
    for month in period.months:
        facts = load(Question(period.area_ids, month))
        figures = {key: FIGURES[key](facts) for key in COUNTED}
        if period.campaign:
            figures = {key: _of_campaign(figure, marks, period.campaign.pk) for key, figure in figures.items()}
        months[month] = figures
    return Counted(period, months, marks)


def joined(months: Iterable[dict[str, Figure]]) -> dict[str, Figure]:
    """Figures of several months as one of each key, their lines one after the other."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figures in months:
        for key, figure in figures.items():
            found[key].append(figure)
    return {
        key: replace(
            figures[0],
            lines=tuple(line for figure in figures for line in figure.lines),
            left_out=tuple(left for figure in figures for left in figure.left_out),
        )
        for key, figures in found.items()
    }


def labels(by: str, keys: Collection[int | None]) -> dict[int | None, str]:
    """Headings in the order in which they are shown, those that are not stated last; one query."""
    known = {pk: label for pk, label in _NAMED[by](keys) if pk in keys}
    return known | ({None: NOT_STATED[by]} if None in keys else {})


def _of_campaign(figure: Figure, marks: Marks, campaign_id: int) -> Figure:
    return _kept(figure, lambda fact: marks.of(fact, "campaign") == campaign_id)


def _kept(figure: Figure, belongs: Callable[[ClaimFact | SessionFact | CalledOff | TableFact], bool]) -> Figure:
    lines: tuple[Line, ...] = tuple(line for line in figure.lines if belongs(line.fact))
    left_out: tuple[LeftOut, ...] = tuple(left for left in figure.left_out if belongs(left.fact))
    return replace(figure, lines=lines, left_out=left_out)


def _marks(period: Period) -> Marks:
    days = {"gte": period.first.start, "lt": period.last.end}
    held = ReceptionSession.objects.filter(held_on__gte=days["gte"], held_on__lt=days["lt"], area__in=period.area_ids)
    moved = Transition.objects.filter(
        on__gte=days["gte"], on__lt=days["lt"], move__in=["conclude", "resume"], claim__isnull=False
    )
    # Three queries, not one with OR: each finds its claims on an index.
    beside = Claim.objects.filter(
        received_on__gte=days["gte"], received_on__lt=days["lt"], area__in=period.area_ids, session__held_on=None
    )
    chosen = (
        Claim.objects.filter(session__in=held.values("pk")),
        Claim.objects.filter(pk__in=moved.values("claim"), area__in=period.area_ids),
        beside,
    )
    of_claim: dict[str, dict[int, int | None]] = {by: {} for by in (*OF_CLAIM, "campaign")}
    for claims in chosen:
        rows = claims.order_by().values_list(
            "pk", "caseclaim__case__responsible_unit", "sector", "cause", "project", "session__campaign"
        )
        for pk, *keys in rows:
            for by, key in zip((*OF_CLAIM, "campaign"), keys, strict=True):
                of_claim[by][pk] = key
    return Marks({"campaign": dict(held.order_by().values_list("pk", "campaign"))}, of_claim)


def _sessions(keys: Collection[int | None]) -> Iterator[tuple[int, str]]:
    for session in ReceptionSession.objects.filter(pk__in=_known(keys)).order_by("held_on", "pk"):
        yield session.pk, f"{session.day_text} {session.hours_text}".strip()


def _campaigns(keys: Collection[int | None]) -> Iterator[tuple[int, str]]:
    yield from ((row.pk, str(row)) for row in Campaign.objects.filter(pk__in=_known(keys)).order_by("starts_on", "pk"))


def _units(keys: Collection[int | None]) -> Iterator[tuple[int, str]]:
    yield from ((row.pk, str(row)) for row in Unit.objects.filter(pk__in=_known(keys)))


def _codes(keys: Collection[int | None]) -> Iterator[tuple[int, str]]:
    yield from ((row.pk, row.label) for row in Code.objects.filter(pk__in=_known(keys)))


def _projects(keys: Collection[int | None]) -> Iterator[tuple[int, str]]:
    # Thousands in a big year: no list of ids that a database would refuse.
    wanted = set(keys)
    yield from ((pk, name) for pk, name in Project.objects.values_list("pk", "name").iterator() if pk in wanted)


def _known(keys: Collection[int | None]) -> list[int]:
    return [key for key in keys if key is not None]


_NAMED: dict[str, Callable[[Collection[int | None]], Iterator[tuple[int, str]]]] = {
    "session": _sessions,
    "campaign": _campaigns,
    "unit": _units,
    "sector": _codes,
    "cause": _codes,
    "project": _projects,
}
NOT_STATED = {
    "session": "不在接访现场",
    "campaign": "不属专项行动",
    "unit": "未交办",
    "sector": "未填写",
    "cause": "未填写",
    "project": "未填写",
}
