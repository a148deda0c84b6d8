"""Each outcome: a complete set of facts passes, and each single missing fact is refused with exactly its sentence."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ledger.gates import (
    CaseFacts,
    ClaimFacts,
    EvidenceFacts,
    PaymentFacts,
    WorkerFacts,
    missing_for_completion,
    missing_for_strike_off,
)
from ledger.workflow import SOLVED, Outcome

N = "J530902-2021-0003"
DAY = date(2021, 5, 10)
SIGNED_ON = date(2021, 5, 9)
ROLL = (
    WorkerFacts(name="岩甲", owed_yuan=Decimal(30000), paid_yuan=Decimal(30000)),
    WorkerFacts(name="岩乙", owed_yuan=Decimal(20000), paid_yuan=Decimal(20000)),
)
TRANSFER = PaymentFacts(on=DAY, amount_yuan=Decimal(50000), proof_kind="transfer", has_file=True)
PAPERS = {
    Outcome.SETTLED: (EvidenceFacts(kind="agreement", on=SIGNED_ON, text="和解", has_file=True),),
    Outcome.ENFORCED: (EvidenceFacts(kind="instrument", on=SIGNED_ON, text="判决", reference="（2021）云0902民初1号"),),
    Outcome.UNFOUNDED: (
        EvidenceFacts(kind="finding", on=DAY, text="已付清", has_file=True),
        EvidenceFacts(kind="explanation", on=DAY, text="当面解释，可申请仲裁"),
    ),
    Outcome.WITHDRAWN: (EvidenceFacts(kind="withdrawal", on=DAY, text="撤回", has_file=True),),
    Outcome.TRANSFERRED: (
        EvidenceFacts(kind="jurisdiction", on=DAY, text="工地在双江县"),
        EvidenceFacts(kind="confirmation", on=DAY, text="收到", reference="双江县治欠办", has_file=True),
    ),
    Outcome.UNREACHABLE: tuple(
        EvidenceFacts(kind="contact", on=date(2021, 5, day), text="电话无人接听") for day in (1, 8, 16)
    ),
}
CONTACT = PAPERS[Outcome.UNREACHABLE]
NO_PAPER = {
    "agreement": "没有工人签字的和解协议（须附扫描件）。",
    "instrument": "没有裁判文书的文号和日期。",
    "finding": "没有核实结论及其依据（扫描件或文号）。",
    "explanation": "没有向反映人解释告知的记录（日期、方式、去向）。",
    "withdrawal": "没有本人签字的撤回声明（须附扫描件）。",
    "jurisdiction": "没有属于其他地区的理由。",
    "confirmation": "没有对方地区的接收确认（单位、日期，须附扫描件）。",
}


def claim_with(outcome: Outcome, **changes) -> ClaimFacts:
    """Everything this outcome asks for, and nothing that it does not."""
    facts = ClaimFacts(
        number=N, workers_count=2, received_on=DAY, outcome=outcome, outcome_on=DAY, evidence=PAPERS.get(outcome, ())
    )
    if outcome == Outcome.UNREACHABLE:
        facts = replace(facts, outcome_on=CONTACT[-1].on)
    if outcome in SOLVED:
        facts = replace(facts, verified_yuan=Decimal(50000), roll=ROLL, payments=(TRANSFER,))
    if outcome in (Outcome.PAID, Outcome.SETTLED):
        facts = replace(facts, has_debtor=True, has_period=True, is_construction=True, has_project=True)
    if outcome == Outcome.SETTLED:
        facts = replace(facts, agreed_yuan=Decimal(50000))
    return replace(facts, **changes)


def case_of(*claims: ClaimFacts, **changes) -> CaseFacts:
    facts = CaseFacts(claims=claims, is_facts_clear=True, is_matter_settled=True, has_follow_up=True)
    return replace(facts, **changes)


def without(outcome: Outcome, kind: str) -> tuple[EvidenceFacts, ...]:
    return tuple(paper for paper in PAPERS[outcome] if paper.kind != kind)


def unpaid(position: int, paid: int, *, owed: int | None = None) -> tuple[WorkerFacts, ...]:
    rows = list(ROLL)
    rows[position] = replace(rows[position], paid_yuan=Decimal(paid))
    if owed is not None:
        rows[position] = replace(rows[position], owed_yuan=Decimal(owed))
    return tuple(rows)


@pytest.mark.parametrize("outcome", Outcome)
def test_complete_facts_pass(outcome: Outcome) -> None:
    assert missing_for_completion(case_of(claim_with(outcome))) == []
    assert missing_for_completion(case_of(claim_with(outcome), is_major=True, has_leader=True, evidence=(
        EvidenceFacts(kind="leader", on=DAY, text="限期付清", has_file=True),
    ))) == []  # fmt: skip


MONEY = [
    ({"verified_yuan": None}, "没有核实金额。"),
    ({"verified_yuan": Decimal(0)}, "没有核实金额。"),
    ({"roll": ()}, "没有工资花名册（涉及 2 人）。"),
    ({"workers_count": 3}, "工资花名册 2 人，与涉及人数 3 人不一致。"),
    ({"roll": unpaid(1, 0)}, "工人岩乙没有支付记录。"),
    ({"roll": unpaid(1, 19999)}, "工人岩乙应得 20,000.00 元，已付 19,999.00 元。"),
    ({"payments": (replace(TRANSFER, has_file=False),)}, "支付 2021-05-10 50,000.00 元缺少凭证。"),
    ({"outcome_on": date(2021, 5, 9)}, "结果日期 2021-05-09 早于最后一笔支付 2021-05-10，请更正结果日期。"),
    (
        {"is_low_income": True, "payments": (replace(TRANSFER, proof_kind="other"),)},
        "低收入农村劳动力，支付 2021-05-10 50,000.00 元须有银行转账凭证或本人签字收条。",
    ),
]
CLEAR = [
    ({"has_debtor": False}, "没有欠薪方。"),
    ({"has_period": False}, "没有欠薪起止时间。"),
    ({"has_project": False}, "属于工程建设领域，没有工程项目。"),
]
SETTLED_ONLY = [({"agreed_yuan": None}, "没有和解的约定金额。")]
FAULTS = [
    *((outcome, *fault) for outcome in sorted(SOLVED) for fault in MONEY),
    *((outcome, *fault) for outcome in (Outcome.PAID, Outcome.SETTLED) for fault in CLEAR),
    *((Outcome.SETTLED, *fault) for fault in SETTLED_ONLY),
    *(
        (outcome, {"evidence": without(outcome, paper.kind)}, NO_PAPER[paper.kind])
        for outcome, papers in PAPERS.items()
        for paper in papers
        if paper.kind in NO_PAPER
    ),
]


@pytest.mark.parametrize(("outcome", "changes", "sentence"), FAULTS)
def test_each_missing_fact_is_named(outcome: Outcome, changes: dict, sentence: str) -> None:
    if outcome == Outcome.SETTLED and "verified_yuan" in changes:
        changes = changes | {"agreed_yuan": Decimal(50000)}
    assert missing_for_completion(case_of(claim_with(outcome, **changes))) == [f"{N}：{sentence}"]


@pytest.mark.parametrize(
    ("outcome", "weaker"),
    [
        (Outcome.SETTLED, {"kind": "agreement", "has_file": False}),
        (Outcome.ENFORCED, {"kind": "instrument", "reference": ""}),
        (Outcome.UNFOUNDED, {"kind": "finding", "has_file": False}),
        (Outcome.UNFOUNDED, {"kind": "explanation", "text": ""}),
        (Outcome.WITHDRAWN, {"kind": "withdrawal", "has_file": False}),
        (Outcome.TRANSFERRED, {"kind": "jurisdiction", "text": ""}),
        (Outcome.TRANSFERRED, {"kind": "confirmation", "has_file": False}),
        (Outcome.TRANSFERRED, {"kind": "confirmation", "reference": ""}),
    ],
)
def test_a_paper_without_its_substance_is_no_paper(outcome: Outcome, weaker: dict) -> None:
    papers = tuple(replace(paper, **weaker) if paper.kind == weaker["kind"] else paper for paper in PAPERS[outcome])
    missing = missing_for_completion(case_of(claim_with(outcome, evidence=papers)))
    assert missing == [f"{N}：{NO_PAPER[weaker['kind']]}"]


def test_a_finding_with_a_reference_needs_no_scan() -> None:
    papers = (
        EvidenceFacts(kind="finding", on=DAY, text="已付清", reference="临人社监〔2021〕3号"),
        PAPERS[Outcome.UNFOUNDED][1],
    )
    assert missing_for_completion(case_of(claim_with(Outcome.UNFOUNDED, evidence=papers))) == []


@pytest.mark.parametrize(
    ("days", "sentences"),
    [
        ((1, 16), ["联系反映人的记录只有 2 天，须在 3 个不同日期联系。"]),
        ((1, 1, 16), ["联系反映人的记录只有 2 天，须在 3 个不同日期联系。"]),
        ((1, 8, 15), ["首末次联系相隔 14 天，须不少于 15 天。"]),
        ((), ["联系反映人的记录只有 0 天，须在 3 个不同日期联系。", "首末次联系相隔 0 天，须不少于 15 天。"]),
    ],
)
def test_contacts_are_counted_by_day_and_span(days: tuple[int, ...], sentences: list[str]) -> None:
    papers = tuple(EvidenceFacts(kind="contact", on=date(2021, 5, day), text="无人接听") for day in days)
    missing = missing_for_completion(case_of(claim_with(Outcome.UNREACHABLE, evidence=papers)))
    assert missing == [f"{N}：{sentence}" for sentence in sentences]


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome != Outcome.PAID])
def test_an_outcome_is_not_dated_before_the_papers_it_rests_on(outcome: Outcome) -> None:
    proven_on = max(paper.on for paper in PAPERS[outcome])
    day_before = proven_on - timedelta(days=1)
    unpaid_yet = {"payments": ()} if outcome in SOLVED else {}
    missing = missing_for_completion(case_of(claim_with(outcome, outcome_on=day_before, **unpaid_yet)))
    assert missing == [f"{N}：结果日期 {day_before} 早于所依据材料的日期 {proven_on}，请更正结果日期。"]


def test_a_later_paper_of_the_same_kind_takes_nothing_away() -> None:
    later = replace(PAPERS[Outcome.WITHDRAWN][0], on=DAY + timedelta(days=9))
    papers = (*PAPERS[Outcome.WITHDRAWN], later)
    assert missing_for_completion(case_of(claim_with(Outcome.WITHDRAWN, evidence=papers))) == []


def test_contact_numbers_are_the_office_s() -> None:
    facts = case_of(claim_with(Outcome.UNREACHABLE, evidence=CONTACT[:1]), contact_attempts=1, contact_days=0)
    assert missing_for_completion(facts) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"is_facts_clear": False}, "没有确认“案情清楚”（内容、确认人和时间）。"),
        ({"is_matter_settled": False}, "没有确认“事情解决”（内容、确认人和时间）。"),
        ({"has_follow_up": False}, "没有回访记录，也没有写明未回访的原因（由治欠办登记）。"),
        ({"is_major": True, "has_leader": True}, "重大案件缺少包案领导的批示或结论（照纸质件登记的，须附扫描件）。"),
        ({"claims": ()}, "案件中没有有效的诉求。"),
        ({"claims": (claim_with(Outcome.PAID), replace(claim_with(Outcome.PAID), outcome=""))}, f"{N}：没有办结结果。"),
    ],
)
def test_each_thing_missing_on_the_case_is_named(changes: dict, sentence: str) -> None:
    assert missing_for_completion(case_of(claim_with(Outcome.PAID), **changes)) == [sentence]


def test_a_paper_does_not_do_where_nobody_leads_the_case() -> None:
    paper = (EvidenceFacts(kind="leader", on=DAY, text="限期付清", has_file=True),)
    facts = case_of(claim_with(Outcome.PAID), is_major=True, evidence=paper)
    said = "重大案件须先确定包案领导（由主任在“确定包案领导”中办理；原包案领导已不在任的，确定接任的领导）。"
    assert missing_for_completion(facts) == missing_for_strike_off(replace(facts, completed_on=DAY)) == [said]
    assert missing_for_strike_off(replace(facts, completed_on=DAY, is_history=True)) == []


def test_a_leader_s_word_without_a_scan_does_not_do() -> None:
    spoken = (EvidenceFacts(kind="leader", on=DAY, text="限期付清"),)
    facts = case_of(claim_with(Outcome.PAID), is_major=True, has_leader=True, evidence=spoken)
    assert missing_for_completion(facts) == ["重大案件缺少包案领导的批示或结论（照纸质件登记的，须附扫描件）。"]


def test_less_verified_than_declared_is_fine_if_every_worker_got_something() -> None:
    less = {"verified_yuan": Decimal(45000), "roll": unpaid(1, 15000)}
    assert missing_for_completion(case_of(claim_with(Outcome.PAID, **less))) == []
    assert missing_for_completion(case_of(claim_with(Outcome.PAID, **less | {"roll": unpaid(1, 14999)}))) == [
        f"{N}：应付 45,000.00 元，已付到工人的 44,999.00 元，尚差 1.00 元。"
    ]
    assert missing_for_completion(case_of(claim_with(Outcome.PAID, **less | {"roll": unpaid(1, 0)}))) == [
        f"{N}：工人岩乙没有支付记录。"
    ]


def test_one_worker_s_surplus_does_not_make_good_another_s_shortage() -> None:
    uneven = (replace(ROLL[0], paid_yuan=Decimal(44000)), replace(ROLL[1], paid_yuan=Decimal(1000)))
    assert missing_for_completion(case_of(claim_with(Outcome.PAID, verified_yuan=Decimal(45000), roll=uneven))) == [
        f"{N}：应付 45,000.00 元，已付到工人的 31,000.00 元，尚差 14,000.00 元。"
    ]


def test_more_verified_than_declared_must_be_paid_in_full() -> None:
    assert missing_for_completion(case_of(claim_with(Outcome.PAID, verified_yuan=Decimal(60000)))) == [
        f"{N}：应付 60,000.00 元，已付到工人的 50,000.00 元，尚差 10,000.00 元。"
    ]


def test_a_settlement_is_paid_when_the_agreed_sum_is() -> None:
    agreed = claim_with(Outcome.SETTLED, agreed_yuan=Decimal(40000), roll=unpaid(0, 20000))
    assert missing_for_completion(case_of(agreed)) == []
    assert missing_for_completion(case_of(replace(agreed, roll=unpaid(0, 19000)))) == [
        f"{N}：应付 40,000.00 元，已付到工人的 39,000.00 元，尚差 1,000.00 元。"
    ]


def verified(*sums: int | None, paid: tuple[int, ...] = (30000, 20000)) -> tuple[WorkerFacts, ...]:
    told = zip(ROLL, sums, paid, strict=True)
    return tuple(
        replace(row, verified_yuan=None if sum_ is None else Decimal(sum_), paid_yuan=Decimal(got))
        for row, sum_, got in told
    )


def money(outcome: Outcome, total: int, roll: tuple[WorkerFacts, ...], **changes) -> list[str]:
    return missing_for_completion(case_of(claim_with(outcome, verified_yuan=Decimal(total), roll=roll, **changes)))


@pytest.mark.parametrize("outcome", [Outcome.PAID, Outcome.ENFORCED])
def test_worker_gets_what_was_verified_for_this_one(outcome: Outcome) -> None:
    assert money(outcome, 45000, verified(25000, 20000, paid=(25000, 20000))) == []
    assert money(outcome, 45000, verified(25000, 20000, paid=(26000, 19000))) == [
        f"{N}：工人岩乙核实应得 20,000.00 元，已付 19,000.00 元。"
    ]
    # Found to be owed more than the roll says.
    assert money(outcome, 55000, verified(35000, 20000)) == [f"{N}：工人岩甲核实应得 35,000.00 元，已付 30,000.00 元。"]


def test_worker_who_is_owed_nothing_needs_no_payment() -> None:
    assert money(Outcome.PAID, 30000, verified(30000, 0, paid=(30000, 0))) == []
    assert money(Outcome.PAID, 30000, verified(30000, None, paid=(30000, 0)))[0] == (
        f"{N}：花名册中有 1 人没有逐人核实（请在“逐人核实”中补上）。"
    )


def test_sum_that_no_longer_fits_the_roll_is_named() -> None:
    assert money(Outcome.PAID, 49000, verified(30000, 20000)) == [
        f"{N}：逐人核实合计 50,000.00 元，与核实金额 49,000.00 元不一致（请重新逐人核实）。"
    ]


def test_settlement_below_the_verified_sums_is_paid_when_the_agreed_sum_is() -> None:
    roll = verified(30000, 10000, paid=(25000, 5000))
    assert money(Outcome.SETTLED, 40000, roll, agreed_yuan=Decimal(30000)) == []
    assert money(Outcome.SETTLED, 40000, roll, agreed_yuan=Decimal(40000)) == [
        f"{N}：工人岩甲核实应得 30,000.00 元，已付 25,000.00 元。",
        f"{N}：工人岩乙核实应得 10,000.00 元，已付 5,000.00 元。",
    ]


def test_strike_off_looks_again() -> None:
    done = case_of(claim_with(Outcome.PAID), completed_on=DAY)
    assert missing_for_strike_off(done) == []
    assert missing_for_strike_off(replace(done, completed_on=None)) == ["案件尚未办结，不能销号。"]
    assert missing_for_strike_off(replace(done, claims=())) == ["案件中没有有效的诉求。"]
    assert missing_for_strike_off(replace(done, claims=(replace(done.claims[0], outcome=""),))) == [
        f"{N}：没有办结结果。"
    ]
    assert missing_for_strike_off(replace(done, is_facts_clear=False)) == ["没有确认“案情清楚”（内容、确认人和时间）。"]
    assert missing_for_strike_off(replace(done, is_facts_clear=False, is_history=True)) == []


def test_strike_off_sees_what_a_correction_after_completion_took_away() -> None:
    corrected = claim_with(Outcome.PAID, workers_count=3)
    sentence = f"{N}：工资花名册 2 人，与涉及人数 3 人不一致。"
    assert missing_for_strike_off(case_of(corrected, completed_on=DAY)) == [sentence]
    assert missing_for_strike_off(case_of(corrected, completed_on=DAY, is_history=True)) == []


def test_strike_off_of_a_low_income_worker_needs_sure_proof_even_for_history() -> None:
    unproven = replace(TRANSFER, proof_kind="none", has_file=False)
    claim = claim_with(Outcome.PAID, is_low_income=True, payments=(unproven,))
    sentence = f"{N}：低收入农村劳动力，支付 2021-05-10 50,000.00 元须有银行转账凭证或本人签字收条。"
    assert missing_for_strike_off(case_of(claim, completed_on=DAY, is_history=True)) == [sentence]
