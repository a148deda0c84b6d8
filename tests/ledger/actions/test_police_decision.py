"""An order to pay that was not followed stays a hint until the money is paid or the head decides."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.assignment import sign_for
from ledger.actions.completion import complete, request_completion
from ledger.actions.payments import void_payment
from ledger.actions.police_decision import decide_police
from ledger.actions.procedures import close_procedure
from ledger.actions.regroup import gather
from ledger.actions.statutory import close_statutory, start_statutory
from ledger.major import crime_hint
from ledger.models import Case
from ledger.numbers import Numbers
from ledger.selectors.major import major_facts
from office.models import Event
from office.refusals import Conflict, Refused
from reception.models import Claim
from tests import factories
from tests.factories import PAID_ON, SIGNED_ON

OPENED, DUE, TODAY = date(2021, 4, 26), date(2021, 5, 10), date(2021, 5, 17)
OWED = {"owed_from": "2020-10", "owed_until": "2021-02"}


@pytest.fixture
def case(head) -> Case:
    return sign_for(case=factories.assigned(factories.case(head, **OWED), head), by=head, on=SIGNED_ON)


def hint(case: Case, today: date = TODAY) -> str:
    return crime_hint(major_facts([case], today=today)[case.pk], Numbers())


def decided(case: Case, by, **told) -> Case:
    return decide_police(case=case, by=by, **({"transfers": False, "reason": "单位已停产", "on": TODAY} | told))


def refused(case: Case, by, **told) -> list[str]:
    with pytest.raises(Refused) as refusal:
        decided(case, by, **told)
    return refusal.value.missing


def test_closing_the_order_does_not_end_the_hint_paying_does(case, head):
    order = factories.procedure(case, head, "payment_order", due_on=DUE)
    assert (hint(case, DUE), hint(case) != "") == ("", True)
    close_procedure(procedure=order, by=head, result="逾期未支付", on=TODAY)
    assert hint(case) != ""
    payment = factories.pay(case, head, on=PAID_ON)
    assert hint(case) == ""
    void_payment(payment=payment, by=head, reason="误登")
    assert hint(case) != ""


def test_closing_the_deadline_of_an_order_does_not_end_the_hint_either(case, head, liaison):
    clock = start_statutory(case=case, by=head, code="order_payment", started_on=OPENED, due_on=DUE, reason="已送达")
    close_statutory(case=case, by=liaison, clock=clock, on=TODAY, reason="已了结")
    assert hint(case) != ""
    factories.pay(case, head, on=PAID_ON)
    assert hint(case) == ""


def test_every_claim_of_the_case_must_be_paid_and_known(case, head):
    factories.procedure(case, head, "payment_order", due_on=DUE)
    other = Claim.objects.get(caseclaim__case=factories.case(head, amount_yuan=None))
    factories.pay(case, head, on=PAID_ON)
    assert hint(case) == ""
    gather(claims=[other], into=case, by=head)
    assert hint(case) != ""


def test_the_head_decides_and_a_later_order_brings_the_hint_back(case, head):
    factories.procedure(case, head, "payment_order", due_on=DUE)
    decided(case, head)
    assert hint(case) == ""
    step = case.transitions.get(move="decide_police")
    assert (step.on, step.note, step.data, step.from_status) == (
        TODAY, "不移送公安：单位已停产", {"transfers": False}, case.status,
    )  # fmt: skip
    event = Event.objects.order_by("-number")[0]
    assert (event.act, event.data) == (
        "decide_police", {"number": case.number, "transfers": False, "on": TODAY.isoformat()},
    )  # fmt: skip
    factories.procedure(case, head, "payment_order", opened_on=TODAY, due_on=date(2021, 5, 24))
    assert hint(case, date(2021, 5, 25)).startswith("责令支付的期限 2021-05-24 已过")
    decided(case, head, transfers=True, reason="有能力而不付", on=date(2021, 5, 25))
    assert hint(case, date(2021, 5, 25)) == ""


def test_a_case_that_the_head_completed_has_no_hint(case, head):
    factories.procedure(case, head, "payment_order", due_on=DUE)
    order = case.procedures.get()
    close_procedure(procedure=order, by=head, result="已支付", on=TODAY)
    case = factories.made_ready(case, head)
    Claim.objects.filter(caseclaim__case=case).update(amount_yuan=Decimal(99_999))
    case.case_claims.update(verified_amount_yuan=Decimal(12_500))
    request_completion(case=case, by=head)
    complete(case=case, by=head)
    assert hint(case, date(2099, 1, 1)) == ""


def test_what_is_missing_is_named(case, head):
    none = f"案件 {case.number} 没有期限已过而未履行的责令支付，不必决定。"
    assert refused(case, head) == [none]
    factories.procedure(case, head, "payment_order", due_on=DUE)
    assert refused(case, head, reason=" ") == ["决定是否移送公安必须写明原因。"]
    assert refused(case, head, on=DUE) == [f"决定日期 {DUE} 应当晚于责令支付的期限 {DUE}。"]
    assert refused(case, head, reason="长" * 301) == ["理由最多 300 个字，请精简。"]
    assert "晚于今天" in refused(case, head, on=date(2099, 1, 1))[0]


def test_only_the_head_and_only_once(case, head, liaison, clerk, leader):
    factories.procedure(case, head, "payment_order", due_on=DUE)
    for other in (liaison, clerk, leader):
        with pytest.raises(PermissionDenied):
            decided(case, other)
    seen = Case.objects.get(pk=case.pk).version
    decided(case, head, expected_version=seen)
    with pytest.raises(Conflict):
        decided(Case.objects.get(pk=case.pk), head, expected_version=seen)


def test_facts_of_many_with_orders_cost_as_much_as_of_one(head, django_assert_num_queries):
    cases = [sign_for(case=factories.assigned(factories.case(head), head), by=head, on=SIGNED_ON) for _ in range(3)]
    for each in cases:
        factories.procedure(each, head, "payment_order", due_on=DUE)
    for some in (cases[:1], cases):
        with django_assert_num_queries(4):
            assert len(major_facts(some, today=TODAY)) == len(some)
