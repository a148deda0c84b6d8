"""分期计划: who lays it down, what it must add up to, what a broken promise leads to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.completion import reopen
from ledger.actions.instalments import (
    plan_instalments,
    request_reopening_for_broken_promises,
    withdraw_instalments,
)
from ledger.actions.payments import Line, record_payment
from ledger.actions.requests import refuse_reopening
from ledger.actions.work import add_evidence, add_follow_up, confirm_facts, record_outcome, verify_amounts
from ledger.instalments import Promise
from ledger.models import Case, Instalment, Request
from ledger.selectors.instalments import instalment_rows
from ledger.workflow import Outcome, Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories

JUNE, JULY = date(2021, 6, 1), date(2021, 7, 1)
PLAN = [Promise(JULY, Decimal(7500)), Promise(JUNE, Decimal(5000))]
DAY = timedelta(1)


@pytest.fixture
def case(head) -> Case:
    """办理中, with an agreement on 12 500 yuan."""
    roll = (factories.worker_data("岩甲", "12500.00"),)
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head, workers=roll), head, ready=False)
    add_evidence(case=case, by=head, kind="agreement", text="分两期", on=factories.SIGNED_ON)
    verify_amounts(
        case_claim=case.case_claims.get(), by=head, verified_amount_yuan=Decimal(12500),
        agreed_amount_yuan=Decimal(12500),
    )  # fmt: skip
    case.refresh_from_db()
    return case


def plan(case: Case, by, promises=PLAN, **values) -> list[Instalment]:
    return plan_instalments(case_claim=case.case_claims.get(), by=by, promises=promises, **values)


def pay(case: Case, by, amount: int, on: date):
    worker = case.case_claims.get().claim.workers.get()
    return record_payment(
        case=case, by=by, on=on, source=factories.code("source", "employer"),
        lines=[Line(claim=worker.claim, worker=worker, amount_yuan=Decimal(amount))],
    )  # fmt: skip


def withdrawn_and_struck_off(case: Case, by) -> Case:
    """The worker takes the complaint back, trusting in the plan, and the case is struck off."""
    entry = case.case_claims.get()
    file, day = factories.stored_file(by), factories.PAID_ON
    add_evidence(case=case, by=by, kind="withdrawal", text="撤回", on=day, file=file)
    record_outcome(case_claim=entry, by=by, outcome=Outcome.WITHDRAWN, outcome_on=day)
    confirm_facts(case=case, by=by, facts_clear_text="已查清", matter_settled_text="已和解")
    add_follow_up(case=case, by=by, none_reason="当面撤回", on=day)
    case.refresh_from_db()
    return factories.brought_to(Status.STRUCK_OFF, case, by)


def states(case: Case, today: date) -> list[str]:
    return [each.standing.state for each in instalment_rows(Case.objects.get(pk=case.pk), today=today)]


def tick(today: date) -> list[Request]:
    return request_reopening_for_broken_promises(today=today, now=timezone.now())


def test_plan_is_kept_in_the_order_of_its_days(case, liaison) -> None:
    plan(case, liaison)
    rows = list(Instalment.objects.all())
    assert [(row.due_on, row.amount_yuan, row.by) for row in rows] == [
        (JUNE, Decimal(5000), liaison), (JULY, Decimal(7500), liaison),
    ]  # fmt: skip
    assert {row.agreement.kind for row in rows} == {"agreement"}
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data["rows"], event.data["amount_yuan"]) == ("plan_instalments", 2, "12500")


@pytest.mark.parametrize(
    ("promises", "sentence"),
    [
        ([], "请至少填写一期的日期和金额。"),
        ([Promise(JUNE, Decimal(12000))], "各期合计 12,000.00 元，与约定金额 12,500.00 元不一致。"),
        ([Promise(JUNE, Decimal(12500)), Promise(JULY, Decimal(0))], "每期金额须大于零，最多两位小数。"),
        ([Promise(JUNE, Decimal("12499.999")), Promise(JULY, Decimal("0.001"))], "每期金额须大于零，最多两位小数。"),
        ([Promise(JUNE, Decimal("NaN"))], "每期金额须大于零，最多两位小数。"),
        ([Promise(JUNE, Decimal(5000)), Promise(JUNE, Decimal(7500))], "2021-06-01 填了两次，同一天只能有一期。"),
        ([Promise(date(201, 6, 1), Decimal(12500))], "日期 0201-06-01 早于 2000 年，请核对。"),
    ],
)
def test_plan_that_does_not_add_up_is_refused(case, liaison, promises, sentence) -> None:
    with pytest.raises(Refused) as refused:
        plan(case, liaison, promises)
    assert refused.value.missing == [sentence]
    assert not Instalment.objects.exists()


def test_any_sum_will_do_while_no_amount_was_agreed(case, liaison) -> None:
    case.case_claims.update(agreed_amount_yuan=None)
    plan(case, liaison, [Promise(JUNE, Decimal(1))])
    assert case.case_claims.get().agreed_amount_yuan is None


def test_claim_without_agreement_has_no_plan(case, liaison) -> None:
    case.case_claims.update(agreed_amount_yuan=None)
    case.evidence.all().delete()
    with pytest.raises(Refused, match="没有和解协议"):
        plan(case, liaison, [Promise(JUNE, Decimal(1))])


def test_plan_is_replaced_and_withdrawn_as_a_whole_with_a_reason(case, head, liaison) -> None:
    plan(case, liaison)
    with pytest.raises(Refused, match="请填写更换分期计划的原因"):
        plan(case, liaison, [Promise(JULY, Decimal(12500))])
    plan(case, liaison, [Promise(JULY, Decimal(12500))], reason="岩甲同意延后")
    assert list(Instalment.objects.filter(withdrawn_at=None).values_list("due_on", flat=True)) == [JULY]
    assert Instalment.objects.filter(withdrawn_by=liaison).count() == 2
    with pytest.raises(Refused, match="请填写撤销的原因"):
        withdraw_instalments(case_claim=case.case_claims.get(), by=head, reason=" ")
    withdraw_instalments(case_claim=case.case_claims.get(), by=head, reason="一次付清")
    assert not Instalment.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(Refused, match="没有分期计划"):
        withdraw_instalments(case_claim=case.case_claims.get(), by=head, reason="再撤")
    assert "岩甲" not in str(list(Event.objects.filter(act="plan_instalments").values_list("data", flat=True)))
    assert ["更换分期计划：岩甲同意延后" in note.text for note in case.progress_notes.order_by("id")] == [True, False]


def test_roles_states_and_versions(case, head, clerk, liaison, foreign_liaison) -> None:
    case.assisting_units.add(foreign_liaison.unit)
    for user in (clerk, foreign_liaison):
        with pytest.raises(PermissionDenied):
            plan(case, user)
    seen = Case.objects.get(pk=case.pk).version
    plan(case, liaison, expected_version=seen)
    with pytest.raises(Conflict, match=f"已由{liaison}于 .* 办理“登记分期计划”"):
        plan(case, head, reason="更换", expected_version=seen)
    for user in (clerk, foreign_liaison):
        with pytest.raises(PermissionDenied):
            withdraw_instalments(case_claim=case.case_claims.get(), by=user, reason="撤销")
    withdrawn_and_struck_off(case, head)
    with pytest.raises(Refused, match="现在是“已销号”，不能登记分期计划"):
        plan(case, head, reason="更换")


def test_kept_and_broken_is_counted_from_the_payments(case, liaison) -> None:
    plan(case, liaison)
    assert states(case, JUNE) == ["到期", "未到期"]
    assert states(case, JUNE + DAY) == ["逾期未付", "未到期"]
    pay(case, liaison, 5000, JUNE)
    assert states(case, JUNE + DAY) == ["已付", "未到期"]
    assert states(case, JULY + DAY) == ["已付", "逾期未付"]


def test_open_case_with_a_broken_promise_asks_for_nothing(case, liaison) -> None:
    plan(case, liaison)
    assert tick(JULY + DAY) == []


def test_broken_promise_of_a_finished_case_asks_once_for_reopening(case, head) -> None:
    plan(case, head)
    withdrawn_and_struck_off(case, head)
    assert tick(JUNE) == []
    (request,) = tick(JUNE + DAY)
    number = case.case_claims.get().claim.number
    assert (request.case, request.kind, request.by, request.granted) == (case, "reopen", None, None)
    assert request.reason == f"分期承诺逾期未付：{number} 2021-06-01 应付 5,000.00 元"
    assert [tick(JUNE + DAY), tick(JUNE + 2 * DAY), tick(JULY + DAY)] == [[], [], []]
    event = Event.objects.get(act="request_reopening")
    assert (event.by, event.object_id, event.data) == (None, str(case.pk), {"number": case.number})


def test_refused_request_is_made_again_only_for_a_later_promise(case, head) -> None:
    plan(case, head)
    withdrawn_and_struck_off(case, head)
    (first,) = tick(JUNE + DAY)
    refuse_reopening(request=first, by=head, note="已口头同意延后")
    assert tick(JUNE + 2 * DAY) == []
    (second,) = tick(JULY + DAY)
    assert "2021-07-01" in second.reason
    assert "2021-06-01" not in second.reason
    assert Request.objects.count() == 2


def test_what_is_paid_by_plan_on_a_finished_case_is_registered_and_keeps_the_promise(
    case, head, liaison, foreign_liaison
) -> None:
    plan(case, head)
    withdrawn_and_struck_off(case, head)
    with pytest.raises(PermissionDenied):
        pay(case, foreign_liaison, 5000, JUNE)
    pay(case, liaison, 5000, JUNE)
    assert tick(JUNE + DAY) == []
    assert (case.status, states(case, JUNE + DAY)) == (Status.STRUCK_OFF, ["已付", "未到期"])
    (request,) = tick(JULY + DAY)
    pay(case, liaison, 7500, JULY + DAY)
    reopen(case=case, by=head, reason="再查", due_on=date(2099, 1, 1))
    request.refresh_from_db()
    assert (request.granted, states(case, JULY + 2 * DAY)) == (True, ["已付", "已付"])


@pytest.mark.parametrize("role", ["clerk", "leader", "city", "auditor"])
def test_what_is_paid_by_plan_is_not_everybodys_to_register(case, head, role) -> None:
    plan(case, head)
    withdrawn_and_struck_off(case, head)
    for by in (factories.user(role), factories.user("liaison", unit="水务")):
        with pytest.raises(PermissionDenied):
            pay(case, by, 5000, JUNE)
    assert not case.payments.exists()


def test_finished_case_without_a_plan_takes_no_payment(case, head) -> None:
    withdrawn_and_struck_off(case, head)
    with pytest.raises(Refused, match="现在是“已销号”，不能登记支付"):
        pay(case, head, 5000, JUNE)


def test_solved_claim_takes_no_payment_by_its_old_plan(head) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head)
    case.case_claims.update(agreed_amount_yuan=Decimal(12500))
    plan(case, head)
    factories.brought_to(Status.COMPLETED, case, head)
    assert tick(JULY + DAY) == []
    with pytest.raises(Refused, match="现在是“已办结”，不能登记支付"):
        pay(case, head, 5000, JUNE)


def test_withdrawn_plan_and_waiting_request_ask_for_nothing(case, head, clerk) -> None:
    plan(case, head)
    withdraw_instalments(case_claim=case.case_claims.get(), by=head, reason="一次付清")
    withdrawn_and_struck_off(case, head)
    assert tick(JULY + DAY) == []
    Instalment.objects.update(withdrawn_at=None, withdrawn_by=None)
    add_follow_up(case=case, by=clerk, satisfaction=factories.code("satisfaction", "bad"))
    assert tick(JULY + DAY) == []
    refuse_reopening(request=Request.objects.get(), by=head, note="先等等", on=timezone.localdate())
    assert len(tick(JULY + DAY)) == 1
