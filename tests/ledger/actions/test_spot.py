from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.completion import complete
from ledger.actions.payments import Line
from ledger.actions.spot import Paper, Settlement, SpotPayment, settle_on_spot
from ledger.models import Case, FollowUp, Payment, Transition
from ledger.workflow import Outcome, Status
from office.models import Event
from office.refusals import Refused
from reception.models import Company, Worker
from tests import factories

DAY = date(2021, 4, 12)


@pytest.fixture
def case(head) -> Case:
    at_table = factories.session(head, units=("人社", "住建"))
    return factories.case(head, at_table, sector=factories.code("sector", "building"))


@pytest.fixture
def told(case: Case, head) -> Settlement:
    worker = Worker.objects.select_related("claim").get()
    lines = [Line(claim=worker.claim, worker=worker, amount_yuan=Decimal(12500))]
    proof = factories.stored_file(head)
    paid = SpotPayment(lines=lines, source=factories.code("source", "employer"), proof_kind="receipt", proof=proof)
    return Settlement(
        facts_clear_text="双方当场核对", matter_settled_text="当场付清", payments=[paid], none_reason="当面付清"
    )


def test_all_states_are_passed_on_one_day_and_the_head_completes(case: Case, told: Settlement, clerk, head) -> None:
    settle_on_spot(case=case, by=clerk, settlement=told, on=DAY)

    assert (case.status, case.responsible_unit.short_name, case.responsible_officer) == (
        Status.UNDER_REVIEW,
        "人社",
        clerk,
    )
    steps = Transition.objects.filter(case=case).order_by("id").values_list("move", "on")
    assert list(steps) == [("register", DAY), ("spot_assign", DAY), ("spot_sign_for", DAY), ("spot_request", DAY)]
    assert Event.objects.filter(object_type="ledger.case").count() == 1
    complete(case=case, by=head, on=DAY)
    assert (case.completed_on, case.case_claims.get().outcome_on) == (DAY, DAY)


def test_the_debtors_own_unit_settles_nothing_at_the_table(told: Settlement, head) -> None:
    Company.objects.create(area=head.area, name="区交通建设公司", unit=factories.unit("交通"))
    another = date(2021, 4, 26)
    session, unit = factories.session(head, on=another, units=("交通",)), factories.unit("交通")
    case = factories.case(head, session, employer_name="区交通建设公司", suggested_unit=unit)
    theirs = factories.user("liaison", unit="交通")
    with pytest.raises(Refused) as refused:
        settle_on_spot(case=case, by=theirs, settlement=told, on=another)
    assert "回避：交通是欠薪方的所属单位，不当场办理本案，请主任交办。" in refused.value.missing
    assert Case.objects.get(pk=case.pk).status == Status.REGISTERED


def test_everything_missing_is_named_and_nothing_is_kept(case: Case, told: Settlement, clerk) -> None:
    bare = replace(told.payments[0], proof=None, source=None)
    with pytest.raises(Refused) as refused:
        settle_on_spot(
            case=case, by=clerk, settlement=replace(told, payments=[bare], facts_clear_text="", none_reason=""), on=DAY
        )
    number = case.case_claims.get().claim.number
    assert refused.value.missing == [
        "请选择资金渠道。",
        f"{number}：工人岩甲没有支付记录。",
        "没有确认“案情清楚”（内容、确认人和时间）。",
        "没有回访记录，也没有写明未回访的原因（由治欠办登记）。",
    ]
    assert Case.objects.get(pk=case.pk).status == Status.REGISTERED
    assert not Payment.objects.exists()
    assert not FollowUp.objects.exists()
    assert Transition.objects.filter(case=case).count() == 1


def test_missing_proof_is_named(case: Case, told: Settlement, clerk) -> None:
    with pytest.raises(Refused) as refused:
        settle_on_spot(
            case=case, by=clerk, settlement=replace(told, payments=[replace(told.payments[0], proof=None)]), on=DAY
        )
    assert refused.value.missing == [f"{case.case_claims.get().claim.number}：支付 2021-04-12 12,500.00 元缺少凭证。"]


def test_a_settlement_brings_its_agreement(case: Case, told: Settlement, clerk) -> None:
    claim = case.case_claims.get().claim
    agreed = replace(
        told, outcome=Outcome.SETTLED, verified_yuan={claim.pk: Decimal(13000)}, agreed_yuan={claim.pk: Decimal(12500)}
    )
    with pytest.raises(Refused) as refused:
        settle_on_spot(case=case, by=clerk, settlement=agreed, on=DAY)
    assert refused.value.missing == [f"{claim.number}：没有工人签字的和解协议（须附扫描件）。"]

    paper = Paper(kind="agreement", text="和解协议", file=factories.stored_file(clerk))
    settle_on_spot(case=case, by=clerk, settlement=replace(agreed, papers=[paper]), on=DAY)
    entry = case.case_claims.get()
    assert (entry.verified_amount_yuan, entry.agreed_amount_yuan) == (Decimal(13000), Decimal(12500))


def test_only_a_solved_outcome_is_settled_at_the_table(case: Case, told: Settlement, clerk) -> None:
    with pytest.raises(Refused) as refused:
        settle_on_spot(case=case, by=clerk, settlement=replace(told, outcome=Outcome.WITHDRAWN), on=DAY)
    assert refused.value.missing == ["当场解决的结果只能是已支付完毕、和解履行完毕或裁判已执行到位。"]


def test_a_liaison_at_the_table_settles_for_the_own_unit(
    case: Case, told: Settlement, liaison, foreign_liaison
) -> None:
    with pytest.raises(PermissionDenied):
        settle_on_spot(case=case, by=foreign_liaison, settlement=told, on=DAY)
    settle_on_spot(case=case, by=liaison, settlement=told, on=DAY)
    assert case.responsible_unit == liaison.unit


def test_a_liaison_names_no_other_unit(case: Case, told: Settlement, liaison) -> None:
    with pytest.raises(Refused) as refused:
        settle_on_spot(case=case, by=liaison, settlement=told, unit=factories.unit("水务"), on=DAY)
    assert refused.value.missing == ["联络员当场解决的，由本单位办理：办理单位请选住建，交其他单位的请主任交办。"]
    assert not Payment.objects.exists()


def test_the_office_names_any_unit(case: Case, told: Settlement, clerk) -> None:
    settle_on_spot(case=case, by=clerk, settlement=told, unit=factories.unit("水务"), on=DAY)
    assert case.responsible_unit.short_name == "水务"


def test_a_case_that_is_assigned_already_goes_the_long_way(case: Case, told: Settlement, head) -> None:
    factories.assigned(case, head)
    with pytest.raises(Refused) as refused:
        settle_on_spot(case=case, by=head, settlement=told, on=factories.PAID_ON)
    assert refused.value.missing == [f"案件 {case.number} 现在是“已交办”，不能当场交办。"]
