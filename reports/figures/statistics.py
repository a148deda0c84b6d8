"""The office's own statistics: twelve months of claims by month, industry and cause, and the ages of open cases.

Unlike the monthly table these count every live claim on the ledger, at a session or not; what comes from sessions stands
in columns of its own and agrees with the table, month by month. 依据：counting rule v1 (`reports.figures`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, TruncMonth

from ledger.models import Case, Transition
from ledger.workflow import OPEN, SOLVED
from office.models import Code
from reception.models import Claim
from reports.figures.loading import left_out_now
from reports.period import Month

MONTHS = 12
NOT_STATED = "未填写"
AGES = ((0, 15), (16, 30), (31, 60), (61, 90), (91, None))
RECEIVED_RULE = "收到：当月接访或收到的诉求，按接访日期计，作废的、判重的不计，再次来访不另计。"
SOLVED_RULE = (
    "已解决：结果为已支付完毕、和解履行完毕或裁判已执行到位，按结果日期计入当月，不论哪个月收到；"
    "当月又重新办理而未再次办结的不计。"
)
AGES_RULE = "未办结的案件（未交办、办理中、待审核都算），从立案日期到今天的天数；超期指已过办理期限，期限当日不算超期。"


@dataclass(frozen=True)
class Span:
    """Which areas, and the month that is the last of the twelve."""

    area_ids: Collection[int]
    until: Month

    @property
    def months(self) -> list[Month]:
        """Twelve months, the earliest first."""
        found = [self.until]
        while len(found) < MONTHS:
            found.insert(0, found[0].previous)
        return found

    @property
    def label(self) -> str:
        return f"{self.months[0].label}至{self.until.label}"


@dataclass(frozen=True)
class Line:
    """One row: a month, a kind of industry or cause, or an age, with a number for each column."""

    label: str
    values: tuple[int, ...]
    month: Month | None = None


@dataclass(frozen=True)
class Breakdown:
    """A table of whole numbers. `charted` are the columns its picture shows; `unit` is what is counted."""

    key: str
    title: str
    unit: str
    rule: str
    heading: str
    columns: tuple[str, ...]
    charted: tuple[int, ...]
    lines: tuple[Line, ...]

    @property
    def total(self) -> tuple[int, ...]:
        return tuple(sum(line.values[place] for line in self.lines) for place in range(len(self.columns)))


@dataclass(frozen=True)
class Tally:
    """How many claims of one month, industry and cause (ids of codes, None if not stated); `at_sessions` of them at a session."""

    month: Month
    sector: int | None
    cause: int | None
    claims: int
    at_sessions: int


@dataclass(frozen=True)
class Counts:
    """What the three breakdowns of claims are added up from."""

    received: tuple[Tally, ...]
    solved: tuple[Tally, ...]


def count_claims(span: Span) -> Counts:
    """All claims received and solved in the twelve months; three queries, whatever the number of rows."""
    return Counts(tuple(_received(span)), tuple(_solved(span)))


def by_month(span: Span, counts: Counts) -> Breakdown:
    """收到 and 已解决 in each month. The columns 其中接访现场 agree with 数量 and 已解决 (flow) of the monthly table."""
    lines = tuple(
        Line(
            month.label,
            tuple(number for part in (counts.received, counts.solved) for number in _of(month, part)),
            month,
        )
        for month in span.months
    )
    columns = ("收到", "其中接访现场收到", "已解决", "其中接访现场收到的")
    rule = RECEIVED_RULE + SOLVED_RULE
    return Breakdown("months", "各月收到和已解决的诉求", "件", rule, "月份", columns, (0, 2), lines)


def by_sector(span: Span, counts: Counts) -> Breakdown:
    """收到 and 已解决 of the twelve months by 行业领域; a claim solved, reopened and solved again counts in each month."""
    rule = f"{span.label}各月之和，按诉求登记的行业领域分。"
    return _by_code("sectors", "各行业领域的诉求", rule, "行业领域", (Code.Kind.SECTOR, counts))


def by_cause(span: Span, counts: Counts) -> Breakdown:
    """收到 and 已解决 of the twelve months by 欠薪原因."""
    rule = f"{span.label}各月之和，按诉求登记的欠薪原因分。"
    return _by_code("causes", "各欠薪原因的诉求", rule, "欠薪原因", (Code.Kind.CAUSE, counts))


def ages(area_ids: Collection[int], *, today: date) -> Breakdown:
    """Open cases by calendar days since they were opened, ends included, and how many of them are overdue; one query."""
    open_cases = Case.objects.filter(area__in=area_ids, status__in=OPEN)
    numbers = open_cases.aggregate(
        **{f"open{first}": Count("pk", filter=_aged(first, last, today)) for first, last in AGES},
        **{
            f"overdue{first}": Count("pk", filter=_aged(first, last, today) & Q(due_on__lt=today))
            for first, last in AGES
        },
    )
    lines = tuple(
        Line(_age_label(first, last), (numbers[f"open{first}"], numbers[f"overdue{first}"])) for first, last in AGES
    )
    return Breakdown("ages", "未办结案件的天数", "件", AGES_RULE, "立案至今", ("未办结", "其中超期"), (0, 1), lines)


def _received(span: Span) -> Iterator[Tally]:
    # The day of a claim taken at a session is the session's own: registering and correcting see to that.
    claims = Claim.objects.live().filter(
        area__in=span.area_ids, received_on__gte=span.months[0].start, received_on__lt=span.until.end
    )
    return _tallies(claims.annotate(month=TruncMonth("received_on")), path="")


def _solved(span: Span) -> Iterator[Tally]:
    """Solved conclusions that stand at the end of their month: no later entered row dated up to then."""
    start, end = span.months[0].start, span.until.end
    # Two queries, not one with OR: each finds its rows on an index. The second holds conclusions whose claim was given
    # a later day afterwards; such a claim was not there before that day.
    windows = (
        Q(on__gte=start, on__lt=end, claim__received_on__lt=end),
        Q(on__lt=start, claim__received_on__gte=start, claim__received_on__lt=end),
    )
    for window in windows:
        rows = _conclusions(span.area_ids).filter(window)
        yield from _tallies(rows, path="claim__")


def _conclusions(area_ids: Collection[int]) -> QuerySet[Transition]:
    later = (
        Transition.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"), move__in=["conclude", "resume"])
        .annotate(own_month=TruncMonth("on"))
        .filter(own_month__lte=OuterRef("month"))
    )
    live = Q(claim__voided_at=None, claim__merged_into=None, claim__area__in=area_ids)
    return (
        Transition.objects.filter(live, move="conclude", outcome__in=SOLVED)
        .annotate(month=TruncMonth(Greatest("on", "claim__received_on")))
        .filter(~Exists(later))
    )


def _tallies(rows: QuerySet, *, path: str) -> Iterator[Tally]:
    """One for each month, industry and cause found; `path` leads from the rows to the claim."""
    keys = ("month", f"{path}sector", f"{path}cause")
    counts = Q(**{f"{path}session__held_on__isnull": False})
    left_out = Q(**{f"{path}session__in": left_out_now().order_by().values("session")})
    held = Count("pk", filter=counts & ~left_out)
    grouped = rows.order_by().values(*keys).annotate(claims=Count("pk"), at_sessions=held)
    for month, sector, cause, claims, at_sessions in grouped.values_list(*keys, "claims", "at_sessions"):
        yield Tally(Month.of(month), sector, cause, claims, at_sessions)


def _of(month: Month, tallies: Iterable[Tally]) -> tuple[int, int]:
    mine = [tally for tally in tallies if tally.month == month]
    return sum(tally.claims for tally in mine), sum(tally.at_sessions for tally in mine)


def _by_code(key: str, title: str, rule: str, heading: str, of: tuple[Code.Kind, Counts]) -> Breakdown:
    kind, counts = of
    received, solved = (_sums(part, kind) for part in (counts.received, counts.solved))
    codes = [code for code in Code.objects.filter(kind=kind) if code.is_active or received[code.pk] or solved[code.pk]]
    lines = [Line(code.label, (received[code.pk], solved[code.pk])) for code in codes]
    if received[None] or solved[None]:
        lines.append(Line(NOT_STATED, (received[None], solved[None])))
    return Breakdown(key, title, "件", rule, heading, ("收到", "已解决"), (0, 1), tuple(lines))


def _sums(tallies: Iterable[Tally], kind: Code.Kind) -> Counter[int | None]:
    sums: Counter[int | None] = Counter()
    for tally in tallies:
        sums[tally.sector if kind == Code.Kind.SECTOR else tally.cause] += tally.claims
    return sums


def _aged(first: int, last: int | None, today: date) -> Q:
    """Opened so many days ago; the youngest hold cases dated ahead as well, so that none is left out."""
    youngest = Q(opened_on__lte=today - timedelta(days=first)) if first else Q()
    return youngest & Q(opened_on__gte=today - timedelta(days=last)) if last else youngest


def _age_label(first: int, last: int | None) -> str:
    return f"{first}—{last} 天" if last else f"{first - 1} 天以上"
