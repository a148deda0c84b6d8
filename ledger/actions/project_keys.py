"""Keeps what is left of project names without their ways of writing; follows from registering, so no event of its own."""

from collections.abc import Iterable

from ledger.models import ProjectKey
from ledger.project_keys import project_key
from ledger.selectors.same_project import places_of
from reception.models import Project

_BATCH = 500


def note_project(project: Project) -> tuple[str, bool]:
    """The key of a claim's project, read anew if its name was changed, and whether the project was known before."""
    known = ProjectKey.objects.filter(project=project).values_list("name", "key").first()
    if known and known[0] == project.name:
        return known[1], True
    (row,) = _write([project], area_id=project.area_id)
    return row.key, known is not None


def note_projects(*, area_id: int) -> None:
    """Reads all projects of an area that were not read yet, as after a history was imported."""
    _write(Project.objects.filter(area=area_id, key=None).only("pk", "name", "area_id"), area_id=area_id)


def _write(projects: Iterable[Project], *, area_id: int) -> list[ProjectKey]:
    places = places_of(area_id)
    rows = [
        ProjectKey(project=each, area_id=area_id, name=each.name, key=project_key(each.name, places=places))
        for each in projects
    ]
    # Another counter may be reading the same name.
    return ProjectKey.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["project"], update_fields=["name", "key"], batch_size=_BATCH
    )
