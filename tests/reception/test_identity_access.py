"""From whom a claim's people are hidden: of one claim and as a condition on rows the same."""

import pytest

from ledger.models import CaseClaim
from office.models import User
from reception.identity_access import (
    OF_DEBTORS,
    OF_PLACE,
    hidden_from,
    hides_identity,
    listed_place,
    may_reveal,
    place_name,
    representatives_of,
)
from reception.models import Claim, Company, Project
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


@pytest.mark.parametrize(("role", "reveals"), [("clerk", True), ("head", True), ("leader", False), ("city", False)])
def test_full_numbers_are_asked_for_by_who_may_reveal_them(claims: dict[int, str], role: str, reveals: bool) -> None:
    user = factories.user(role)
    assert {may_reveal(claim, user) for claim in Claim.objects.with_parties()} == {reveals}


def test_a_liaison_reveals_nobody_who_is_hidden(claims: dict[int, str]) -> None:
    user = factories.user("liaison", unit="住建")
    assert [claims[claim.pk] for claim in Claim.objects.with_parties() if may_reveal(claim, user)] == ["plain"]


def test_who_speaks_for_a_hidden_group_is_hidden_too(clerk: User, liaison: User) -> None:
    claim = factories.claim(clerk)
    claim.representatives.create(name="岩乙", phone="19900001234", position=1)
    assert [row.name for row in representatives_of(claim, liaison)] == ["岩乙"]
    claim.is_secret = True
    assert (len(representatives_of(claim, clerk)), representatives_of(claim, liaison)) == (1, [])


def test_the_city_reads_a_place_without_the_name_of_a_home(clerk: User, city: User) -> None:
    claim = factories.claim(clerk)
    claim.project = Project(name="岩甲自建房", area=clerk.area)
    assert (place_name(claim, clerk), "岩甲" in place_name(claim, city)) == ("岩甲自建房", False)


LISTED = ("claim__project__name", "claim__petitioner__name", "claim__is_secret", *OF_DEBTORS)


def test_a_list_tells_the_city_a_place_as_the_page_does(clerk: User, city: User) -> None:
    claim = factories.claim(clerk)
    Project.objects.filter(pk=claim.project_id).update(name="岩甲自建房")
    claim = Claim.objects.with_parties().get(pk=claim.pk)
    line = CaseClaim.objects.filter(claim=claim).values(*LISTED, *OF_PLACE).get()

    assert [listed_place(line, user) for user in (clerk, city)] == [place_name(claim, user) for user in (clerk, city)]
    assert "岩甲" not in listed_place(line, city)


def test_a_home_bears_no_hidden_name_on_page_and_list(clerk: User, liaison: User) -> None:
    claim = factories.claim(clerk, is_secret=True)
    Project.objects.filter(pk=claim.project_id).update(name="岩甲家建房")
    claim = Claim.objects.with_parties().get(pk=claim.pk)
    line = CaseClaim.objects.filter(claim=claim).values(*LISTED).get()
    for user, told in ((clerk, "岩甲家建房"), (liaison, "（保密）家建房")):
        assert (place_name(claim, user), listed_place(line, user)) == (told, told)
