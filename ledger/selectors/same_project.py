"""Proposals that open claims concern one project or one contractor, in few queries however many claims there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ledger.models import CaseClaim, SameMatter
from ledger.same_project import By, Group, Named, same_projects
from ledger.workflow import OPEN, WORKING
from office.models import Area, User

# The newest open claims; a county office has some hundreds.
LOOKED_AT = 3000


@dataclass(frozen=True)
class OpenClaim:
    """One open claim as it was written down."""

    pk: int
    number: str
    received_on: date
    project: str
    companies: tuple[str, ...]
    people: int
    amount_yuan: Decimal | None
    case_id: int
    case_number: str
    status: str
    area_id: int


@dataclass(frozen=True)
class Proposal:
    """n claims that may belong together. `into` is the oldest case that can take the others in, None if none can."""

    by: By
    claims: list[OpenClaim]

    @property
    def people(self) -> int:
        return sum(claim.people for claim in self.claims)

    @property
    def amount_yuan(self) -> Decimal | None:
        """Sum of the amounts that are known; None if none is."""
        known = [claim.amount_yuan for claim in self.claims if claim.amount_yuan is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def unknown_amounts(self) -> int:
        return sum(claim.amount_yuan is None for claim in self.claims)

    @property
    def keys(self) -> list[int]:
        return [claim.pk for claim in self.claims]

    @property
    def cases(self) -> list[tuple[int, str]]:
        """Cases that claims may be gathered from or on, the oldest first."""
        return sorted({(claim.case_id, claim.case_number) for claim in self.claims if claim.status in WORKING})

    @property
    def into(self) -> int | None:
        return self.cases[0][0] if len(self.cases) > 1 else None

    @property
    def others(self) -> str:
        """Numbers of the cases to be gathered, as the page of 归集 takes them."""
        return "、".join(number for _pk, number in self.cases[1:])


def proposals(user: User) -> list[Proposal]:
    """What may belong together among the open claims the account sees, the largest first; nobody has judged it yet."""
    claims = {claim.pk: claim for claim in _open_claims(user)}
    by_area: dict[int, list[OpenClaim]] = defaultdict(list)
    for claim in claims.values():
        by_area[claim.area_id].append(claim)
    groups = [group for area, held in by_area.items() for group in _groups(held, places_of(area))]
    spread = [group for group in groups if len({claims[key].case_id for key in group.keys}) > 1]
    judged = _judged({key for group in spread for key in group.keys})
    found = [group for group in spread if not any(set(group.keys) <= said for said in judged)]
    made = [Proposal(group.by, [claims[key] for key in group.keys]) for group in found]
    return sorted(made, key=lambda proposal: (-len(proposal.claims), proposal.keys))


def _groups(claims: Iterable[OpenClaim], places: Iterable[str]) -> list[Group]:
    return same_projects([Named(claim.pk, claim.project, claim.companies) for claim in claims], places=places)


def _open_claims(user: User) -> list[OpenClaim]:
    rows = _links(user).values_list(
        "claim_id", "claim__number", "claim__received_on", "claim__project__name", "claim__workers_count",
        "claim__amount_yuan", "case_id", "case__number", "case__status", "claim__area_id", "claim__employer__name",
        "claim__general_contractor__name", "claim__project__general_contractor__name",
    )  # fmt: skip
    return [
        OpenClaim(
            pk, number, received_on, project or "", tuple(dict.fromkeys(name for name in names if name)), people, amount,
            case_id, case_number, status, area_id,
        )
        for pk, number, received_on, project, people, amount, case_id, case_number, status, area_id, *names in rows
    ]  # fmt: skip


def _links(user: User) -> QuerySet[CaseClaim]:
    links = CaseClaim.objects.filter(
        case__status__in=OPEN, case__area__in=user.area_ids, claim__voided_at=None, claim__merged_into=None
    )
    return links.order_by("-claim_id")[:LOOKED_AT]


def places_of(area_id: int) -> list[str]:
    """The names of an area and of those above it."""
    area: Area | None = Area.objects.select_related("parent__parent").get(pk=area_id)
    names: list[str] = []
    while area:
        names += [area.name, area.short_name]
        area = area.parent
    return names


def _judged(keys: set[int]) -> list[set[int]]:
    """The claims among these that somebody has judged together; one query."""
    found = defaultdict(set)
    rows = SameMatter.claims.through.objects.filter(claim__in=keys)
    for matter, claim in rows.values_list("samematter_id", "claim_id"):
        found[matter].add(claim)
    return list(found.values())
