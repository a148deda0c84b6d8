"""The list to tick off: it says of every claim what the gate says, and praises nothing that nobody has looked at."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.checklist import WORDS, checklist
from ledger.gates import ASKED, CaseFacts, ClaimFacts, missing_for_completion
from ledger.workflow import SOLVED, Outcome
from tests.ledger.test_gates import TRANSFER, claim_with

NEW = ClaimFacts(number="J530902-2021-0009", workers_count=2, received_on=date(2021, 5, 10))


def of(*claims: ClaimFacts) -> CaseFacts:
    return CaseFacts(claims=claims, is_facts_clear=True, is_matter_settled=True, has_follow_up=True)


def ticked(facts: CaseFacts) -> list[str]:
    found = checklist(facts)
    return [item.label for item in (*found.clear, *found.settled) if not item.missing]


def test_every_check_of_the_gate_has_its_word():
    assert {check.__name__ for checks in ASKED.values() for check in checks} == set(WORDS)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_complete_case_is_ticked_off(outcome):
    found = checklist(of(claim_with(outcome)))
    assert (found.is_complete, found.is_assumed, found.rest) == (True, False, ())
    assert "办结结果" in ticked(of(claim_with(outcome)))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_is_missing_is_exactly_what_the_gate_names(outcome):
    bare = [replace(NEW, number=f"J530902-2021-000{n}", outcome=outcome, outcome_on=NEW.received_on) for n in (1, 2)]
    facts = replace(of(*bare), is_facts_clear=False, has_follow_up=False, is_major=True)
    found = checklist(facts)
    named = [sentence for item in (*found.clear, *found.settled) for sentence in item.missing]
    assert sorted([*named, *found.rest]) == sorted(missing_for_completion(facts))
    assert not found.is_complete


def test_number_of_an_only_claim_is_left_out():
    assert [item.missing for item in checklist(of(replace(NEW, outcome="withdrawn"))).settled][1:] == [
        ("没有本人签字的撤回声明（须附扫描件）。",)
    ]


def test_claim_without_outcome_is_looked_at_as_if_it_were_paid():
    facts = of(replace(NEW, has_debtor=True, has_period=True))
    found = checklist(facts)
    assert found.is_assumed
    assert ticked(facts) == ["欠薪方", "欠薪时间"]
    assert [item.missing for item in found.clear if item.missing] == [
        ("没有核实金额。",),
        ("没有工资花名册（涉及 2 人）。",),
    ]
    assert [item.missing for item in found.settled] == [("没有办结结果。",)]


@pytest.mark.parametrize("outcome", sorted(SOLVED))
@pytest.mark.parametrize("unknown", [{"payments": ()}, {"verified_yuan": None}])
def test_money_is_not_praised_before_it_came_and_was_verified(outcome, unknown):
    whole, bare = claim_with(outcome), replace(claim_with(outcome), **unknown)
    assert {"付到工人手里", "支付凭证"} <= set(ticked(of(whole)))
    assert {"付到工人手里", "支付凭证"} & set(ticked(of(bare))) == set()


def test_proof_of_low_income_is_spoken_of_where_it_is_asked_for():
    claim = claim_with(Outcome.PAID)
    assert "低收入支付凭证" not in ticked(of(claim))
    assert "低收入支付凭证" in ticked(of(replace(claim, is_low_income=True)))


def test_one_of_two_claims_takes_the_tick_away():
    other = replace(claim_with(Outcome.PAID), number="J530902-2021-0004", verified_yuan=None, payments=(TRANSFER,))
    found = checklist(of(claim_with(Outcome.PAID), other))
    assert [item.missing for item in found.clear if item.label == "核实金额"] == [
        ("J530902-2021-0004：没有核实金额。",)
    ]


def test_money_of_a_low_income_worker_is_not_praised_before_there_is_an_outcome():
    paid = claim_with(Outcome.PAID)
    facts = of(replace(paid, outcome="", is_low_income=True, payments=(replace(TRANSFER, has_file=False),)))
    assert "低收入支付凭证" not in ticked(facts)
