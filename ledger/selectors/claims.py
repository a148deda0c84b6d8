"""The claims on a case and how far each has come."""

from ledger.models import Case, CaseClaim, Transition

_TURNS = ("conclude", "resume")


def live_entries(case: Case) -> list[CaseClaim]:
    """The claims that count on this case, in the order they came to it."""
    rows = CaseClaim.objects.filter(case=case, claim__voided_at=None, claim__merged_into=None)
    return list(rows.select_related("claim").order_by("id"))


def is_concluded(entry: CaseClaim) -> bool:
    """True from the completion of its case until the claim is reopened; its outcome stands fast then."""
    last = Transition.objects.filter(claim=entry.claim_id, move__in=_TURNS).order_by("-id").values("move").first()
    return last is not None and last["move"] == "conclude"
