"""A case comes to be with its claim, in one transaction.

依据：实施方案六（二）应接尽接、有接必办：what was said at the counter stands on the ledger at once.
"""

from datetime import datetime

from django.utils import timezone

from ledger.actions.move import start_case
from ledger.models import Case
from office.models import User
from reception.models import Claim


def open_case(*, claim: Claim, by: User, now: datetime | None = None) -> Case:
    """The claim's own case, 已登记, opened on the day the claim was received.

    Called by `register_claim` inside its transaction; the event of that act is the only one.
    """
    return start_case(name="register", claim=claim, by=by, on=claim.received_on, now=now or timezone.now())
