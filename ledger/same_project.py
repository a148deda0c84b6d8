"""Which claims may concern one project though its name is written differently. Pure: takes names, proposes, decides nothing.

依据：实施方案六（三）分类、归集：同一项目、同一总包的一并办理。A person says whether it is so.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import combinations

from ledger.project_names import (
    PHASE,
    CompanyName,
    ProjectName,
    Tokens,
    misspelt,
    place_names,
    read_company,
    read_project,
    sound,
)

# How much of the longer name the shorter one must be: with the same company named, and where one names none.
SHARE_WITH_COMPANY, SHARE_ALONE = 0.4, 0.6
# Two characters in a row that more names have than this say nothing of any of them.
COMMON = 80


class By(Enum):
    """What the claims of a group have in common."""

    PROJECT = "同一项目"
    CONTRACTOR = "同一承包方"


@dataclass(frozen=True)
class Named:
    """One claim by what was written down: its project, and the companies it names as debtor or contractor."""

    key: int
    project: str
    companies: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Claims by their keys, in order; two at least."""

    keys: tuple[int, ...]
    by: By


class _Companies(Enum):
    SAME, UNKNOWN, DIFFERENT = range(3)


@dataclass(frozen=True)
class _Reading:
    """What is left of a claim's names when the ways of writing are taken away."""

    project: ProjectName
    companies: frozenset[CompanyName]

    @cached_property
    def marks(self) -> dict[str, str]:
        return dict(self.project.marks)

    @cached_property
    def parts(self) -> set[tuple[str, ...]]:
        """Two characters in a row, as they are read."""
        sounds = [sound(token) for token in self.project.core]
        return set(zip(sounds, sounds[1:], strict=False))

    @cached_property
    def firms(self) -> set[tuple[str, ...]]:
        """How the companies' names begin."""
        return {tuple(sound(token) for token in company.core[:2]) for company in self.companies}


@dataclass(frozen=True)
class _Meeting:
    """Two readings that may be the same; `vague` is the one that says less, None if both say as much."""

    vague: int | None
    other: int


def same_projects(claims: Iterable[Named], *, places: Iterable[str] = ()) -> list[Group]:
    """Groups of claims that may concern one project, the largest first; every claim is in one at most.

    `places` are the names of the area and of those above it, which are often left out. A name that would fit two
    projects that differ from each other (南屏小区, where there are 3号楼 and 5号楼) is put to neither.
    """
    known = place_names(places)
    by_reading: dict[_Reading, list[int]] = defaultdict(list)
    for claim in claims:
        by_reading[_read(claim, known)].append(claim.key)
    readings = list(by_reading)
    groups = []
    for members in _clusters(readings):
        keys = tuple(sorted(key for place in members for key in by_reading[readings[place]]))
        if len(keys) > 1 and _says_something([readings[place] for place in members]):
            named = all(readings[place].project.core for place in members)
            groups.append(Group(keys, By.PROJECT if named else By.CONTRACTOR))
    return sorted(groups, key=lambda group: (-len(group.keys), group.keys))


def _read(claim: Named, places: tuple[str, ...]) -> _Reading:
    companies = frozenset(read_company(name, places=places) for name in claim.companies if name.strip())
    own = tuple(sorted(companies, key=lambda company: company.core))
    project = read_project(claim.project, places=places, companies=own)
    return _Reading(project, companies)


def _says_something(readings: Sequence[_Reading]) -> bool:
    """A bare 工地 or 小区 of different people is no project in common; nor are two claims that name nothing."""
    return any(reading.project.core and not reading.project.is_generic for reading in readings) or any(
        company.core for reading in readings for company in reading.companies
    )


def _clusters(readings: Sequence[_Reading]) -> list[list[int]]:
    parents = list(range(len(readings)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    vague: dict[int, list[int]] = defaultdict(list)
    for one, two in _pairs(readings):
        meeting = _meet(readings, one, two)
        if meeting and meeting.vague is None:
            parents[root(one)] = root(two)
        elif meeting and meeting.vague is not None:
            vague[meeting.vague].append(meeting.other)
    for place, others in vague.items():
        if all(root(a) == root(b) or _meet(readings, a, b) for a, b in combinations(others, 2)):
            for other in others:
                parents[root(place)] = root(other)
    found = defaultdict(list)
    for place in range(len(readings)):
        found[root(place)].append(place)
    return list(found.values())


def _pairs(readings: Sequence[_Reading]) -> list[tuple[int, int]]:
    """Readings that share a part which few others have; those without a project, by their companies."""
    parts, firms = defaultdict(list), defaultdict(list)
    for place, reading in enumerate(readings):
        for part in reading.parts:
            parts[part].append(place)
        for firm in reading.firms:
            firms[firm].append(place)
    found = {pair for held in parts.values() if len(held) <= COMMON for pair in combinations(held, 2)}
    for place, reading in enumerate(readings):
        if not reading.project.core:
            others = (other for firm in reading.firms for other in firms[firm] if len(firms[firm]) <= COMMON)
            found |= {(min(place, other), max(place, other)) for other in others if other != place}
    return sorted(found)


def _meet(readings: Sequence[_Reading], one: int, two: int) -> _Meeting | None:
    a, b = readings[one], readings[two]
    companies, less = _compare(a.companies, b.companies), _less_marked(a.marks, b.marks)
    if less is None or (less and companies != _Companies.SAME):
        return None
    first, second = a.project.core, b.project.core
    if first and second:
        is_generic = a.project.is_generic or b.project.is_generic
        short, long = sorted((first, second), key=len)
        if not _fits(short, long, companies, is_generic=is_generic):
            return None
    elif companies != _Companies.SAME:
        return None
    shorter = (len(first) > len(second)) - (len(first) < len(second))
    if less and shorter and less != shorter:
        return None  # each says something that the other does not
    vague = {0: None, -1: one, 1: two}[less or shorter]
    return _Meeting(vague, two if vague == one else one)


def _fits(short: Tokens, long: Tokens, companies: _Companies, *, is_generic: bool) -> bool:
    wrong = misspelt(short, long)
    if wrong is None or len(short) < 2 or wrong > 1:
        return False
    if len(short) == len(long):
        return companies == _Companies.SAME or not (is_generic or (wrong and companies == _Companies.DIFFERENT))
    if is_generic or companies == _Companies.DIFFERENT:
        return False
    least = SHARE_WITH_COMPANY if companies == _Companies.SAME else SHARE_ALONE
    return not wrong and len(short) / len(long) >= least


def _less_marked(a: dict[str, str], b: dict[str, str]) -> int | None:
    """-1 or 1 if the first or the second of the two names fewer marks, 0 if they are the same; None tells them apart."""
    only_a, only_b = a.keys() - b.keys(), b.keys() - a.keys()
    if any(a[kind] != b[kind] for kind in a.keys() & b.keys()):
        return None
    if (only_a and only_b) or PHASE in only_a | only_b:
        return None
    return bool(only_a) - bool(only_b)


def _compare(ours: frozenset[CompanyName], theirs: frozenset[CompanyName]) -> _Companies:
    if any(_is_same_company(one, two) for one in ours for two in theirs):
        return _Companies.SAME
    firms = [any(company.is_organisation for company in side) for side in (ours, theirs)]
    return _Companies.DIFFERENT if all(firms) else _Companies.UNKNOWN


def _is_same_company(one: CompanyName, two: CompanyName) -> bool:
    """Equal but for one character of the same sound, or one is the other shortened and begins alike."""
    short, long = sorted((one.core, two.core), key=len)
    if len(short) < 2 or sound(short[0]) != sound(long[0]):
        return False
    wrong = misspelt(short, long)
    return wrong is not None and wrong <= (1 if len(short) == len(long) else 0)
