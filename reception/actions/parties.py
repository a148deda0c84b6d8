"""Projects and companies are found by their tidy name in the area, and made when nobody named them before."""

from dataclasses import dataclass

from office.models import Area
from reception.actions.claim_data import ClaimData
from reception.models import Company, Project
from reception.names import tidy_name


@dataclass(frozen=True)
class Parties:
    """The rows behind the names on one claim."""

    project: Project | None
    employer: Company | None
    general_contractor: Company | None
    developer: Company | None


def parties_of(data: ClaimData, *, area: Area) -> Parties:
    """Finds or makes the parties of a claim, inside the caller's transaction.

    Companies come before the project and in order of name: two counters that name the same new ones never wait
    for each other in a circle.
    """
    names = sorted(
        {tidy_name(n) for n in (data.employer_name, data.general_contractor_name, data.developer_name)} - {""}
    )
    found = {name: company_named(name, area=area) for name in names}
    general_contractor = found.get(tidy_name(data.general_contractor_name))
    developer = found.get(tidy_name(data.developer_name))
    project = project_named(
        data.project_name, area=area, sector=data.sector, general_contractor=general_contractor, developer=developer
    )
    return Parties(project, found.get(tidy_name(data.employer_name)), general_contractor, developer)


def company_named(name: str, *, area: Area) -> Company | None:
    """The company of that name in the area, made if new; None for an empty name."""
    tidy = tidy_name(name)
    return Company.objects.get_or_create(area=area, name=tidy)[0] if tidy else None


def project_named(name: str, *, area: Area, sector=None, general_contractor=None, developer=None) -> Project | None:
    """The project of that name in the area, made if new; a known one keeps its own sector and parties."""
    tidy = tidy_name(name)
    if not tidy:
        return None
    values = {"sector": sector, "general_contractor": general_contractor, "developer": developer}
    return Project.objects.get_or_create(area=area, name=tidy, defaults=values)[0]
