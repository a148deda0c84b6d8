from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.actions.completion import reopen
from ledger.actions.regroup import gather, merge_duplicate
from ledger.actions.work import add_evidence, add_follow_up
from ledger.gates import missing_for_completion
from ledger.models import Case, Evidence, Payment, PaymentLine
from ledger.selectors.facts import case_facts, facts_of
from ledger.workflow import Status
from reception.models import Claim
from tests import factories


def queries_of(case: Case) -> int:
    case = Case.objects.get(pk=case.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        case_facts(case)
    return len(queries)


def test_facts_take_the_same_queries_however_large_the_case(head) -> None:
    small = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head)
    large = factories.case(head)
    roll = tuple(factories.worker_data(f"工人{n}", "10.00") for n in range(5))
    more = [factories.claim(head, workers_count=5, amount_yuan=Decimal(50), workers=roll) for _ in range(3)]
    gather(claims=more, into=large, by=head, on=factories.ASSIGNED_ON)
    factories.brought_to(Status.IN_PROGRESS, large, head)
    assert missing_for_completion(case_facts(large)) == []
    assert queries_of(large) == queries_of(small) <= 11


def test_a_non_construction_sector_and_an_unknown_one_ask_for_no_project(head) -> None:
    for sector, expected in (("building", True), ("not_construction", False)):
        case = factories.case(head, project_name=f"工地{sector}", sector=factories.code("sector", sector))
        assert case_facts(case).claims[0].is_construction is expected
    assert case_facts(factories.case(head, project_name="他处")).claims[0].is_construction is False


def test_merged_claims_are_no_longer_facts(head) -> None:
    first, second = factories.claim(head), factories.claim(head)
    merge_duplicate(claim=second, into=first, by=head, reason="同一人同一事")
    facts = case_facts(Case.objects.get(case_claims__claim=first))
    assert [claim.number for claim in facts.claims] == [first.number]


def test_papers_of_another_claim_do_not_serve(head) -> None:
    first, second = factories.claim(head), factories.claim(head)
    case = Case.objects.get(case_claims__claim=first)
    gather(claims=[second], into=case, by=head)
    day = factories.PAID_ON
    for claim, text in ((first, "一"), (None, "全案")):
        Evidence.objects.create(case=case, claim=claim, kind="contact", on=day, text=text, at=case.opened_at, by=head)
    found = {claim.number: [paper.text for paper in claim.evidence] for claim in case_facts(case).claims}
    assert found == {first.number: ["一", "全案"], second.number: ["全案"]}


def test_an_imported_payment_counts_for_a_single_worker_and_for_nobody_in_particular_else(head) -> None:
    for roll, expected in (
        ((), [Decimal(70)]),
        ((factories.worker_data("岩甲", "60.00"), factories.worker_data("岩乙", "40.00")), [Decimal(0), Decimal(0)]),
    ):
        case = factories.case(head, workers_count=len(roll) or 1, amount_yuan=Decimal(100), workers=roll)
        paid = Payment.objects.create(
            case=case, on=factories.PAID_ON, amount_yuan=70, source=factories.code("source", "other"),
            at=case.opened_at, by=head,
        )  # fmt: skip
        claim = Claim.objects.get(caseclaim__case=case)
        PaymentLine.objects.create(payment=paid, claim=claim, amount_yuan=70)
        assert [worker.paid_yuan for worker in case_facts(case).claims[0].roll] == expected


def test_attempts_and_calls_from_before_a_reopening_prove_nothing_after_it_and_papers_do(head) -> None:
    case = factories.brought_to(Status.IN_PROGRESS, factories.case(head), head)
    for kind in ("contact", "agreement"):
        add_evidence(case=case, by=head, kind=kind, text="电话", on=factories.PAID_ON)
    factories.brought_to(Status.STRUCK_OFF, case, head)
    day = date(2021, 5, 6)
    reopen(case=case, by=head, reason="未履行", due_on=date(2021, 6, 1), on=day)

    facts = case_facts(Case.objects.get(pk=case.pk))
    assert ([paper.kind for paper in facts.claims[0].evidence], facts.has_follow_up) == (["agreement"], False)

    add_evidence(case=case, by=head, kind="contact", text="电话", on=day)
    add_follow_up(case=case, by=head, none_reason="停机", on=day)
    facts = case_facts(Case.objects.get(pk=case.pk))
    assert ([paper.kind for paper in facts.claims[0].evidence], facts.has_follow_up) == (["agreement", "contact"], True)


def test_facts_of_several_cases_are_those_of_each_alone(head) -> None:
    first = factories.brought_to(Status.UNDER_REVIEW, factories.case(head), head)
    second = factories.case(head)
    both = facts_of([Case.objects.get(pk=first.pk), Case.objects.get(pk=second.pk)])
    assert both == {case.pk: case_facts(Case.objects.get(pk=case.pk)) for case in (first, second)}
