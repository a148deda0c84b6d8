"""统一身份认证: which account somebody's identity there belongs to, and what is kept of refused ways in."""

from datetime import datetime

from django.db import transaction

from office import trail
from office.models import User
from office.models.people import IDENTITY_TAKEN
from office.refusals import Refused
from office.roles import require


@transaction.atomic
def link_identity(*, account: User, external_id: str, by: User, now: datetime | None = None) -> None:
    """The identity that signs in to this account; empty takes it away. What is signed in is signed out.

    Raises:
        Refused: another account has it.
    """
    require(by, "manage_accounts")
    account = User.objects.select_for_update().get(pk=account.pk)
    wanted = external_id.strip() or None
    if wanted == account.external_id:
        return
    if wanted and User.objects.filter(external_id=wanted).exists():
        raise Refused(IDENTITY_TAKEN)
    account.external_id = wanted
    account.save(update_fields=["external_id"])
    trail.record("link_identity", by=by, obj=account, now=now, linked=wanted is not None)


@transaction.atomic
def note_refusal(*, account: User | None, address: str, why: str, now: datetime | None = None) -> None:
    """统一身份认证未通过: of an account that exists by its key; who else it may have been is not kept."""
    trail.record("sign_in_refused", by=None, obj=account, now=now, from_address=address, reason=why)
