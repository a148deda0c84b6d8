"""Names that a reader may not know, of everybody who ever was near a case: what is struck out of the words about it."""

from collections import defaultdict
from collections.abc import Collection

from ledger.models import Case
from ledger.selectors.regrouped import NAMES, claims_ever_near, claims_ever_near_each
from office.models import User
from reception.identity_access import hidden_from, longest_first
from reception.models import Claim


def names_hidden_on(case: Case, user: User) -> list[str]:
    """Longest first; also of claims that have left the case, or a case whose measures and papers came here. No query for the office."""
    hidden = hidden_from(user)
    if hidden is None:
        return []
    claims = claims_ever_near(case).filter(hidden)
    # In one question: at most five speak for a group, so that no roll is read more than five times over.
    rows = claims.order_by().values_list(*NAMES)
    return longest_first(name for row in rows for name in row)


def names_hidden_on_each(case_ids: Collection[int], user: User) -> dict[int, list[str]]:
    """The same of some hundred cases, by case; two queries, none for the office."""
    hidden = hidden_from(user)
    if hidden is None or not case_ids:
        return {}
    near = claims_ever_near_each(case_ids)
    claims = Claim.objects.filter(hidden, pk__in={pk for claims in near.values() for pk in claims})
    names: dict[int, set[str | None]] = defaultdict(set)
    for pk, *told in claims.order_by().values_list("pk", *NAMES):
        names[pk].update(told)
    return {
        case: longest_first(name for pk in claims if pk in names for name in names[pk]) for case, claims in near.items()
    }
