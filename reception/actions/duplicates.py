"""Telling the counter by ID number or phone who came before is an act on record; the number itself is not kept.

依据：个人信息保护法第六条、第五十四条（最小必要、合规审计）。
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from office import trail
from office.models import Event, User
from office.refusals import Refused
from office.roles import require
from reception.actions.claim_data import ClaimData
from reception.duplicates import SAME_ID, SAME_PHONE, Similar, Typed, claims_of_the_person
from reception.identity import ID_NUMBER, PHONE
from reception.models import Claim

_BY_NUMBER = {SAME_ID: ID_NUMBER, SAME_PHONE: PHONE}


class LikelyDuplicates(Refused):
    """Not stored: `similar` are earlier claims that may be the same complaint, for somebody to look at."""

    def __init__(self, similar: Sequence[Similar]) -> None:
        self.similar = list(similar)
        numbers = "、".join(row.claim.number for row in self.similar)
        super().__init__(f"可能与{numbers}是同一诉求：请核对，是再次来访的登记在原来的诉求上，不是同一件的再继续登记。")


def refuse_unseen_duplicates(
    *, data: ClaimData, submission: UUID, seen: Collection[str] | None, by: User
) -> None:  # fmt: skip
    """Lets a claim through if every earlier one that may be the same complaint has been `seen`; None asks nobody.

    Called by `register_claim` under the lock of the area's numbers, so that of two counters with one person the second
    meets the claim of the first.

    Raises:
        LikelyDuplicates: at least one has not been seen; all of them are named.
    """
    if seen is None:
        return
    person = data.petitioner
    typed = Typed(
        name=person.name, id_number=person.id_number, phone=person.phone, project=data.project_name,
        debtor=data.employer_name,
    )  # fmt: skip
    likely = claims_of_the_person(typed, user=by, submission=submission, only_likely=True)
    if any(row.claim.number not in seen for row in likely):
        raise LikelyDuplicates(likely)


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
