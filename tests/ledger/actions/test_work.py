from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.work import (
    add_evidence,
    add_follow_up,
    confirm_facts,
    note_progress,
    record_outcome,
    verify_amounts,
)
from ledger.models import Case, CaseClaim
from ledger.selectors.facts import case_facts
from ledger.workflow import Outcome, Status
from office.models import Event
from office.refusals import Conflict, Refused
from tests import factories
from tests.factories import PAID_ON


@pytest.fixture
def case(head) -> Case:
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head), head, ready=False)


@pytest.fixture
def entry(case: Case) -> CaseClaim:
    return case.case_claims.get()


def test_progress_is_noted_by_the_assisting_unit_too(case: Case, liaison, foreign_liaison, clerk) -> None:
    with pytest.raises(PermissionDenied):
        note_progress(case=case, by=foreign_liaison, text="已到工地")
    case.assisting_units.add(foreign_liaison.unit)
    assert note_progress(case=case, by=foreign_liaison, text="已到工地", on=PAID_ON).text == "已到工地"
    assert note_progress(case=case, by=liaison, text="已约谈", on=PAID_ON).by == liaison
    with pytest.raises(PermissionDenied):
        note_progress(case=case, by=clerk, text="已约谈")


def test_progress_needs_words_and_no_day_to_come(case: Case, liaison) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        note_progress(case=case, by=liaison, text=" ", on=tomorrow)
    assert refused.value.missing == ["请填写进展。", f"日期 {tomorrow} 晚于今天。"]


def test_outcome_is_not_before_receipt_or_last_payment(case: Case, entry: CaseClaim, liaison) -> None:
    number = entry.claim.number
    factories.pay(case, liaison)
    with pytest.raises(Refused) as refused:
        record_outcome(case_claim=entry, by=liaison, outcome=Outcome.PAID, outcome_on=date(2021, 4, 19))
    assert refused.value.missing == [
        f"{number}：结果日期 2021-04-19 早于接访日期 2021-04-20。",
        f"{number}：结果日期 2021-04-19 早于最后一笔支付 2021-04-28。",
    ]
    record_outcome(case_claim=entry, by=liaison, outcome=Outcome.WITHDRAWN, outcome_on=date(2021, 4, 23))
    record_outcome(case_claim=entry, by=liaison, outcome=Outcome.PAID, outcome_on=PAID_ON)
    entry.refresh_from_db()
    assert (entry.outcome, entry.outcome_on, entry.outcome_by) == (Outcome.PAID, PAID_ON, liaison)


def test_outcome_is_one_of_the_list(entry: CaseClaim, liaison) -> None:
    with pytest.raises(Refused) as refused:
        record_outcome(case_claim=entry, by=liaison, outcome="done", outcome_on=PAID_ON)
    assert refused.value.missing == ["请从列表中选择办结结果。"]


def test_outcome_of_the_day_before_yesterday_s_form_is_a_conflict(case: Case, entry: CaseClaim, head, liaison) -> None:
    seen = case.version
    record_outcome(case_claim=entry, by=liaison, outcome=Outcome.WITHDRAWN, expected_version=seen)
    with pytest.raises(Conflict, match=f"已由{liaison}于 .* 办理“登记办结结果”"):
        record_outcome(case_claim=entry, by=head, outcome=Outcome.PAID, expected_version=seen)
    entry.refresh_from_db()
    assert entry.outcome == Outcome.WITHDRAWN


def test_amounts_are_verified_and_what_was_declared_stays(entry: CaseClaim, liaison) -> None:
    verify_amounts(case_claim=entry, by=liaison, verified_amount_yuan=Decimal(9000), agreed_amount_yuan=Decimal(8000))
    facts = case_facts(entry.case).claims[0]
    assert (facts.verified_yuan, facts.agreed_yuan) == (Decimal(9000), Decimal(8000))
    entry.claim.refresh_from_db()
    assert entry.claim.amount_yuan == Decimal(12500)


@pytest.mark.parametrize("amount", ["-1", "0.001", "NaN"])
def test_amounts_that_are_none_are_refused(entry: CaseClaim, liaison, amount: str) -> None:
    with pytest.raises(Refused):
        verify_amounts(case_claim=entry, by=liaison, verified_amount_yuan=Decimal(amount))


def test_each_confirmation_is_signed_by_who_gave_it(case: Case, head, liaison) -> None:
    with pytest.raises(Refused) as refused:
        confirm_facts(case=case, by=liaison)
    assert refused.value.missing == ["请至少填写“案情清楚”和“事情解决”中的一项。"]

    confirm_facts(case=case, by=liaison, facts_clear_text="已查清")
    confirm_facts(case=case, by=head, matter_settled_text="已付清")
    stored = Case.objects.get(pk=case.pk)
    assert (stored.facts_clear_text, stored.facts_clear_by) == ("已查清", liaison)
    assert (stored.matter_settled_text, stored.matter_settled_by) == ("已付清", head)
    assert "已查清" not in str(list(Event.objects.values_list("data", flat=True)))


def test_follow_up_is_an_answer_or_a_reason_and_the_office_s(case: Case, clerk, liaison) -> None:
    good = factories.code("satisfaction", "good")
    for answer in ({}, {"satisfaction": good, "none_reason": "停机"}):
        with pytest.raises(Refused) as refused:
            add_follow_up(case=case, by=clerk, **answer)
        assert refused.value.missing == ["回访请填写满意度；没有回访的，写明原因。两项只填一项。"]
    with pytest.raises(PermissionDenied):
        add_follow_up(case=case, by=liaison, satisfaction=good)
    assert add_follow_up(case=case, by=clerk, satisfaction=good, on=PAID_ON).by == clerk
    assert case_facts(case).has_follow_up


def test_evidence_belongs_to_a_claim_or_to_the_case(case: Case, entry: CaseClaim, head, liaison) -> None:
    other = factories.claim(head)
    with pytest.raises(Refused) as refused:
        add_evidence(case=case, by=liaison, kind="contact", text="", claim=other)
    assert refused.value.missing == [f"{other.number}不在案件 {case.number} 中。", "请填写内容。"]

    add_evidence(case=case, by=liaison, kind="contact", text="电话", on=PAID_ON, claim=entry.claim)
    add_evidence(case=case, by=liaison, kind="finding", text="核实", on=PAID_ON, reference="3号")
    assert [paper.kind for paper in case_facts(case).claims[0].evidence] == ["contact", "finding"]


def test_a_leader_s_word_is_recorded_from_paper_by_the_office(case: Case, clerk, liaison) -> None:
    with pytest.raises(PermissionDenied):
        add_evidence(case=case, by=liaison, kind="leader", text="限期付清")
    add_evidence(case=case, by=clerk, kind="leader", text="限期付清", on=PAID_ON, file=factories.stored_file(clerk))
    assert [paper.kind for paper in case_facts(case).evidence] == ["leader"]


def test_nothing_is_written_on_a_finished_case(head) -> None:
    case = factories.brought_to(Status.COMPLETED, factories.case(head), head)
    entry = case.case_claims.get()
    for act in (
        lambda: note_progress(case=case, by=head, text="又来"),
        lambda: add_evidence(case=case, by=head, kind="contact", text="电话"),
        lambda: verify_amounts(case_claim=entry, by=head, verified_amount_yuan=Decimal(1)),
        lambda: record_outcome(case_claim=entry, by=head, outcome=Outcome.WITHDRAWN),
        lambda: confirm_facts(case=case, by=head, facts_clear_text="改写"),
    ):
        with pytest.raises(Refused, match="现在是“已办结”"):
            act()
