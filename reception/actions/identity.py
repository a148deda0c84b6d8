"""Reading a full ID number, phone or address is an act of its own, on record.

依据：个人信息保护法第六条、第五十四条（最小必要、合规审计）。
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import trail
from office.models import User
from office.roles import require
from reception.identity_access import hides_identity
from reception.models import Claim


@transaction.atomic
def reveal_identity(*, claim: Claim, by: User, now: datetime | None = None) -> None:
    """Puts the reading on record; the page may then print the numbers in full.

    Raises:
        PermissionDenied: the role may not, or secrecy or conflict forbids it.
    """
    require(by, "reveal_identity")
    if hides_identity(claim, by):
        raise PermissionDenied("反映人要求保密，或者贵单位与本件有利害关系，不能查看反映人信息。")
    trail.record("reveal_identity", by=by, obj=claim, now=now, number=claim.number)
