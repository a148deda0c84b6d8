"""Projects of earlier claims, found while the counter types, with what usually goes with them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from office.models import User
from reception.models import Claim, Project
from reception.search.pinyin import initials
from reception.search.tokens import Word, clean, is_found_in, words_of
from reception.selectors.known import SHOWN, mentioning

# Initials are compared name by name: so many of the newest projects are looked at.
RECENT = 500
CLAIMS_LOOKED_AT = 200
EMPLOYERS_OFFERED = 5
# Areas' unit by sector: `(area id, sector ids) → sector id → unit id`. The ledger knows it and hands it in.
UnitsBySector = Callable[[int, Collection[int]], Mapping[int, int]]


@dataclass(frozen=True)
class KnownProject:
    """A project with the parties of its own row or else of its latest claim; `employers` latest first."""

    name: str
    employers: tuple[str, ...]
    general_contractor: str
    developer: str
    sector: int | None
    suggested_unit: int | None

    @property
    def fill(self) -> dict[str, str]:
        """Fields of the intake form and what picking this project puts there; of several employers none."""
        return {
            "project_name": self.name,
            "employer_name": self.employers[0] if len(self.employers) == 1 else "",
            "general_contractor_name": self.general_contractor,
            "developer_name": self.developer,
            "sector": str(self.sector or ""),
            "suggested_unit": str(self.suggested_unit or ""),
        }


def projects_known(typed: str, *, user: User, units_by_sector: UnitsBySector) -> list[KnownProject]:
    """Projects by any part of their name, newest first; the newest 500 by their pinyin initials too.

    Nothing for less than two characters.
    """
    try:
        words = words_of(typed)
    except ValueError:
        return []
    own = Project.objects.filter(area__in=user.area_ids)
    recent = own.order_by("-pk").values_list("pk", "name")[:RECENT]
    older = own.filter(claim__in=mentioning(words, "matter", user=user)).order_by("-pk").values_list("pk", "name")
    named = {pk: name for pk, name in [*recent, *older] if all(_is_in(word, name) for word in words)}
    chosen = sorted(named, key=lambda pk: (clean(named[pk]) != clean(typed), -pk))[:SHOWN]
    return _described(chosen, user=user, units_by_sector=units_by_sector)


def _is_in(word: Word, name: str) -> bool:
    return is_found_in(word, name) or (word.text.isascii() and word.text in initials(clean(name)))


def _described(pks: Sequence[int], *, user: User, units_by_sector: UnitsBySector) -> list[KnownProject]:
    rows = Project.objects.select_related("general_contractor", "developer").in_bulk(pks)
    claims: dict[int, list[Claim]] = defaultdict(list)
    latest = Claim.objects.visible_to(user).live().filter(project__in=pks).order_by("-pk")
    for claim in latest.select_related("employer", "general_contractor", "developer")[:CLAIMS_LOOKED_AT]:
        claims[claim.project_id or 0].append(claim)
    sectors = {pk: rows[pk].sector_id or _first(claims[pk], "sector_id") for pk in pks}
    known = {sector for sector in sectors.values() if sector}
    units = units_by_sector(user.area_id, known) if known and user.area_id else {}
    return [_described_one(rows[pk], claims[pk], sectors[pk], units) for pk in pks]


def _described_one(
    project: Project, claims: Sequence[Claim], sector: int | None, units: Mapping[int, int]
) -> KnownProject:
    employers = dict.fromkeys(claim.employer.name for claim in claims if claim.employer)
    return KnownProject(
        name=project.name,
        employers=tuple(employers)[:EMPLOYERS_OFFERED],
        general_contractor=str(project.general_contractor or _first(claims, "general_contractor") or ""),
        developer=str(project.developer or _first(claims, "developer") or ""),
        sector=sector,
        suggested_unit=_first(claims, "suggested_unit_id") or units.get(sector or 0),
    )


def _first(claims: Sequence[Claim], name: str):
    return next((value for claim in claims if (value := getattr(claim, name))), None)
