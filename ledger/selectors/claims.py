"""The claims on a case and how far each has come."""

from collections.abc import Iterable

from ledger.models import Case, CaseClaim, PaymentLine, Transition
from reception.models import Claim

_TURNS = ("conclude", "resume")


def live_entries(case: Case) -> list[CaseClaim]:
    """The claims that count on this case, in the order they came to it."""
    rows = CaseClaim.objects.filter(case=case, claim__voided_at=None, claim__merged_into=None)
    return list(rows.select_related("claim").order_by("id"))


def concluded_claims(claims: Iterable[Claim]) -> set[int]:
    """Ids of claims whose case was completed and that were not reopened since: their outcome stands fast."""
    turns = Transition.objects.filter(claim__in=[claim.pk for claim in claims], move__in=_TURNS).order_by("id")
    last = dict(turns.values_list("claim_id", "move"))
    return {claim_id for claim_id, move in last.items() if move == "conclude"}


def concluded_numbers(claims: Iterable[Claim]) -> list[str]:
    """The same by number, in order."""
    claims = list(claims)
    concluded = concluded_claims(claims)
    return sorted(claim.number for claim in claims if claim.pk in concluded)


def paid_claims(claims: Iterable[Claim]) -> set[int]:
    """Ids of claims for which a payment counts."""
    lines = PaymentLine.objects.filter(claim__in=[claim.pk for claim in claims], payment__voided_at=None)
    return set(lines.values_list("claim_id", flat=True))
