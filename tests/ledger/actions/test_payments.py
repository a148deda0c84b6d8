from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.completion import complete, request_completion
from ledger.actions.payments import Line, add_proof, record_payment, void_payment
from ledger.models import Case, Payment
from ledger.selectors.facts import case_facts
from ledger.workflow import Status
from office.models import Code, Event
from office.refusals import Refused
from reception.models import Claim, Worker
from tests import factories
from tests.factories import PAID_ON


@pytest.fixture
def case(head) -> Case:
    """Being worked on by 住建: two workers, 60 and 40 yuan."""
    roll = (factories.worker_data("岩甲", "60.00"), factories.worker_data("岩乙", "40.00"))
    case = factories.case(head, workers_count=2, amount_yuan=Decimal(100), workers=roll)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


@pytest.fixture
def workers(case: Case) -> list[Worker]:
    return list(Worker.objects.filter(claim__caseclaim__case=case).select_related("claim"))


@pytest.fixture
def source(case: Case) -> Code:
    return factories.code("source", "deposit")


def line(worker: Worker, amount: str) -> Line:
    return Line(claim=worker.claim, worker=worker, amount_yuan=Decimal(amount))


def test_payment_is_the_sum_of_its_lines(case: Case, workers, source, liaison) -> None:
    paid = record_payment(
        case=case, by=liaison, on=PAID_ON, source=source, lines=[line(workers[0], "60"), line(workers[1], "15.50")]
    )
    assert (paid.amount_yuan, paid.source, paid.proof_kind, paid.by) == (Decimal("75.50"), source, "none", liaison)
    claim = case_facts(case).claims[0]
    assert [(row.name, row.paid_yuan) for row in claim.roll] == [("岩甲", Decimal(60)), ("岩乙", Decimal("15.50"))]
    data = Event.objects.get(act="record_payment").data
    assert data["amount_yuan"] == "75.50"
    assert "岩甲" not in str(data)


def test_the_same_submission_is_one_payment(case: Case, workers, source, liaison) -> None:
    form = uuid4()
    values = {"case": case, "by": liaison, "on": PAID_ON, "source": source, "lines": [line(workers[0], "60")]}
    first, second = record_payment(submission=form, **values), record_payment(submission=form, **values)
    assert first == second
    assert Payment.objects.count() == 1
    assert Event.objects.filter(act="record_payment").count() == 1


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity"])
def test_an_amount_that_is_none_is_refused(case: Case, workers, source, liaison, amount: str) -> None:
    with pytest.raises(Refused) as refused:
        record_payment(case=case, by=liaison, on=PAID_ON, source=source, lines=[line(workers[0], amount)])
    assert refused.value.missing == [f"{workers[0].claim.number}：支付金额须大于零，最多两位小数。"]


def test_everything_wrong_with_a_payment_is_named_at_once(case: Case, workers, liaison, head) -> None:
    stranger = Worker.objects.filter(claim=factories.claim(head)).select_related("claim").get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    lines = [line(workers[0], "1"), line(workers[0], "1"), line(stranger, "1")]
    with pytest.raises(Refused) as refused:
        record_payment(
            case=case, by=liaison, on=tomorrow, source=None, lines=lines, proof=factories.stored_file(liaison)
        )
    assert refused.value.missing == [
        f"支付日期 {tomorrow} 晚于今天。",
        f"{stranger.claim.number}不在案件 {case.number} 中。",
        "同一笔支付中每个工人只能填一行。",
        "已上传凭证，请选择凭证种类。",
        "请选择资金渠道。",
    ]


def test_payments_before_2000_and_without_lines_are_refused(case: Case, source, liaison) -> None:
    with pytest.raises(Refused) as refused:
        record_payment(case=case, by=liaison, on=date(1999, 12, 31), source=source, lines=[])
    assert refused.value.missing == ["支付日期 1999-12-31 早于 2000 年，请核对。", "请填写每个工人的支付金额。"]


def test_a_line_without_worker_only_where_there_is_no_roll(case: Case, workers, source, liaison) -> None:
    claim = Claim.objects.get(caseclaim__case=case)
    lines = [Line(claim=claim, worker=None, amount_yuan=Decimal(5))]
    with pytest.raises(Refused) as refused:
        record_payment(case=case, by=liaison, on=PAID_ON, source=source, lines=lines)
    assert refused.value.missing == [f"{claim.number}：请按花名册逐人登记支付。"]

    claim.workers.all().delete()
    assert record_payment(case=case, by=liaison, on=PAID_ON, source=source, lines=lines).amount_yuan == 5


def test_payments_are_recorded_while_the_case_is_worked_on(workers, source, head, liaison, case: Case) -> None:
    new = factories.case(head)
    with pytest.raises(Refused) as refused:
        record_payment(case=new, by=head, on=PAID_ON, source=source, lines=[])
    assert refused.value.missing == [f"案件 {new.number} 现在是“已登记”，不能登记支付：须在“办理中”时登记。"]

    factories.made_ready(case, head)
    request_completion(case=case, by=liaison)
    with pytest.raises(Refused) as refused:
        record_payment(case=case, by=liaison, on=PAID_ON, source=source, lines=[line(workers[0], "1")])
    assert refused.value.missing == [
        f"案件 {case.number} 现在是“待审核”，不能登记支付：待审核的案件由主任补充，或先退回补办。"
    ]
    assert record_payment(case=case, by=head, on=PAID_ON, source=source, lines=[line(workers[0], "1")]).amount_yuan == 1


def test_payments_are_the_unit_s_and_the_head_s(case: Case, workers, source, clerk, foreign_liaison) -> None:
    case.assisting_units.add(foreign_liaison.unit)
    for by in (clerk, foreign_liaison):
        with pytest.raises(PermissionDenied):
            record_payment(case=case, by=by, on=PAID_ON, source=source, lines=[line(workers[0], "1")])


def test_a_cancelled_payment_no_longer_counts(case: Case, liaison) -> None:
    payment = factories.pay(case, liaison)
    with pytest.raises(Refused) as refused:
        void_payment(payment=payment, by=liaison, reason=" ")
    assert refused.value.missing == ["请写明冲销原因。"]

    void_payment(payment=payment, by=liaison, reason="金额填错")
    assert Payment.objects.get().void_reason == "金额填错"
    assert case_facts(case).claims[0].payments == ()
    with pytest.raises(Refused) as refused:
        void_payment(payment=payment, by=liaison, reason="再来")
    assert refused.value.missing == ["这笔支付已经冲销过。"]


def test_a_payment_is_not_cancelled_after_completion(case: Case, head) -> None:
    factories.made_ready(case, head)
    request_completion(case=case, by=head)
    complete(case=case, by=head)
    with pytest.raises(Refused) as refused:
        void_payment(payment=case.payments.get(), by=head, reason="误登")
    assert refused.value.missing == [f"案件 {case.number} 现在是“已办结”，不能登记支付：须在“办理中”时登记。"]


def test_proof_may_come_later(case: Case, liaison) -> None:
    payment = factories.pay(case, liaison, with_proof=False)
    with pytest.raises(Refused) as refused:
        add_proof(payment=payment, by=liaison, proof_kind="transfer", proof=None)
    assert refused.value.missing == ["请上传凭证文件。"]

    file = factories.stored_file(liaison)
    add_proof(payment=payment, by=liaison, proof_kind="receipt", proof=file)
    assert (Payment.objects.get().proof, Payment.objects.get().proof_kind) == (file, "receipt")


def test_proof_of_a_finished_case_is_added_and_never_replaced(case: Case, head, foreign_liaison) -> None:
    factories.made_ready(case, head)
    request_completion(case=case, by=head)
    complete(case=case, by=head)
    Payment.objects.update(proof=None)
    payment = case.payments.get()

    with pytest.raises(PermissionDenied):
        add_proof(payment=payment, by=foreign_liaison, proof_kind="transfer", proof=factories.stored_file(head))
    add_proof(payment=payment, by=head, proof_kind="transfer", proof=factories.stored_file(head))
    with pytest.raises(Refused):
        add_proof(payment=payment, by=head, proof_kind="transfer", proof=factories.stored_file(head))
