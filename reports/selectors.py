"""Rows behind a figure, as a page shows them; only what the account may see."""

from collections.abc import Iterable

from django.db.models import Count

from office.models import User
from reception.models import Claim, ReceptionSession


def claims_behind(claim_ids: Iterable[int], *, user: User) -> dict[int, Claim]:
    """Claims by id, each with its parties, its case and `roll_size`, the number of people on its wage roll."""
    claims = Claim.objects.visible_to(user).filter(pk__in=list(claim_ids))
    rows = claims.select_related("petitioner", "project", "employer", "caseclaim__case")
    return {claim.pk: claim for claim in rows.annotate(roll_size=Count("workers"))}


def sessions_behind(session_ids: Iterable[int], *, user: User) -> dict[int, ReceptionSession]:
    """Sessions by id."""
    return ReceptionSession.objects.visible_to(user).in_bulk(list(session_ids))
