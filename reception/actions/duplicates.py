"""Telling the counter by ID number or phone who came before is an act on record; the number itself is not kept.

依据：个人信息保护法第六条、第五十四条（最小必要、合规审计）。
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from office import trail
from office.models import Event, User
from office.roles import require
from reception.duplicates import SAME_ID, SAME_PHONE, Similar
from reception.identity import ID_NUMBER, PHONE
from reception.models import Claim

_BY_NUMBER = {SAME_ID: ID_NUMBER, SAME_PHONE: PHONE}


def note_shown_duplicates(
    *, shown: Sequence[Similar], submission: UUID | None, by: User, now: datetime | None = None
) -> None:
    """Writes down that the account is shown claims found by ID number or phone, by the newest of them; names need no event.

    The same form (`submission`) with the same result is one event, however often it asks while somebody types.

    Raises:
        PermissionDenied: the role may not register claims.
    """
    require(by, "register_claim")
    for reason, kind in _BY_NUMBER.items():
        claims = [row.claim for row in shown if reason in row.reasons]
        if claims:
            newest = max(claims, key=lambda claim: claim.pk)
            _note_once(
                newest, by=by, now=now, facts={"kind": kind, "found": len(claims), "submission": str(submission or "")}
            )


@transaction.atomic
def _note_once(claim: Claim, *, by: User, now: datetime | None, facts: dict[str, Any]) -> None:
    """Two questions of one form, asked at the same instant, meet at the claim's row."""
    Claim.objects.select_for_update().filter(pk=claim.pk).values_list("pk").get()
    noted = Event.objects.filter(
        object_type=Claim._meta.label_lower, object_id=str(claim.pk), act="show_duplicate", by=by
    )
    if not facts["submission"] or facts not in noted.values_list("data", flat=True):
        trail.record("show_duplicate", by=by, obj=claim, now=now, **facts)
