"""From whom a claim's people are hidden: of one claim and as a condition on rows the same."""

import pytest

from office.models import User
from reception.identity_access import hidden_from, hides_identity
from reception.models import Claim, Company
from tests import factories

HIDDEN = {
    "clerk": [],
    "head": [],
    "liaison": ["of 住建", "secret"],
    "leader": ["secret"],
    "city": ["of 住建", "plain", "secret"],
}


@pytest.fixture
def claims(clerk: User) -> dict[int, str]:
    """By key; one is kept secret, one names a company that belongs to a member unit."""
    found = {name: factories.claim(clerk) for name in ("plain", "secret", "of 住建")}
    Claim.objects.filter(pk=found["secret"].pk).update(is_secret=True)
    company = Company.objects.create(area=clerk.area, name="住建下属公司", unit=factories.unit("住建"))
    Claim.objects.filter(pk=found["of 住建"].pk).update(employer=company)
    return {claim.pk: name for name, claim in found.items()}


@pytest.mark.parametrize("role", HIDDEN)
def test_rows_and_claims_are_hidden_alike(claims: dict[int, str], role: str) -> None:
    user = factories.user(role, unit="住建" if role == "liaison" else None)
    condition = hidden_from(user)
    rows = [] if condition is None else Claim.objects.filter(condition).values_list("pk", flat=True)

    assert sorted(claims[key] for key in rows) == HIDDEN[role]
    assert (
        sorted(claims[claim.pk] for claim in Claim.objects.with_parties() if hides_identity(claim, user))
        == HIDDEN[role]
    )
