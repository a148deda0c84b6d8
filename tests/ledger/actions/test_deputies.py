"""A case in the hands of a deputy: what is open from the first day to the last, and what is written down of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ledger.actions.assignment import sign_for
from ledger.actions.completion import complete, send_back, strike_off
from ledger.actions.regroup import void_claim
from ledger.models import Case, Transition
from ledger.workflow import Status
from office.actions.deputies import appoint_deputy, end_deputyship
from office.models import Event, User
from tests import factories

DAY = timedelta(days=1)
ACTS = {
    Status.REGISTERED: {
        "assign": factories.assigned,
        "void": lambda case, by: void_claim(claim=case.case_claims.get().claim, by=by, reason="重复录入"),
    },
    Status.ASSIGNED: {"sign_for": lambda case, by: sign_for(case=case, by=by)},
    Status.UNDER_REVIEW: {
        "complete": lambda case, by: complete(case=case, by=by, on=factories.PAID_ON),
        "send_back": lambda case, by: send_back(case=case, by=by, reason="补充凭证"),
    },
    Status.COMPLETED: {"strike_off": lambda case, by: strike_off(case=case, by=by)},
}
EACH = [pytest.param(state, act, id=name) for state, acts in ACTS.items() for name, act in acts.items()]


def appointed(head: User, deputy: User, *, first: int, last: int) -> User:
    """The deputy as the next click reads the account."""
    today = timezone.localdate()
    appoint_deputy(
        head=head, deputy=deputy, starts_on=today + first * DAY, ends_on=today + last * DAY, reason="学习", by=head,
        now=timezone.now() + min(first, 0) * DAY,
    )  # fmt: skip
    return User.objects.get(pk=deputy.pk)


@pytest.mark.parametrize(("state", "act"), EACH)
@pytest.mark.parametrize(("first", "last"), [(1, 5), (-5, -1)], ids=["not yet", "over"])
def test_act_is_refused_before_and_after(head, clerk, state, act, first: int, last: int) -> None:
    case = factories.brought_to(state, factories.case(clerk), head)
    deputy = appointed(head, clerk, first=first, last=last)
    with pytest.raises(PermissionDenied):
        act(case, deputy)
    assert Case.objects.get().status == state


@pytest.mark.parametrize(("state", "act"), EACH)
def test_act_is_carried_out_and_signed_while_it_runs(head, clerk, state, act) -> None:
    case = factories.brought_to(state, factories.case(clerk), head)
    deputy = appointed(head, clerk, first=0, last=0)
    act(case, deputy)
    step = Transition.objects.order_by("-pk").first()
    assert (step.by, step.data["as_deputy"]) == (clerk, True)
    assert Event.objects.order_by("-number").first().data["as_deputy"] is True


def test_own_work_of_a_deputy_is_not_signed_as_the_heads(head, clerk) -> None:
    deputy = appointed(head, clerk, first=0, last=1)
    factories.case(deputy)
    assert [step.data for step in Transition.objects.all()] == [{}]


def test_liaison_of_the_leading_unit_signs_for_its_own_case_as_itself_and_for_others_as_deputy(head, clerk) -> None:
    deputy = appointed(head, factories.user("liaison", unit="人社"), first=0, last=1)
    own, other = factories.case(clerk), factories.case(clerk)
    factories.assigned(own, head, unit="人社")
    factories.assigned(other, head, unit="住建", note="属住建")
    for case in (own, other):
        sign_for(case=case, by=deputy)
    steps = Transition.objects.filter(move="sign_for").order_by("pk")
    assert [step.data for step in steps] == [{}, {"as_deputy": True}]


def test_rows_of_the_area_open_and_close_with_the_deputyship(head, clerk) -> None:
    case = factories.case(clerk)
    leader = factories.user("leader")
    with pytest.raises(Http404):
        Case.objects.get_for(leader, case.pk)
    deputy = appointed(head, leader, first=0, last=1)
    assert Case.objects.get_for(deputy, case.pk) == case
    end_deputyship(deputyship=deputy.deputyships.get(), on=timezone.localdate() - DAY, by=head)
    with pytest.raises(Http404):
        Case.objects.get_for(User.objects.get(pk=leader.pk), case.pk)


def test_history_of_the_case_says_who_acted_in_whose_place(client: Client, head, clerk) -> None:
    case = factories.case(clerk)
    factories.assigned(case, appointed(head, clerk, first=0, last=1))
    client.force_login(head)
    page = client.get(reverse("ledger:case_history", args=[case.pk])).content.decode()
    assert page.count(f"{clerk}（代主任）") == 1


@pytest.mark.parametrize("address", ["/", "/admin/ledger/case/", "ledger:case"], ids=["home", "list", "case"])
def test_pages_ask_no_more_than_for_an_account_of_both_roles(client: Client, head, clerk, address: str) -> None:
    case = factories.assigned(factories.case(clerk), head)
    url = address if address.startswith("/") else reverse(address, args=[case.pk])
    asked = []
    both = factories.user("clerk", "head")
    for account in (both, appointed(head, clerk, first=0, last=1)):
        client.force_login(account)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
