"""A wrong sum or result of a procedure is put right; what stood before stays readable and the list follows."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.assignment import sign_for
from ledger.actions.procedure_corrections import correct_procedure
from ledger.actions.procedures import close_procedure
from ledger.models import Case, Procedure
from ledger.selectors.case_conditions import filtered_cases
from ledger.selectors.named_lists import NamedList
from ledger.workflow import Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories
from tests.factories import PAID_ON, SIGNED_ON

CLOSED, DAY = date(2021, 5, 20), date(2021, 5, 24)
REASON = "照文书核对，登记时多写了一位"


@pytest.fixture
def case(head) -> Case:
    return sign_for(case=factories.assigned(factories.case(head), head), by=head, on=SIGNED_ON)


@pytest.fixture
def wrong(case, head) -> Procedure:
    """125,000 instead of 12,500 yuan, closed."""
    row = factories.procedure(case, head, "enforcement", amount_yuan=Decimal(125_000))
    return close_procedure(procedure=row, by=head, result="执行到位", on=CLOSED)


def corrected(row: Procedure, by, **told) -> Procedure:
    usual = {"amount_yuan": Decimal(12_500), "reason": REASON, "on": DAY}
    return correct_procedure(procedure=row, by=by, **(usual | told))


def refused(row: Procedure, by, **told) -> list[str]:
    with pytest.raises(Refused) as refusal:
        corrected(row, by, **told)
    return refusal.value.missing


def won_unpaid() -> list[Case]:
    return list(filtered_cases(Case.objects.all(), today=DAY, list=NamedList.WON_UNPAID))


def test_the_list_follows_the_corrected_sum(case, head, wrong):
    factories.pay(case, head, on=PAID_ON)
    assert won_unpaid() == [case]
    corrected(wrong, head)
    assert won_unpaid() == []
    wrong = Procedure.objects.get(pk=wrong.pk)
    assert (wrong.amount_yuan, wrong.result, wrong.closed_on) == (Decimal(12_500), "执行到位", CLOSED)
    step = wrong.steps.order_by("-id")[0]
    assert (step.label, step.on, step.text, step.by) == (
        "更正", DAY, f"标的 125,000.00 元更正为标的 12,500.00 元。{REASON}", head,
    )  # fmt: skip
    event = Event.objects.order_by("-number")[0]
    assert (event.act, event.data) == (
        "correct_procedure", {"number": case.number, "kind": "强制执行", "on": DAY.isoformat()},
    )  # fmt: skip


def test_a_corrected_result_keeps_the_old_one_among_the_steps(head, wrong):
    corrected(wrong, head, amount_yuan=None, result="终结本次执行")
    wrong.refresh_from_db()
    assert (wrong.amount_yuan, wrong.result) == (Decimal(125_000), "终结本次执行")
    told = list(wrong.steps.order_by("-id").values_list("label", "text"))[:2]
    assert told == [("更正", REASON), ("更正前的结果", "执行到位")]


def test_the_sum_of_an_open_one_may_be_wrong_too(case, head):
    row = factories.procedure(case, head, "enforcement", amount_yuan=Decimal(125_000))
    assert refused(row, head, result="无") == ["程序还没有办结，没有结果可以更正；请登记程序进展，或者办结。"]
    assert corrected(row, head).amount_yuan == Decimal(12_500)
    assert row.next_check_on is not None


def test_what_is_wrong_is_named(case, head, wrong):
    none = "没有改动：请填写正确的标的，或者正确的结果。"
    assert refused(wrong, head, amount_yuan=None) == [none]
    assert refused(wrong, head, amount_yuan=Decimal(125_000), result="执行到位", reason="") == [
        none, "请填写更正的理由。",
    ]  # fmt: skip
    assert refused(wrong, head, amount_yuan=Decimal(0)) == ["请填写标的金额，须大于零，最多两位小数。"]
    assert refused(wrong, head, on=date(2021, 5, 19)) == ["更正日期 2021-05-19 早于执行结案日期 2021-05-20。"]
    assert refused(wrong, head, on=date(2099, 1, 1)) == ["更正日期 2099-01-01 晚于今天。"]
    assert refused(wrong, head, result="长" * 501) == ["结果最多 500 个字，请精简。"]
    other = close_procedure(procedure=factories.procedure(case, head, "legal_aid"), by=head, result="无", on=CLOSED)
    assert refused(other, head) == ["“法律援助”没有标的，不能更正标的。"]
    assert not Event.objects.filter(act="correct_procedure").exists()


def test_only_the_head_and_of_a_finished_case_too(case, head, liaison, clerk, wrong):
    for other in (liaison, clerk):
        with pytest.raises(PermissionDenied):
            corrected(wrong, other)
    factories.brought_to(Status.COMPLETED, factories.made_ready(case, head), head)
    assert corrected(wrong, head).amount_yuan == Decimal(12_500)


def test_the_second_of_two_is_told(case, head, wrong):
    seen = Case.objects.get(pk=case.pk).version
    corrected(wrong, head, expected_version=seen)
    with pytest.raises(Conflict):
        corrected(wrong, head, expected_version=seen, amount_yuan=Decimal(1))
    assert refused(wrong, head) == ["没有改动：请填写正确的标的，或者正确的结果。"]
