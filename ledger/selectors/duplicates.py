"""Open cases that a claim being typed may belong to: the same project and the same debtor."""

from ledger.models import Case, CaseClaim
from ledger.workflow import OPEN
from office.models import User
from reception.duplicates import LOOKED_AT, SHOWN, Typed, claims_of_the_matter


def open_cases_of_the_matter(typed: Typed, *, user: User) -> list[Case]:
    """The newest open cases the account sees with such a claim; the head may gather the new claim there later."""
    # Step by step: as one question, a database without statistics begins with the cases and asks each of them.
    claims = claims_of_the_matter(typed, user=user).order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT]
    links = CaseClaim.objects.filter(claim__in=list(claims)).order_by().values_list("case_id", flat=True)
    cases = Case.objects.visible_to(user).filter(pk__in=list(links), status__in=OPEN)
    shown = cases.select_related("responsible_unit").only("number", "status", "responsible_unit__short_name")
    return list(shown.order_by("-pk")[:SHOWN])
