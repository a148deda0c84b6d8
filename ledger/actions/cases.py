"""A case comes to be with its claim, in one transaction.

依据：实施方案六（二）应接尽接、有接必办：what was said at the counter stands on the ledger at once.
"""

from datetime import date, datetime

from django.utils import timezone

from ledger.actions.clocks import refresh_due, start_clock
from ledger.actions.early_warning import watch_claim
from ledger.actions.guard import relock
from ledger.actions.move import start_case
from ledger.models import Case, CaseClaim
from ledger.reference_data import PETITION_CHANNELS, PETITION_NOTICE
from office.models import User
from office.refusals import Refused
from reception.models import Claim


def open_case(*, claim: Claim, by: User, now: datetime | None = None) -> Case:
    """The claim's own case, 已登记, opened on the day the claim was received.

    Called by `register_claim` inside its transaction; the event of that act is the only one.
    """
    now = now or timezone.now()
    case = start_case(name="register", claim=claim, by=by, on=claim.received_on, now=now)
    start_petition(case=case, claim=claim, by=by, now=now)
    watch_claim(claim=claim, now=now)
    return case


def start_petition(*, case: Case, claim: Claim, by: User, now: datetime) -> None:
    """A claim that came by letter, online or from above is owed an answer from the day it was received.

    依据：信访工作条例第二十二条、第二十三条。
    """
    if claim.channel.key in PETITION_CHANNELS:
        start_clock(
            case=case, code=PETITION_NOTICE, started_on=claim.received_on, by=by, now=now, reason=str(claim.channel)
        )
        refresh_due(case)


def check_correction(*, claim: Claim, received_on: date) -> None:
    """Locks the claim's case, so that no completion runs beside the correction. Called by `correct_claim` as its first act.

    Raises:
        Refused: the claim would be received after its own outcome, and counted as solved in the wrong month.
    """
    relock(CaseClaim.objects.select_related("case").get(claim=claim).case)
    outcome_on = CaseClaim.objects.values_list("outcome_on", flat=True).get(claim=claim)
    if outcome_on and received_on > outcome_on:
        raise Refused(
            f"{claim.number}的接访日期 {received_on} 晚于它的结果日期 {outcome_on}：请核对日期，或先在台账中重新办理。"
        )
