"""What pages ask for besides the row in their address: a stranger finds nothing of an office that has one of everything."""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from ledger.forms.query import CaseQuery
from ledger.models import Lead
from ledger.selectors import funds, stability
from ledger.selectors.files import visible_files
from ledger.selectors.list_export import LISTS
from ledger.selectors.search import exact_number, search_cases
from office.models import User
from reception.models import Claim, ReceptionSession
from reception.selectors import sessions_of_years
from reports.selectors import claims_behind, sessions_behind
from tests import factories
from tests.access.world import HOME, World

pytestmark = pytest.mark.django_db
LONG_AFTER = date(2100, 1, 1)
Asked = Callable[[User], Collection[Any]]

ASKED: dict[str, Asked] = {
    "leads to check": lambda user: stability.leads_to_check(user, LONG_AFTER),
    "unread warnings": stability.unread_warnings,
    "warnings": stability.warnings_of,
    "leads": lambda user: stability.leads_of(user, today=LONG_AFTER),
    "incidents": stability.incidents_of,
    "years": lambda user: [year for years in stability.years_of(user).values() for year in years],
    "claims of a lead": lambda user: stability.claims_of_lead(Lead.objects.get(area=factories.area(HOME)), user=user),
    "guarantees": lambda user: funds.expiring_guarantees(user, today=LONG_AFTER, remind_days=0),
    "files": visible_files,
    "search": lambda user: search_cases("岩甲", reader=user, today=LONG_AFTER).hits,
    "units of the ledger": lambda user: CaseQuery(QueryDict(), reader=user).fields["unit"].choices[2:],  # type: ignore[attr-defined]
    "claims behind a figure": lambda user: claims_behind(Claim.objects.values_list("pk", flat=True), user=user),
    "sessions behind a figure": lambda user: sessions_behind(
        ReceptionSession.objects.values_list("pk", flat=True), user=user
    ),
    "sessions of a year": lambda user: sessions_of_years(user, [2021]),
    **{f"list {slug}": kind.rows for slug, kind in LISTS.items() if slug not in ("not_wages", "advances")},
}


@pytest.fixture
def stranger(world: World) -> User:
    """Head of an area in which nothing ever happened."""
    area = factories.area("530921")
    return factories.user("head", username="stranger", area=area)


@pytest.mark.parametrize("name", ASKED)
def test_a_stranger_finds_nothing(world: World, stranger: User, name: str) -> None:
    assert len(list(ASKED[name](world.own.head))) > 0, "the question finds nothing at all"
    assert list(ASKED[name](stranger)) == []


def test_numbers_of_others_lead_nowhere(world: World, stranger: User) -> None:
    case, claim = world.own.case, Claim.objects.get(pk=world.own.rows["claim"])
    for row in (case, claim):
        assert exact_number(row.number, reader=world.own.head) == row
        assert exact_number(row.number, reader=stranger) is None


def test_a_liaison_counts_the_claims_it_may_see_alone(world: World) -> None:
    taken = {
        name: [
            row.claims_taken for row in sessions_of_years(world.people[name], [2021]) if row.pk == world.own.session.pk
        ]
        for name in ("head", "foreign_liaison")
    }
    assert taken["head"][0] >= 2
    assert taken["foreign_liaison"] in ([], [0])


def test_session_of_others_is_not_offered_at_the_counter(world: World, client: Client) -> None:
    client.force_login(world.own.clerk)
    url = reverse("reception:claim_create")
    keys = {"own": world.own.session.pk, "foreign": world.foreign.session.pk, "absent": 99_999_999}
    offered = {
        name: _sessions_offered(client.get(url, {"session": key}).content.decode()) for name, key in keys.items()
    }
    assert keys["own"] in offered["own"]
    assert offered["foreign"] == offered["absent"]
    assert keys["foreign"] not in offered["foreign"]


def _sessions_offered(page: str) -> set[int]:
    (select,) = re.findall(r'<select name="session".*?</select>', page, re.DOTALL)
    return {int(key) for key in re.findall(r'value="(\d+)"', select)}


def test_export_page_counts_what_the_account_sees(world: World, stranger: User, client: Client) -> None:
    url = reverse("ledger:export")
    counts = []
    for user in (world.own.head, stranger):
        client.force_login(user)
        counts.append(client.get(url).context["count"])
    assert counts == ["共 2 件", "共 0 件"]
