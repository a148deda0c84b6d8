"""Open cases that a claim being typed may belong to: the same project and the same debtor."""

from ledger.models import Case, CaseClaim
from ledger.workflow import OPEN
from office.models import User
from reception.duplicates import SHOWN, Typed, claims_of_the_matter


def open_cases_of_the_matter(typed: Typed, *, user: User) -> list[Case]:
    """The newest open cases the account sees with such a claim; the head may gather the new claim there later."""
    same = CaseClaim.objects.filter(claim__in=claims_of_the_matter(typed, user=user)).order_by()
    cases = Case.objects.visible_to(user).filter(pk__in=same.values("case"), status__in=OPEN)
    return list(cases.select_related("responsible_unit").order_by("-pk")[:SHOWN])
