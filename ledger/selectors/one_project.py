"""Projects that count as one for an early warning: by the head's word, or by name and contractor beyond doubt."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from ledger.models import ProjectKey, SameMatter
from ledger.project_keys import contractor_keys
from ledger.selectors.same_project import places_of
from reception.models import Claim, Project

BY_NAME = "总包相同，名称只是写法不同"


@dataclass(frozen=True)
class Joined:
    """Another project that counts as the claim's own, and why."""

    pk: int
    name: str
    why: str


def joined_projects(claim: Claim, near: QuerySet[Claim], *, key: str) -> list[Joined]:
    """The other projects of the area that are the claim's own project, by their ids.

    The head's word goes first, the later one before the earlier: what was said not to be one is not added up by name.
    `key`: what is left of the project's own name; `near`: the claims that say who the contractors are.
    """
    own = claim.project_id
    if own is None:
        return []
    said = _said_of(own, claim.area_id)
    found = {pk: f"主任 {day} 判断为同一项目" for pk, day in _follow(own, said, claim.area_id).items()}
    apart = {pk for pk, (_day, is_same) in said.items() if not is_same}
    alike = _alike(own, claim.area_id, key) - found.keys() - apart
    for pk in _of_one_contractor(own, alike, near, claim.area_id):
        found[pk] = BY_NAME
    if not found:
        return []
    names = Project.objects.filter(pk__in=found).order_by("pk").values_list("pk", "name")
    return [Joined(pk, name, found[pk]) for pk, name in names]


def _follow(own: int, said: dict[int, tuple[date, bool]], area_id: int) -> dict[int, date]:
    """Projects that the head has said to be one with this, also over a third, with the day on which it was said."""
    found = {pk: day for pk, (day, is_same) in said.items() if is_same}
    waiting = list(found)
    while waiting:
        for pk, (day, is_same) in _said_of(waiting.pop(), area_id).items():
            if is_same and pk != own and pk not in found and said.get(pk, (day, True))[1]:
                found[pk] = day
                waiting.append(pk)
    return found


def _said_of(project: int, area_id: int) -> dict[int, tuple[date, bool]]:
    """Each project that was judged together with this one: when last, and whether they are the same."""
    matters = SameMatter.objects.filter(area=area_id, claims__project=project).order_by().values("pk")
    rows = SameMatter.claims.through.objects.filter(samematter__in=matters, claim__project__isnull=False)
    told = rows.order_by("samematter__at", "samematter").values_list(
        "samematter__at", "samematter__is_same", "claim__project"
    )
    return {pk: (timezone.localdate(at), is_same) for at, is_same, pk in told if pk != project}


def _alike(own: int, area_id: int, key: str) -> set[int]:
    """Projects of the area whose names are the same but for the way of writing."""
    if not key:
        return set()
    return set(ProjectKey.objects.filter(area=area_id, key=key).exclude(project=own).values_list("project", flat=True))


def _of_one_contractor(own: int, alike: set[int], near: QuerySet[Claim], area_id: int) -> list[int]:
    """Those of `alike` for which a contractor is named that is named for our own project too."""
    if not alike:
        return []
    rows = near.filter(project__in=[own, *alike]).order_by().distinct()
    names: dict[int, set[str | None]] = {pk: set() for pk in [own, *alike]}
    for pk, *contractors in rows.values_list(
        "project", "general_contractor__name", "project__general_contractor__name"
    ):
        names[pk].update(contractors)
    places = places_of(area_id)
    keys = {pk: contractor_keys(told, places=places) for pk, told in names.items()}
    return [pk for pk in alike if keys[pk] & keys[own]]
