"""Looking a person up by the whole ID number or phone is an act on record; the number itself is not kept.

依据：个人信息保护法第六条、第五十四条（最小必要、合规审计）。
"""

from datetime import datetime

from django.db import transaction

from office import trail
from office.models import User
from office.roles import require
from reception.identity import ID_NUMBER
from reception.identity_access import hidden_from
from reception.models import Claim, Petitioner, Worker

AT_MOST = 200


@transaction.atomic
def find_person(*, kind: str, number: str, by: User, now: datetime | None = None) -> list[int]:
    """Ids of the claims the account sees whose petitioner or roll has exactly this number; newest first.

    `kind` and `number` as `personal_number_in` gives them. Claims whose people are hidden from the account
    (回避、保密) are not among them.

    Raises:
        PermissionDenied: the role may not look people up.
    """
    require(by, "find_person")
    condition = {"id_number" if kind == ID_NUMBER else "phone": number}
    petitioners = Petitioner.objects.filter(**condition).order_by("-pk").values_list("claim__pk", flat=True)
    workers = Worker.objects.filter(**condition).order_by("-pk").values_list("claim_id", flat=True)
    ids = {pk for rows in (petitioners, workers) for pk in rows[:AT_MOST] if pk}
    claims = Claim.objects.visible_to(by).filter(pk__in=ids)
    hidden = hidden_from(by)
    if hidden is not None:
        claims = claims.exclude(hidden)
    found = list(claims.order_by("-pk").values_list("pk", flat=True))
    trail.record("find_person", by=by, now=now, kind=kind, found=len(found))
    return found
