"""The page of 告知被反映方, and where it is seen afterwards."""

from datetime import date

import pytest

from ledger.models import Case, Disclosure
from ledger.workflow import Status
from reception.models import Claim
from tests import factories
from tests.ledger.views.test_oversight import address, labels, send

LABEL = "登记告知被反映方"
FORM = {
    "recipient": "李经理", "shown": ["name", "roll"], "purpose": "逐人核对", "ground": "工作需要", "on": "2021-05-06"
}  # fmt: skip


def in_hand(head, **values) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head, **values), head, ready=False)


@pytest.fixture
def case(head) -> Case:
    return in_hand(head)


def test_entered_once_and_seen_among_the_steps(client, liaison, case) -> None:
    entry = case.case_claims.get().pk
    company = Claim.objects.with_parties().get().employer
    page = send(client, liaison, case, "disclose_identity", claim=entry, company=company.pk, **FORM)
    said = page.content.decode()
    assert page.redirect_chain[-1][0] == address(case, "history/")
    assert ("告知姓名、花名册。用途：逐人核对。" in said, f"{company.name} 李经理" in said) == (True, True)
    send(client, liaison, case, "disclose_identity", claim=entry, company=company.pk, **FORM)
    assert Disclosure.objects.count() == 1
    assert "告知被反映方" in client.get(address(case)).content.decode(), "on the case's first page too"


def test_offered_to_the_unit_and_the_head(client, head, clerk, liaison, case) -> None:
    offered = {user.username: LABEL in labels(client, user, case) for user in (head, clerk, liaison)}
    assert offered == {"head": True, "clerk": False, "liaison": True}


def test_secret_claim_is_refused_in_words_and_the_form_kept(client, head) -> None:
    case = in_hand(head, is_secret=True)
    entry = case.case_claims.get().pk
    page = send(client, head, case, "disclose_identity", claim=entry, **FORM)
    assert (page.status_code, "没有本人同意，不得告知被反映方" in page.content.decode()) == (422, True)
    assert "逐人核对" in page.content.decode()
    send(client, head, case, "disclose_identity", claim=entry, consent_on="2021-05-05", consent_how="书面", **FORM)
    assert Disclosure.objects.get().consent_on == date(2021, 5, 5)


def test_hidden_petitioner_is_not_offered_to_the_unit(client, head, liaison) -> None:
    case = in_hand(head, is_secret=True)
    client.force_login(liaison)
    form = client.get(address(case, "disclose_identity/")).context["form"]
    assert list(form.fields["claim"].queryset) == list(form.fields["company"].queryset) == []


def test_as_many_queries_for_three_as_for_one(client, head, django_assert_num_queries, django_assert_max_num_queries):
    case = in_hand(head)
    entry = case.case_claims.get().pk
    send(client, head, case, "disclose_identity", claim=entry, **FORM)
    with django_assert_max_num_queries(30) as one:
        client.get(address(case, "history/"))
    number = len(one)
    for purpose in ("签订协议", "支付"):
        send(client, head, case, "disclose_identity", claim=entry, **FORM | {"purpose": purpose})
    with django_assert_num_queries(number):
        client.get(address(case, "history/"))
