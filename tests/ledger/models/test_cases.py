"""What must never be false of a case, whoever writes the row: refused by the database itself."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.models import Case, CaseClaim
from ledger.workflow import Status
from tests import factories


@pytest.fixture
def completed(head) -> Case:
    """Struck off in the end, so that every pair of fields is filled."""
    return factories.brought_to(Status.STRUCK_OFF, factories.case(head), head)


ILLEGAL = {
    "struck off without being completed": {"completed_on": None, "completed_at": None, "completed_by": None},
    "completed in name only": {"status": "completed", "completed_on": None},
    "completion unsigned": {"completed_by": None},
    "completed without 案情清楚": {"facts_clear_text": "", "facts_clear_at": None, "facts_clear_by": None},
    "completed without 事情解决": {
        "matter_settled_text": "", "matter_settled_at": None, "matter_settled_by": None,
    },
    "confirmation without a text": {"facts_clear_text": ""},
    "confirmation without a person": {"matter_settled_by": None},
    "struck off unsigned": {"struck_off_by": None},
    "struck off before completion": {"struck_off_on": date(2021, 4, 1)},
    "still open but struck off": {"status": "in_progress"},
    "worked on without a unit": {"responsible_unit": None},
    "worked on without an officer": {"officer_name": ""},
    "worked on without a deadline": {"due_on": None},
    "a state nobody knows": {"status": "lost"},
}  # fmt: skip


@pytest.mark.parametrize("values", ILLEGAL.values(), ids=ILLEGAL.keys())
def test_illegal_case_is_refused_by_the_database(completed, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=completed.pk).update(**values)


def test_history_may_be_completed_without_confirmations(completed):
    unsigned = {f"{name}_{part}": None for name in ("facts_clear", "matter_settled") for part in ("at", "by")}
    empty = {"facts_clear_text": "", "matter_settled_text": ""}
    assert Case.objects.filter(pk=completed.pk).update(origin=Case.Origin.HISTORY, **unsigned, **empty) == 1


ILLEGAL_OUTCOMES = {
    "unsigned": {"outcome_by": None},
    "without a day": {"outcome_on": None},
    "a day without an outcome": {"outcome": ""},
    "an outcome nobody knows": {"outcome": "forgotten"},
    "a negative sum": {"verified_amount_yuan": -1},
}


@pytest.mark.parametrize("values", ILLEGAL_OUTCOMES.values(), ids=ILLEGAL_OUTCOMES.keys())
def test_illegal_outcome_is_refused_by_the_database(completed, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseClaim.objects.filter(case=completed).update(**values)


def test_claim_is_on_one_case_only(head):
    first, second = factories.case(head), factories.case(head)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseClaim.objects.create(case=first, claim=second.case_claims.get().claim)


def test_claim_merged_into_itself_or_void_as_well_is_refused(head):
    claim, other = factories.claim(head), factories.claim(head)
    merged = {"merged_at": timezone.now(), "merged_by": head}
    void = {"voided_at": timezone.now(), "voided_by": head, "void_reason": "重复"}
    for values in ({"merged_into": claim, **merged}, {"merged_into": other, **merged, **void}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(claim).objects.filter(pk=claim.pk).update(**values)
    assert type(claim).objects.filter(pk=claim.pk).update(merged_into=other, **merged) == 1
