"""Several projects come in at once, with the companies they name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from office import trail
from office.models import Area, Code, User
from office.roles import require
from reception.models import Company, Project

BATCH = 500


@dataclass(frozen=True)
class ProjectRow:
    """A project as it is to be stored; companies by name, empty for none."""

    name: str
    address: str
    sector: Code | None
    developer: str
    general_contractor: str


@transaction.atomic
def add_projects(*, rows: Sequence[ProjectRow], area: Area, by: User, now: datetime | None = None) -> list[Project]:
    """New projects of the area, checked beforehand; the database refuses a name that is there already.

    Raises:
        PermissionDenied: the account may not import projects.
    """
    require(by, "import_projects")
    names = sorted({name for row in rows for name in (row.developer, row.general_contractor)} - {""})
    Company.objects.bulk_create(
        [Company(area=area, name=name) for name in names], batch_size=BATCH, ignore_conflicts=True
    )
    companies = {company.name: company for company in Company.objects.filter(area=area, name__in=names)}
    made = Project.objects.bulk_create(
        [
            Project(
                area=area,
                name=row.name,
                address=row.address,
                sector=row.sector,
                developer=companies.get(row.developer),
                general_contractor=companies.get(row.general_contractor),
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
    trail.record("import_projects", by=by, obj=area, now=now, rows=len(made))
    return made
