"""Keeps what is left of project names without their ways of writing; follows from registering, so no event of its own."""

from collections.abc import Sequence

from django.db.models import Max

from ledger.models import ProjectKey
from ledger.project_keys import project_key
from reception.models import Project


def note_projects(*, area_id: int, own: Project, places: Sequence[str]) -> None:
    """Reads the claim's own project, whose name may have been changed, and those of its area that are newer than any read."""
    last = ProjectKey.objects.filter(area=area_id).aggregate(pk=Max("project"))["pk"] or 0
    newer = Project.objects.filter(area=area_id, pk__gt=last).only("pk", "name", "area_id")
    rows = [_row(project, places) for project in newer if project.pk != own.pk]
    ours = _row(own, places)
    if ProjectKey.objects.filter(project=own).values_list("key", flat=True).first() != ours.key:
        rows.append(ours)
    # Another counter may be reading the same names.
    ProjectKey.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["project"], update_fields=["key"], batch_size=500
    )


def _row(project: Project, places: Sequence[str]) -> ProjectKey:
    return ProjectKey(project=project, area_id=project.area_id, key=project_key(project.name, places=places))
