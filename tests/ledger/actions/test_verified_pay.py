"""逐人核实: every worker of a roll with a sum of his own, and what the gate, the page and later payments make of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.payments import Line, record_payment
from ledger.actions.verified_pay import Figure, verify_roll
from ledger.actions.work import record_outcome, verify_amounts
from ledger.gates import missing_for_completion
from ledger.models import Case, CaseClaim, VerifiedPay
from ledger.selectors.case_sheet import claim_blocks
from ledger.selectors.facts import case_facts
from ledger.workflow import Outcome, Status
from office.models import Event
from office.refusals import Conflict, Refused
from reception.actions.claims import correct_claim, data_of
from tests import factories

ROLL = (("岩甲", "60.00"), ("岩乙", "40.00"), ("岩丙", None))


@pytest.fixture
def case(head) -> Case:
    """Three workers, of whom one does not know what he is owed."""
    roll = tuple(replace(factories.worker_data(name), owed_yuan=owed and Decimal(owed)) for name, owed in ROLL)
    case = factories.case(head, workers_count=3, amount_yuan=None, workers=roll)
    return factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)


@pytest.fixture
def entry(case: Case) -> CaseClaim:
    return case.case_claims.get()


def figures(entry: CaseClaim, *amounts: str, reasons: tuple[str, ...] = ("", "", "")) -> list[Figure]:
    workers = entry.claim.workers.order_by("position")
    told = zip(workers, amounts, reasons, strict=True)
    return [Figure(worker=each.pk, amount_yuan=Decimal(sum_), reason=why) for each, sum_, why in told]


def verified(entry: CaseClaim, by, *amounts: str, **values) -> CaseClaim:
    return verify_roll(case_claim=entry, by=by, figures=figures(entry, *amounts, **values))


def refused(act) -> list[str]:
    with pytest.raises(Refused) as found:
        act()
    return found.value.missing


def pay(entry: CaseClaim, by, *amounts: str) -> None:
    lines = [
        Line(claim=entry.claim, worker=worker, amount_yuan=Decimal(amount))
        for worker, amount in zip(entry.claim.workers.order_by("position"), amounts, strict=True)
        if Decimal(amount)
    ]
    record_payment(
        case=entry.case, by=by, on=factories.PAID_ON, source=factories.code("source", "employer"), lines=lines,
        proof_kind="transfer", proof=factories.stored_file(by),
    )  # fmt: skip


def gate(case: Case) -> list[str]:
    return [each for each in missing_for_completion(case_facts(Case.objects.get(pk=case.pk))) if "工人" in each]


def test_verified_sum_of_the_claim_is_that_of_its_workers(case, entry, liaison):
    found = verified(entry, liaison, "60", "30.50", "25", reasons=("", "已领生活费 9.50 元", ""))
    assert (found.verified_amount_yuan, entry.claim.amount_yuan) == (Decimal("115.50"), None)
    rows = [(row.worker.name, row.amount_yuan, row.reason, row.by) for row in VerifiedPay.objects.order_by("worker")]
    assert rows == [
        ("岩甲", 60, "", liaison),
        ("岩乙", Decimal("30.50"), "已领生活费 9.50 元", liaison),
        ("岩丙", 25, "", liaison),
    ]
    event = Event.objects.order_by("-number").first()
    assert (event.act, event.data) == (
        "verify_roll",
        {
            "number": case.number, "claim": entry.claim.number, "rows": 3, "verified_amount_yuan": "115.50",
            "before_verified_amount_yuan": None, "differing": 1,
        },
    )  # fmt: skip


def test_everything_wrong_is_named_by_its_row(entry, liaison):
    number = entry.claim.number
    assert refused(lambda: verified(entry, liaison, "59.99", "-1", "0.001")) == [
        "花名册第 1 行：核实金额与欠发 60.00 元不同，请写明原因。", "花名册第 2 行：核实金额不能小于零，最多两位小数。",
        "花名册第 3 行：核实金额不能小于零，最多两位小数。",
    ]  # fmt: skip
    for amount in ("NaN", "Infinity", "10000000000"):
        assert len(refused(lambda amount=amount: verified(entry, liaison, "60", "40", amount))) == 1
    told = figures(entry, "60", "40", "5")
    for wrong in (told[:2], [*told, told[0]], []):
        assert refused(lambda wrong=wrong: verify_roll(case_claim=entry, by=liaison, figures=wrong)) == [
            f"{number}：请给花名册上的每个人填写核实金额；花名册有变动的，请刷新页面后再填。"
        ]
    assert (VerifiedPay.objects.count(), CaseClaim.objects.get().verified_amount_yuan) == (0, None)


def test_only_the_unit_and_the_head_while_it_is_worked_on(case, entry, head, clerk, liaison, foreign_liaison):
    for by in (clerk, foreign_liaison):
        with pytest.raises(PermissionDenied):
            verified(entry, by, "60", "40", "5")
    seen = case.version
    verify_roll(case_claim=entry, by=liaison, figures=figures(entry, "60", "40", "5"), expected_version=seen)
    with pytest.raises(Conflict):
        verify_roll(case_claim=entry, by=head, figures=figures(entry, "60", "40", "6"), expected_version=seen)
    Case.objects.filter(pk=case.pk).update(status=Status.UNDER_REVIEW)
    with pytest.raises(Refused, match="待审核的案件由主任补充"):
        verified(entry, liaison, "60", "40", "6")
    verified(entry, head, "60", "40", "6")
    # What stays as it was keeps who found it out.
    assert list(VerifiedPay.objects.order_by("worker").values_list("by__username", flat=True)) == [
        liaison.username, liaison.username, head.username,
    ]  # fmt: skip


def test_claim_without_a_roll_is_verified_in_all(head):
    case = factories.case(head, workers_count=2, amount_yuan=Decimal(100))
    factories.brought_to(Status.IN_PROGRESS, case, head, ready=False)
    entry = case.case_claims.get()
    assert refused(lambda: verify_roll(case_claim=entry, by=head, figures=[])) == [
        f"{entry.claim.number}还没有花名册：请先由窗口在“更正登记”中补录，再逐人核实。"
    ]


def test_gate_holds_each_worker_to_his_own_sum(case, entry, head):
    number = entry.claim.number
    verified(entry, head, "60", "0", "30", reasons=("", "已由包工头付清", ""))
    record_outcome(case_claim=entry, by=head, outcome=Outcome.PAID, outcome_on=factories.PAID_ON)
    pay(entry, head, "50", "0", "40")
    # In all 90 was paid; what one got too much does not pay another's wages, and who is owed nothing needs none.
    assert gate(case) == [f"{number}：工人岩甲核实应得 60.00 元，已付 50.00 元。"]
    pay(entry, head, "10", "0", "0")
    assert gate(case) == []


def test_without_figures_the_rule_is_as_before(case, entry, head):
    verify_amounts(case_claim=entry, by=head, verified_amount_yuan=Decimal(70))
    record_outcome(case_claim=entry, by=head, outcome=Outcome.PAID, outcome_on=factories.PAID_ON)
    pay(entry, head, "30", "30", "10")
    assert gate(case) == []


def test_agreed_sum_may_be_less_than_what_was_verified_one_by_one(case, entry, head):
    verified(entry, head, "60", "40", "20")
    verify_amounts(case_claim=entry, by=head, verified_amount_yuan=Decimal(120), agreed_amount_yuan=Decimal(90))
    record_outcome(case_claim=entry, by=head, outcome=Outcome.SETTLED, outcome_on=factories.PAID_ON)
    pay(entry, head, "45", "30", "15")
    assert [each for each in gate(case) if "协议" not in each] == []


def test_sum_of_the_claim_is_changed_by_its_workers_alone(entry, head):
    verified(entry, head, "60", "40", "20")
    assert refused(lambda: verify_amounts(case_claim=entry, by=head, verified_amount_yuan=Decimal(119))) == [
        f"{entry.claim.number}已逐人核实，合计 120.00 元：核实金额不同的，请在“逐人核实”中改。"
    ]


def test_roll_that_was_corrected_is_verified_anew(case, entry, head):
    verified(entry, head, "60", "40", "20")
    record_outcome(case_claim=entry, by=head, outcome=Outcome.PAID, outcome_on=date(2021, 5, 8))
    data = data_of(entry.claim)
    longer = (*data.workers, factories.worker_data("岩丁", "10.00"))
    correct_claim(claim=entry.claim, by=head, data=replace(data, workers=longer, workers_count=4), reason="漏登")
    assert [
        each.split("：", 1)[1] for each in missing_for_completion(case_facts(Case.objects.get())) if "逐人" in each
    ] == ["花名册中有 1 人没有逐人核实（请在“逐人核实”中补上）。"]
    data = data_of(type(entry.claim).objects.get())
    correct_claim(
        claim=entry.claim,
        by=head,
        data=replace(data, workers=data.workers[:2], workers_count=2, amount_yuan=Decimal(100)),
        reason="错登",
    )
    assert [
        each.split("：", 1)[1] for each in missing_for_completion(case_facts(Case.objects.get())) if "逐人" in each
    ] == ["逐人核实合计 100.00 元，与核实金额 120.00 元不一致（请重新逐人核实）。"]
    verified_anew = verify_roll(
        case_claim=entry, by=head,
        figures=[Figure(worker=each.pk, amount_yuan=each.owed_yuan) for each in entry.claim.workers.all()],
    )  # fmt: skip
    assert verified_anew.verified_amount_yuan == 100


def test_what_is_outstanding_is_of_the_verified_sum(case, entry, liaison):
    verified(entry, liaison, "60", "30", "20", reasons=("", "已领 10 元", ""))
    pay(entry, liaison, "10", "30", "0")
    (block,) = claim_blocks(Case.objects.get(pk=case.pk), user=liaison)
    assert [(row.worker.owed_yuan, row.verified.amount_yuan, row.paid_yuan, row.outstanding_yuan) for row in block.workers] == [
        (60, 60, 10, 50), (40, 30, 30, 0), (None, 20, 0, 20),
    ]  # fmt: skip
    assert (block.due_yuan, block.outstanding_yuan, block.owing_count) == (110, 70, 2)
