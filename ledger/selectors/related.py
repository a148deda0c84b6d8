"""Open cases that may belong together: the same project, or the same general contractor."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from ledger.models import Case, CaseClaim
from ledger.workflow import WORKING
from office.models import User
from reception.models import Claim

AT_MOST = 50


def related_open_cases(case: Case, *, user: User) -> QuerySet[Case]:
    """Cases being worked on that share a project or a general contractor with this one; the newest fifty."""
    claims = Claim.objects.live().filter(caseclaim__case=case).values_list("project_id", "general_contractor_id")
    projects = {project for project, _ in claims if project}
    contractors = {contractor for _, contractor in claims if contractor}
    shared = CaseClaim.objects.filter(
        Q(claim__project__in=projects) | Q(claim__general_contractor__in=contractors), case=OuterRef("pk")
    )
    found = _open_cases(user).filter(Exists(shared), area=case.area_id).exclude(pk=case.pk)
    newest = found.order_by("-id").values_list("pk", flat=True)[:AT_MOST]
    # A second query, since a sliced one cannot be filtered further by the form's check of its choices.
    return (
        _open_cases(user)
        .filter(pk__in=list(newest))
        .prefetch_related(Prefetch("case_claims", CaseClaim.objects.select_related("claim__project")))
    )


def open_case_by_number(number: str, *, user: User) -> Case | None:
    """A case being worked on, by its number with or without the letter; None if there is none this account may see."""
    return _open_cases(user).filter(number__in=[number, f"A{number}"]).first()


def claims_to_gather(cases: Iterable[Case]) -> list[Claim]:
    """The live claims of the given cases."""
    return list(Claim.objects.live().filter(caseclaim__case__in=list(cases)).order_by("id"))


def _open_cases(user: User) -> QuerySet[Case]:
    return Case.objects.visible_to(user).filter(status__in=WORKING)
