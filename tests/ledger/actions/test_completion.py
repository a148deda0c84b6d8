from datetime import date
from decimal import Decimal

import pytest

from ledger.actions.completion import complete, reopen, request_completion, send_back, strike_off
from ledger.actions.payments import void_payment
from ledger.actions.regroup import gather
from ledger.actions.work import add_follow_up, confirm_facts, record_outcome
from ledger.models import Case, Transition
from ledger.workflow import Outcome, Status
from office.models import Event
from office.refusals import Conflict, Refused
from office.trail import check_chain
from tests import factories
from tests.factories import ENDED_ON, PAID_ON

MAY = date(2021, 5, 6)


@pytest.fixture
def reviewed(head) -> Case:
    """A case of two workers that waits for the head's review, paid on 2021-04-28."""
    roll = (factories.worker_data("岩甲", "60.00"), factories.worker_data("岩乙", "40.00"))
    case = factories.case(head, workers_count=2, amount_yuan=Decimal(100), workers=roll)
    return factories.brought_to(Status.UNDER_REVIEW, case, head)


def steps_of(case: Case) -> list[tuple[str, str, str]]:
    rows = Transition.objects.filter(case=case).order_by("id")
    return list(rows.values_list("move", "from_status", "to_status"))


def test_complete_writes_one_step_for_the_case_and_one_per_claim(reviewed: Case, head) -> None:
    complete(case=reviewed, by=head, on=ENDED_ON)

    assert (reviewed.status, reviewed.completed_on, reviewed.completed_by) == (Status.COMPLETED, ENDED_ON, head)
    assert steps_of(reviewed) == [
        ("register", "", "registered"),
        ("assign", "registered", "assigned"),
        ("sign_for", "assigned", "in_progress"),
        ("request_completion", "in_progress", "under_review"),
        ("complete", "under_review", "completed"),
        ("conclude", "completed", "completed"),
    ]
    concluded = Transition.objects.get(move="conclude")
    assert (concluded.outcome, concluded.on) == (Outcome.PAID, PAID_ON)
    assert Event.objects.filter(act="complete").count() == 1
    assert check_chain()[1] is None


def test_complete_may_be_set_back_to_the_last_proof_and_no_further(reviewed: Case, head) -> None:
    with pytest.raises(Refused) as refused:
        complete(case=reviewed, by=head, on=date(2021, 4, 27))
    assert refused.value.missing == ["办结日期 2021-04-27 早于最后的结果或支付日期 2021-04-28。"]

    complete(case=reviewed, by=head, on=PAID_ON)
    assert reviewed.completed_on == PAID_ON


def test_complete_again_is_told_who_was_first(reviewed: Case, head) -> None:
    seen_earlier = Case.objects.get(pk=reviewed.pk)
    complete(case=reviewed, by=head)

    with pytest.raises(Conflict, match=f"已由{head}于 .* 办理“办结”"):
        complete(case=seen_earlier, by=head)
    with pytest.raises(Conflict):
        send_back(case=reviewed, by=head, reason="缺凭证", expected_version=1)


def test_send_back_needs_a_reason(reviewed: Case, head) -> None:
    with pytest.raises(Refused) as refused:
        send_back(case=reviewed, by=head, reason=" ")
    assert refused.value.missing == ["退回补办必须写明原因。"]

    send_back(case=reviewed, by=head, reason="请补回访")
    assert reviewed.status == Status.IN_PROGRESS


def test_request_names_everything_missing_at_once(head) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)
    factories.pay(case, head, with_proof=False)
    record_outcome(case_claim=case.case_claims.get(), by=head, outcome=Outcome.PAID, outcome_on=PAID_ON)

    with pytest.raises(Refused) as refused:
        request_completion(case=case, by=head)

    number = case.case_claims.get().claim.number
    assert refused.value.missing == [
        f"{number}：没有核实金额。",
        f"{number}：支付 2021-04-28 12,500.00 元缺少凭证。",
        "没有确认“案情清楚”（内容、确认人和时间）。",
        "没有确认“事情解决”（内容、确认人和时间）。",
        "没有回访记录，也没有写明未回访的原因（由治欠办登记）。",
    ]
    case.refresh_from_db()
    assert case.status == Status.IN_PROGRESS


def test_strike_off_only_after_completion_and_not_before_its_day(reviewed: Case, head) -> None:
    with pytest.raises(Refused) as refused:
        strike_off(case=reviewed, by=head)
    assert refused.value.missing == [f"案件 {reviewed.number} 现在是“待审核”，不能销号。"]

    complete(case=reviewed, by=head, on=ENDED_ON)
    with pytest.raises(Refused):
        strike_off(case=reviewed, by=head, on=PAID_ON)
    strike_off(case=reviewed, by=head, on=ENDED_ON)
    assert (reviewed.status, reviewed.struck_off_on) == (Status.STRUCK_OFF, ENDED_ON)


def test_reopen_empties_ends_confirmations_and_outcomes_and_keeps_the_calls(reviewed: Case, head) -> None:
    complete(case=reviewed, by=head, on=ENDED_ON)
    strike_off(case=reviewed, by=head, on=ENDED_ON)

    reopen(case=reviewed, by=head, reason="协议未履行", due_on=date(2021, 5, 20), on=MAY)

    case = Case.objects.get(pk=reviewed.pk)
    assert case.status == Status.IN_PROGRESS
    assert (case.completed_on, case.struck_off_on, case.facts_clear_text, case.due_on) == (
        None,
        None,
        "",
        date(2021, 5, 20),
    )
    entry = case.case_claims.get()
    assert (entry.outcome, entry.outcome_on) == ("", None)
    assert case.follow_ups.count() == 1
    resumed = Transition.objects.get(move="resume")
    assert (resumed.claim, resumed.outcome, resumed.on) == (entry.claim, Outcome.PAID, MAY)


def test_reopen_needs_reason_and_new_deadline(reviewed: Case, head) -> None:
    complete(case=reviewed, by=head, on=ENDED_ON)

    with pytest.raises(Refused) as refused:
        reopen(case=reviewed, by=head, reason="", due_on=None, on=MAY)
    assert refused.value.missing == ["重新办理必须填写新的办理期限。", "重新办理必须写明原因。"]


def test_a_reopened_claim_is_concluded_again_on_a_later_day(reviewed: Case, head) -> None:
    complete(case=reviewed, by=head, on=ENDED_ON)
    reopen(case=reviewed, by=head, reason="协议未履行", due_on=date(2021, 5, 20), on=MAY)
    entry = reviewed.case_claims.get()

    with pytest.raises(Refused) as refused:
        record_outcome(case_claim=entry, by=head, outcome=Outcome.PAID, outcome_on=PAID_ON)
    assert refused.value.missing == [f"{entry.claim.number}：结果日期 2021-04-28 早于重新办理的日期 2021-05-06。"]

    record_outcome(case_claim=entry, by=head, outcome=Outcome.PAID, outcome_on=MAY)
    confirm_facts(case=reviewed, by=head, facts_clear_text="再查清", matter_settled_text="已付清")
    with pytest.raises(Refused) as refused:
        request_completion(case=reviewed, by=head, on=MAY)
    assert refused.value.missing == ["没有回访记录，也没有写明未回访的原因（由治欠办登记）。"]
    add_follow_up(case=reviewed, by=head, none_reason="当面付清", on=PAID_ON)
    with pytest.raises(Refused, match="没有回访记录"):
        request_completion(case=reviewed, by=head, on=MAY)
    add_follow_up(case=reviewed, by=head, none_reason="当面付清", on=MAY)
    request_completion(case=reviewed, by=head, on=MAY)
    complete(case=reviewed, by=head, on=MAY)
    assert list(Transition.objects.filter(move="conclude").order_by("id").values_list("on", flat=True)) == [
        PAID_ON,
        MAY,
    ]


def test_reopening_one_claim_leaves_the_other_concluded(head) -> None:
    first, second = factories.claim(head), factories.claim(head)
    case = Case.objects.get(case_claims__claim=first)
    gather(claims=[second], into=case, by=head, on=factories.ASSIGNED_ON)
    factories.brought_to(Status.COMPLETED, case, head)

    reopen(case=case, by=head, reason="一人未付", due_on=date(2021, 5, 20), claims=[second], on=MAY)

    fast, loose = case.case_claims.get(claim=first), case.case_claims.get(claim=second)
    assert (fast.outcome, loose.outcome) == (Outcome.PAID, "")
    with pytest.raises(Refused) as refused:
        record_outcome(case_claim=fast, by=head, outcome=Outcome.WITHDRAWN, outcome_on=MAY)
    assert refused.value.missing == [f"{first.number}已办结，先重新办理再改结果。"]
    with pytest.raises(Refused) as refused:
        void_payment(payment=case.payments.get(), by=head, reason="误登")
    assert refused.value.missing == [f"{first.number}已办结，先重新办理再冲销支付。"]

    record_outcome(case_claim=loose, by=head, outcome=Outcome.PAID, outcome_on=MAY)
    confirm_facts(case=case, by=head, facts_clear_text="再查清", matter_settled_text="已付清")
    add_follow_up(case=case, by=head, none_reason="当面付清", on=MAY)
    request_completion(case=case, by=head, on=MAY)
    complete(case=case, by=head, on=MAY)
    concluded = Transition.objects.filter(move="conclude").order_by("id").values_list("claim", "on")
    assert list(concluded) == [(first.pk, PAID_ON), (second.pk, PAID_ON), (second.pk, MAY)]
