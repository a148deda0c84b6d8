from datetime import date

import pytest
from django.http import Http404

from ledger.actions.work import add_evidence, note_progress
from ledger.models import Case
from ledger.selectors.cases import unassigned_cases
from ledger.selectors.deadlines import default_due_on, return_limit_on
from ledger.selectors.files import file_for, visible_files
from ledger.workflow import Status
from tests import factories
from tests.factories import ASSIGNED_ON, SIGNED_ON


@pytest.fixture
def case(head) -> Case:
    return factories.case(head)


def test_unassigned_cases_are_those_the_account_sees(case: Case, head, liaison, foreign_liaison, auditor) -> None:
    factories.assigned(factories.case(head), head)
    assert list(unassigned_cases(head)) == [case]
    for user in (liaison, foreign_liaison, auditor):
        assert list(unassigned_cases(user)) == []


def test_unassigned_cases_of_one_session(case: Case, head) -> None:
    session = factories.session(head)
    there = factories.case(head, session)
    assert list(unassigned_cases(head, session=session)) == [there]


def test_low_income_workers_come_first(case: Case, head) -> None:
    urgent = factories.case(head, is_low_income=True)
    assert list(unassigned_cases(head)) == [urgent, case]


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
