"""Names from before a correction: what was written then is read without them by whoever may not know the people."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.actions.regroup import gather, split_off
from ledger.actions.work import note_progress
from ledger.models import Case
from ledger.selectors.case_sheet import case_sheet
from office.models import User
from reception.actions.claim_data import RepresentativeData
from reception.actions.claims import PersonData, correct_claim, data_of
from reception.models import Claim
from tests import factories

PERSON, SPEAKERS = PersonData(name="岩大甲"), (RepresentativeData(name="岩大丙"),)
ROLL = (factories.worker_data("岩大甲"), factories.worker_data("岩大乙"))
WORDS = "岩大甲、岩大乙、岩大丙来过，岩大丁没有来"


def correct(claim: Claim, by: User, **values: Any) -> None:
    claim = Claim.objects.get(pk=claim.pk)
    correct_claim(claim=claim, by=by, data=replace(data_of(claim), **values), reason="登记有误")


@pytest.fixture
def claim(head: User) -> Claim:
    return factories.claim(
        head, petitioner=PERSON, workers=ROLL, workers_count=2, amount_yuan=Decimal("200.00"),
        is_secret=True, is_group=True, representatives=SPEAKERS,
    )  # fmt: skip


@pytest.fixture
def case(head: User, claim: Claim) -> Case:
    """Everybody of the claim has got another name since the words were written."""
    case = factories.assigned(Case.objects.get(case_claims__claim=claim), head)
    note_progress(case=case, by=head, text=WORDS, on=factories.ASSIGNED_ON)
    first, second = data_of(claim).workers
    correct(claim, head, petitioner=PersonData(name="岩小甲"), workers=(replace(first, name="岩小甲"), second))
    correct(claim, head, workers=(data_of(claim).workers[0], factories.worker_data("岩小乙")))
    correct(claim, head, representatives=(RepresentativeData(name="岩小丙"),))
    return case


def read(case: Case, user: User) -> str:
    return case_sheet(case, user=user, today=date(2021, 5, 6)).as_read(WORDS)


def test_words_are_read_without_the_names_of_then(
    client, case: Case, head: User, liaison: User, leader: User, city: User
) -> None:
    hidden = "（保密）、（保密）、（保密）来过，岩大丁没有来"
    assert [read(case, user) for user in (head, liaison, leader, city)] == [WORDS, hidden, hidden, hidden]
    for user, shown in ((head, WORDS), (liaison, hidden)):
        client.force_login(user)
        assert shown in client.get(f"/ledger/cases/{case.pk}/progress/").content.decode()


def test_they_stay_hidden_when_the_claim_has_left_the_case(case: Case, claim: Claim, head: User, liaison: User) -> None:
    gather(claims=[factories.claim(head)], into=case, by=head)
    split_off(claim=claim, by=head)
    assert "岩大" not in read(case, liaison).replace("岩大丁", "")


def test_names_of_open_claims_are_read(case: Case, liaison: User) -> None:
    Claim.objects.update(is_secret=False)
    assert read(case, liaison) == WORDS


def test_one_question_more_where_somebody_is_hidden(case: Case, claim: Claim, head: User, liaison: User) -> None:
    asked = []
    for name in ("", "岩甲一", "岩甲二"):
        if name:
            correct(claim, head, petitioner=PersonData(name=name))
        with CaptureQueriesContext(connection) as queries:
            assert read(case, liaison) != WORDS
        asked.append([query["sql"] for query in queries if "former_names" in query["sql"]])
    with CaptureQueriesContext(connection) as of_office:
        read(case, head)
    assert ([len(each) for each in asked], "former_names" in str(of_office.captured_queries)) == ([1, 1, 1], False)
