from datetime import date

import pytest
from django.http import Http404

from ledger.actions.assignment import ask_return
from ledger.actions.regroup import gather
from ledger.actions.work import add_evidence, note_progress
from ledger.models import Case
from ledger.selectors.cases import (
    cases_to_strike_off,
    cases_without_deadline,
    overdue_cases,
    possible_moves,
    return_requests,
    unassigned_cases,
    under_review_cases,
    unsigned_cases,
)
from ledger.selectors.deadlines import default_due_on, return_limit_on
from ledger.selectors.files import file_for, visible_files
from ledger.workflow import Status
from tests import factories
from tests.factories import ASSIGNED_ON, DUE_ON, SIGNED_ON


@pytest.fixture
def case(head) -> Case:
    return factories.case(head)


def names(case: Case, user) -> list[str]:
    return [row.name for row in possible_moves(Case.objects.get(pk=case.pk), user)]


def test_possible_moves_are_the_state_s_and_the_role_s(case: Case, head, clerk, liaison, leader) -> None:
    assert names(case, head) == ["assign", "spot_assign", "gather_in", "merge_duplicate", "void_claim"]
    assert names(case, clerk) == ["spot_assign"]
    assert names(case, liaison) == names(case, leader) == []

    factories.assigned(case, head)
    assert names(case, liaison) == ["sign_for", "ask_return"]
    ask_return(case=case, by=liaison, reason="不属职责", on=SIGNED_ON)
    assert names(case, liaison) == ["sign_for"]
    assert {"accept_return", "refuse_return"} < set(names(case, head))

    factories.brought_to(Status.IN_PROGRESS, case, head)
    assert names(case, liaison) == ["request_completion"]
    factories.brought_to(Status.STRUCK_OFF, case, head)
    assert names(case, head) == ["reopen"]
    assert names(case, liaison) == []


def test_a_case_of_two_claims_may_be_split(case: Case, head) -> None:
    gather(claims=[factories.claim(head)], into=case, by=head)
    assert "split_off" in names(case, head)


def test_every_list_keeps_to_what_the_account_sees(head, liaison, foreign_liaison, auditor) -> None:
    cases = {
        status: factories.case(head)
        for status in (Status.REGISTERED, Status.ASSIGNED, Status.UNDER_REVIEW, Status.COMPLETED)
    }
    for status, case in cases.items():
        factories.brought_to(status, case, head)
    later = date(2021, 6, 1)
    lists = {
        unassigned_cases: Status.REGISTERED,
        unsigned_cases: Status.ASSIGNED,
        under_review_cases: Status.UNDER_REVIEW,
        cases_to_strike_off: Status.COMPLETED,
    }
    for found, status in lists.items():
        assert list(found(head)) == [cases[status]]
        assert list(found(liaison)) == ([] if status == Status.REGISTERED else [cases[status]])
        assert list(found(foreign_liaison)) == list(found(auditor)) == []
    assert set(overdue_cases(liaison, later)) == {cases[Status.ASSIGNED], cases[Status.UNDER_REVIEW]}
    assert list(overdue_cases(liaison, DUE_ON)) == []
    assert list(overdue_cases(foreign_liaison, later)) == []


def test_lists_by_session_and_by_request(case: Case, head, liaison) -> None:
    session = factories.session(head)
    there = factories.case(head, session)
    assert list(unassigned_cases(head, session=session)) == [there]
    factories.assigned(case, head)
    assert list(return_requests(head)) == []
    ask_return(case=case, by=liaison, reason="不属职责", on=SIGNED_ON)
    assert list(return_requests(head)) == [case]


def test_low_income_workers_come_first(case: Case, head) -> None:
    urgent = factories.case(head, is_low_income=True)
    assert list(unassigned_cases(head)) == [urgent, case]


def test_imported_cases_without_deadline_are_a_to_do_list(case: Case, head) -> None:
    factories.assigned(case, head)
    assert list(cases_without_deadline(head)) == []
    Case.objects.update(origin="history", due_on=None)
    assert list(cases_without_deadline(head)) == [case]


def test_the_usual_deadline_is_fifteen_working_days_and_five_for_low_income(case: Case, head) -> None:
    """From Wednesday 2021-04-21 over the May holiday (1st to 5th), for which Sunday 25 April and Saturday 8 May are worked."""
    assert default_due_on(case, ASSIGNED_ON) == date(2021, 5, 13)
    assert default_due_on(factories.case(head, is_low_income=True), ASSIGNED_ON) == date(2021, 4, 27)
    assert return_limit_on(ASSIGNED_ON) == date(2021, 4, 27)


def test_a_file_is_seen_with_its_case_only(case: Case, head, clerk, liaison, foreign_liaison, auditor) -> None:
    factories.brought_to(Status.IN_PROGRESS, case, head)
    add_evidence(case=case, by=head, kind="contact", text="电话", on=SIGNED_ON, file=factories.stored_file(head))
    note_progress(case=case, by=head, text="已到工地", on=SIGNED_ON, file=factories.stored_file(head))
    loose = factories.stored_file(head)

    for user in (head, clerk, liaison):
        assert visible_files(user).count() == 3
    for user in (foreign_liaison, auditor):
        assert visible_files(user).count() == 0
    proof = case.payments.get().proof
    assert file_for(liaison, proof.token) == proof
    for user, token in ((foreign_liaison, proof.token), (head, loose.token)):
        with pytest.raises(Http404):
            file_for(user, token)
