"""What a clerk has registered today, the latest first."""

from dataclasses import dataclass
from datetime import date, datetime, time

from office.models import User
from office.roles import Role, holds
from reception.identity_access import petitioner_name
from reception.models import Claim
from reports.period import OFFICE_TIME

MOST = 8
# Nobody takes more claims in a day; further back nothing is looked at, however long the ledger is.
LATEST = 300


@dataclass(frozen=True)
class OwnClaim:
    claim: Claim
    name: str


def registered_today(user: User, *, today: date) -> list[OwnClaim]:
    """At most `MOST` claims of this account, one query; nothing for accounts that are no clerk."""
    if not holds(user, {Role.CLERK}):
        return []
    latest = Claim.objects.visible_to(user).order_by("-pk").values("pk")[:LATEST]
    midnight = datetime.combine(today, time(), OFFICE_TIME)
    own = Claim.objects.filter(pk__in=latest, registered_by=user, registered_at__gte=midnight)
    rows = own.select_related("petitioner", "project", "session").order_by("-pk")[:MOST]
    return [OwnClaim(claim, petitioner_name(claim, user, in_list=True)) for claim in rows]
