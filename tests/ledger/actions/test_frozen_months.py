"""No result and no completion is dated into a month whose table was signed."""

from datetime import date, datetime

import pytest

from ledger.actions.completion import complete, reopen, request_completion
from ledger.actions.work import record_outcome
from ledger.workflow import Status
from office.refusals import Refused
from reports.actions.freeze import freeze_table
from reports.period import Month
from tests import factories
from tests.reports.rows import OFFICE_TIME

pytestmark = pytest.mark.django_db
MAY_2 = datetime(2021, 5, 2, 10, tzinfo=OFFICE_TIME)
APRIL_ENDS = datetime(2021, 4, 30, 10, tzinfo=OFFICE_TIME)


def freeze_april(head, *, now: datetime = MAY_2) -> None:
    freeze_table(area=factories.area(), month=Month(2021, 4), by=head, now=now)


def test_a_result_is_not_dated_into_a_frozen_month(head) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    factories.pay(case, head)
    freeze_april(head)
    entry = case.case_claims.get()
    with pytest.raises(Refused, match="结果日期 2021-04-28 在已封存的2021年4月"):
        record_outcome(case_claim=entry, by=head, outcome="paid", outcome_on=date(2021, 4, 28))
    record_outcome(case_claim=entry, by=head, outcome="paid", outcome_on=date(2021, 5, 1))
    assert case.case_claims.get().outcome_on == date(2021, 5, 1)


def test_a_case_with_an_older_result_is_not_completed_into_it(head) -> None:
    case = factories.brought_to(Status.UNDER_REVIEW, factories.case(head), head)
    freeze_april(head)
    with pytest.raises(Refused, match="在已封存的2021年4月"):
        complete(case=case, by=head, on=date(2021, 5, 3))
    case.refresh_from_db()
    assert (case.status, case.completed_on) == (Status.UNDER_REVIEW, None)


def test_a_case_is_not_reopened_into_it(head) -> None:
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    freeze_april(head)
    with pytest.raises(Refused, match="在已封存的2021年4月"):
        reopen(case=case, by=head, reason="又反映", due_on=date(2021, 6, 1), on=date(2021, 4, 29))
    reopen(case=case, by=head, reason="又反映", due_on=date(2021, 6, 1), on=date(2021, 5, 4))
    assert case.status == Status.IN_PROGRESS


def test_another_district_and_another_month_are_free(head) -> None:
    other = factories.user("head", area=factories.area("530921"))
    freeze_table(area=other.area, month=Month(2021, 4), by=other, now=MAY_2)
    freeze_table(area=head.area, month=Month(2021, 5), by=head)
    case = factories.brought_to(Status.UNDER_REVIEW, factories.case(head), head)
    complete(case=case, by=head, on=date(2021, 4, 29))
    assert case.completed_on == date(2021, 4, 29)


def test_an_early_table_leaves_the_month_open(head) -> None:
    """依据：4月情况表可在4月30日提前封存，5月1日至3日为休息日；4月最后的变动由更正版报送。"""
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head)
    freeze_april(head, now=APRIL_ENDS)
    request_completion(case=case, by=head, on=factories.PAID_ON)
    complete(case=case, by=head, on=date(2021, 4, 30))
    assert case.completed_on == date(2021, 4, 30)
