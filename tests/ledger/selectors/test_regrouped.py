"""Names that must stay hidden on a case to which papers and measures came from another."""

from datetime import date

import pytest
from django.utils import timezone

from ledger.actions.regroup import gather, merge_duplicate, split_off
from ledger.actions.stability import add_measure
from ledger.actions.work import add_evidence
from ledger.models import Case
from ledger.selectors.case_sheet import case_sheet
from ledger.selectors.files import is_withheld
from ledger.selectors.regrouped import claims_ever_near
from ledger.workflow import Status
from reception.models import Claim
from tests import factories


def case_of(claim: Claim) -> Case:
    return Case.objects.get(case_claims__claim=claim)


@pytest.fixture
def secret(head) -> Claim:
    return factories.claim(head, petitioner=factories.PersonData(name="岩小甲"), is_secret=True)


@pytest.fixture
def left(head, secret) -> Claim:
    """A claim on the case that the secret one has left, with a measure that names it."""
    claim, case = factories.claim(head), case_of(secret)
    gather(claims=[claim], into=case, by=head)
    add_measure(
        case=case, by=head, text="劝岩小甲不要聚集", unit=factories.unit(), person="李经办",
        next_check_on=date(2099, 1, 5),
    )  # fmt: skip
    split_off(claim=secret, by=head)
    return claim


def hidden_on(case: Case, user) -> list[str]:
    return case_sheet(case, user=user, today=timezone.localdate()).hidden_names


def test_name_in_a_carried_measure_stays_hidden_and_the_office_reads_it(client, head, liaison, left) -> None:
    into = factories.assigned(factories.case(head), head)
    gather(claims=[left], into=into, by=head)
    measure = into.measures.get()
    assert (hidden_on(into, liaison), hidden_on(into, head)) == (["岩小甲"], [])
    for user, shown in ((liaison, "劝（保密）不要聚集"), (head, measure.text)):
        client.force_login(user)
        assert shown in client.get(f"/ledger/cases/{into.pk}/stability/").content.decode()


def test_name_stays_hidden_when_the_case_that_took_the_measure_is_absorbed_in_turn(head, liaison, left) -> None:
    between, last = factories.claim(head), factories.claim(head)
    gather(claims=[left], into=case_of(between), by=head)
    gather(claims=[left, between], into=case_of(last), by=head)
    assert case_of(last).measures.count() == 1
    assert hidden_on(case_of(last), liaison) == ["岩小甲"]


def test_name_stays_hidden_when_the_measure_came_with_a_duplicate(head, liaison, secret) -> None:
    earlier = factories.claim(head)
    later, case = factories.claim(head), case_of(secret)
    gather(claims=[later], into=case, by=head)
    split_off(claim=secret, by=head)
    merge_duplicate(claim=later, into=earlier, by=head, reason="同一人同一事")
    assert hidden_on(case_of(earlier), liaison) == ["岩小甲"]


def test_claims_of_other_cases_are_not_near(head, liaison, secret, django_assert_num_queries) -> None:
    other = factories.case(head)
    claim = other.case_claims.get().claim
    with django_assert_num_queries(1):
        assert list(claims_ever_near(other)) == [claim]
    assert hidden_on(other, liaison) == []


def test_page_of_a_regrouped_case_asks_little(client, head, liaison, left, django_assert_max_num_queries) -> None:
    between, into = factories.claim(head), factories.assigned(factories.case(head), head)
    gather(claims=[left], into=case_of(between), by=head)
    gather(claims=[left, between], into=into, by=head)
    client.force_login(liaison)
    for tab in ("", "payments/", "papers/", "progress/", "procedures/", "stability/", "history/"):
        client.get(f"/ledger/cases/{into.pk}/{tab}")
        with django_assert_max_num_queries(25):
            assert client.get(f"/ledger/cases/{into.pk}/{tab}").status_code == 200


def test_a_paper_stays_shut_when_the_hidden_claim_has_left_its_case(client, head, liaison, secret) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    gather(claims=[secret], into=case, by=head)
    paper = factories.stored_file(head)
    add_evidence(case=case, by=head, kind="finding", text="笔录", on=factories.SIGNED_ON, file=paper)
    split_off(claim=secret, by=head)
    assert not case.case_claims.filter(claim__is_secret=True).exists()

    address, told = f"/ledger/files/{paper.token}/", {}
    for user in (head, liaison):
        client.force_login(user)
        shown = address in client.get(f"/ledger/cases/{case.pk}/papers/").content.decode()
        told[user.username] = (shown, client.get(address).status_code == 403, is_withheld(user, paper))
    assert told == {"head": (True, False, False), "liaison": (False, True, True)}


def test_the_city_gets_no_paper_even_of_a_case_without_claims(head, city) -> None:
    case = Case.objects.create(
        area=head.area, number="x", opened_on=date(2021, 4, 1), opened_at=timezone.now(), opened_by=head
    )
    paper = factories.stored_file(head)
    case.evidence.create(kind="finding", text="笔录", on=date(2021, 4, 2), file=paper, at=timezone.now(), by=head)
    assert (is_withheld(city, paper), is_withheld(head, paper)) == (True, False)
