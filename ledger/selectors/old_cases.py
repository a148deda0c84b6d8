"""Cases that were struck off long ago, and who of their people stands in others: the groups that are forgotten together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from ledger.models import Advance, Case, CaseClaim, Request, Transition
from ledger.workflow import Status
from office.months import months_on
from office.questions import in_questions
from office.selectors import parameter
from reception.models import Claim, Petitioner, Representative, Visit, Worker

YEARS, USUAL_YEARS = "deidentify_years", "3"
AT_ONCE = 100
# What a person is known by across cases, by table: columns, and the way to the case.
_KNOWN_BY = (
    (Petitioner, ("id_number_index", "phone_index")), (Worker, ("id_number_index", "phone_index")),
    (Representative, ("phone_index",)),
)  # fmt: skip
_CASE = "claim__caseclaim__case"
# No case: 0, which is nobody's key.
NOWHERE = 0
Pair = tuple[int, str]


def closed_before(*, today: date) -> date:
    """A case struck off before this day is old. The number of years is the office's own."""
    return months_on(today, -12 * int(parameter(YEARS, USUAL_YEARS)))


def old_cases(*, before: date) -> QuerySet[Case]:
    """Struck off before the day, or void or absorbed with nothing done since, and not de-identified yet.

    Not those where somebody came again since, a request waits, or an advance is still to be recovered.
    """
    of_case = {"case": OuterRef("pk")}
    done_since = Transition.objects.filter(on__gte=before, **of_case)
    came_since = Visit.objects.filter(visited_on__gte=before, claim__caseclaim__case=OuterRef("pk"))
    waiting = Request.objects.filter(granted=None, **of_case)
    is_closed = Q(status=Status.STRUCK_OFF, struck_off_on__lt=before) | Q(
        status__in=(Status.VOID, Status.ABSORBED), opened_on__lt=before
    )
    busy = Exists(done_since) | Exists(came_since) | Exists(waiting) | Exists(_owed_back().filter(**of_case))
    return Case.objects.filter(is_closed, ~busy, deidentified_at=None)


def groups_of(seeds: Collection[int], *, before: date) -> list[set[int]]:
    """The seeds with every case that shares a person with them, directly or through others; each group all old.

    A group in which somebody also has an open or younger case is left out whole. Claims merged as duplicates join too.
    """
    known: dict[int, bool] = dict.fromkeys(seeds, True)
    joined, met, ahead = _Joined(), set[str](), set(seeds)
    while ahead:
        pairs = list(_people_in(ahead))
        keys = {key for _case, key in pairs} - met
        met |= keys
        pairs += _cases_of(keys)
        joined.add(pairs)
        found = {case for case, _key in pairs if case not in known}
        old = set(_keys(old_cases(before=before), found))
        known |= {case: case in old for case in found}
        ahead = old
    groups = joined.groups(seeds)
    return [cases for cases in groups if all(known.get(case, False) for case in cases)]


def _owed_back() -> QuerySet[Advance]:
    amount: Any = Advance._meta.get_field("amount_yuan")
    back = Coalesce(Sum("recoveries__amount_yuan", filter=Q(recoveries__voided_at=None)), Value(0), output_field=amount)
    return Advance.objects.filter(voided_at=None).order_by().alias(back=back).filter(back__lt=F("amount_yuan"))


def _people_in(cases: Collection[int]) -> Iterator[Pair]:
    """Each case with what its people are known by, and with the claims it shares with others."""
    for some in in_questions(sorted(cases)):
        for model, columns in _KNOWN_BY:
            rows = model.objects.filter(**{f"{_CASE}__in": some}).order_by()
            for case, *indexes in rows.values_list(_CASE, *columns):
                yield from ((case, key) for key in _named(columns, indexes))
        links = CaseClaim.objects.filter(case__in=some).order_by()
        for case, claim, into in links.values_list("case", "claim", "claim__merged_into"):
            yield case, f"claim {claim}"
            if into:
                yield case, f"claim {into}"


def _cases_of(keys: Collection[str]) -> Iterator[Pair]:
    """Where else those stand; a claim without a case is as good as an open one."""
    by_column: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        column, value = key.split(" ", 1)
        by_column[column].append(value)
    for model, columns in _KNOWN_BY:
        for column in columns:
            for some in in_questions(by_column[column]):
                rows = model.objects.filter(**{f"{column}__in": some}, **{f"{_CASE}__deidentified_at": None}).order_by()
                yield from ((case or NOWHERE, f"{column} {value}") for case, value in rows.values_list(_CASE, column))
    for some in in_questions(by_column["claim"]):
        merged = Claim.objects.filter(Q(pk__in=some) | Q(merged_into__in=some), caseclaim__case__deidentified_at=None)
        for claim, into, case in merged.order_by().values_list("pk", "merged_into", "caseclaim__case"):
            yield from ((case or NOWHERE, f"claim {each}") for each in (claim, into) if each)


def _named(columns: Iterable[str], indexes: Iterable[str]) -> Iterator[str]:
    return (f"{column} {index}" for column, index in zip(columns, indexes, strict=True) if index)


def _keys(rows: QuerySet[Case], among: Collection[int]) -> Iterator[int]:
    for some in in_questions(sorted(among)):
        yield from rows.filter(pk__in=some).values_list("pk", flat=True)


class _Joined:
    """Cases and keys that hang together."""

    def __init__(self) -> None:
        self._leads: dict[int | str, int | str] = {}

    def add(self, pairs: Iterable[Pair]) -> None:
        for case, key in pairs:
            self._leads[self._end(case)] = self._end(key)

    def groups(self, seeds: Iterable[int]) -> list[set[int]]:
        cases: dict[int | str, set[int]] = defaultdict(set)
        for each in [*self._leads]:
            if not isinstance(each, str):
                cases[self._end(each)].add(each)
        return [cases[end] or {seed} for end, seed in {self._end(seed): seed for seed in seeds}.items()]

    def _end(self, each: int | str) -> int | str:
        path = []
        while (onwards := self._leads.setdefault(each, each)) != each:
            path.append(each)
            each = onwards
        for step in path:
            self._leads[step] = each
        return each
