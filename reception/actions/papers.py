"""Handing a paper out is an act on record."""

from datetime import datetime

from django.db import transaction

from office import trail
from office.models import User
from office.roles import require
from reception.models import Claim


@transaction.atomic
def print_advice(*, claim: Claim, by: User, now: datetime | None = None) -> None:
    """打印告知单 for a claim that is not about wages: what it is and where to turn.

    Raises:
        PermissionDenied: the role may not.
    """
    require(by, "print_advice")
    trail.record("print_advice", by=by, obj=claim, now=now, number=claim.number)
