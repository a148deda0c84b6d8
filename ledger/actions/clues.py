"""Work orders and clues from outside come onto the ledger: each a claim with its case, as at the counter.

依据：实施方案六（二）应接尽接、有接必办。
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ledger.actions.cases import open_case
from office import trail
from office.models import Area, User
from office.numbering import CASE, CLAIM, next_numbers
from office.roles import require
from reception.actions.claims import ClaimData, register_claim
from reception.actions.parties import parties_of
from reception.actions.search import index_claims
from reception.models import Claim


@dataclass(frozen=True)
class Clue:
    """A claim as it is to be registered, its number outside, and the mark by which it is known again."""

    number: str
    mark: UUID
    data: ClaimData


@transaction.atomic
def register_clues(
    *, clues: Sequence[Clue], channel: str, area: Area, by: User, now: datetime | None = None
) -> list[Claim]:
    """Registers them in order, each with its own event, and one event of the import; all or none.

    Raises:
        PermissionDenied: the account may not import, or not register here.
        Refused: a claim that cannot be stored, every fault named.
    """
    require(by, "import_clues")
    now = now or timezone.now()
    _lock_first(clues, area=area)
    claims = []
    for clue in clues:
        claim = register_claim(area=area, by=by, data=clue.data, on_registered=open_case, submission=clue.mark, now=now)
        Claim.objects.filter(pk=claim.pk).update(original_number=clue.number)
        claims.append(claim)
    index_claims([claim.pk for claim in claims])
    trail.record("import_clues", by=by, obj=area, now=now, kind=channel, claims=len(claims))
    return claims


def _lock_first(clues: Sequence[Clue], *, area: Area) -> None:
    """Parties and counters before the first event locks the trail: the order in which everybody locks."""
    for clue in sorted(clues, key=lambda each: each.data.project_name):
        parties_of(clue.data, area=area)
    for year in sorted({clue.data.received_on.year for clue in clues}):
        for series in (CLAIM, CASE):
            next_numbers(series, area=area, year=year, count=0)
