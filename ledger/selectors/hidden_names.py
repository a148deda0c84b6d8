"""Names that a reader may not know, of everybody who ever was near a case: what is struck out of the words about it."""

from collections.abc import Collection, Iterable

from ledger.models import Case
from ledger.selectors.regrouped import claims_ever_near, claims_ever_near_each
from office.models import User
from reception.identity_access import hidden_from, longest_first, names_ever_on, without_names
from reception.models import Claim


def names_hidden_on(case: Case, user: User) -> list[str]:
    """Longest first; also of claims that have left the case, or a case whose measures and papers came here.

    One query, two where somebody is hidden; none for the office.
    """
    hidden = hidden_from(user)
    if hidden is None:
        return []
    return longest_first(set().union(*names_ever_on(claims_ever_near(case).filter(hidden)).values()))


def names_hidden_on_each(case_ids: Collection[int], user: User) -> dict[int, list[str]]:
    """The same of some hundred cases, by case; one query more."""
    hidden = hidden_from(user)
    if hidden is None or not case_ids:
        return {}
    near = claims_ever_near_each(case_ids)
    names = names_ever_on(Claim.objects.filter(hidden, pk__in=set().union(*near.values())))
    return {case: longest_first(set().union(*(names.get(pk, set()) for pk in claims))) for case, claims in near.items()}


def without_hidden_names(sentences: Iterable[str], case: Case, user: User) -> list[str]:
    """Sentences of a gate, with the names of people that this account may not read struck out."""
    names = names_hidden_on(case, user)
    return [without_names(sentence, names) for sentence in sentences]
