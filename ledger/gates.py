"""May a case be completed, may it be struck off? Pure: plain facts in, every missing thing out, one sentence each.

依据：实施方案六（二）“案情没有搞清楚的不放过、事情没有解决的不放过”，六（三）“重大案件由领导包案”“不结案不销号”
“低收入农村劳动力须有支付凭证”。
What each outcome asks for is the table below, `ASKED`; a person who cannot be reached or a claim that is no wage claim
has a lawful way out too, but none without its papers.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from ledger.gate_facts import CaseFacts, ClaimFacts, EvidenceFacts, PaymentFacts, WorkerFacts
from ledger.workflow import SOLVED, Outcome

ZERO = Decimal(0)
# Kinds of proof that satisfy for a low-income worker: money seen by a bank, or signed for by the worker.
SURE_PROOF = frozenset({"transfer", "receipt"})


def missing_for_completion(facts: CaseFacts) -> list[str]:
    """What stands between the case and 办结, each with the claim, worker or payment it concerns; empty if nothing.

    依据：实施方案六（二）两个不放过。
    """
    missing = [sentence for claim in facts.claims for sentence in _missing_of(claim, facts)]
    if not facts.claims:
        missing.append("案件中没有有效的诉求。")
    missing += _confirmations(facts)
    if facts.is_major and not facts.has_leader:
        missing.append(
            "重大案件须先确定包案领导（由主任在“确定包案领导”中办理；原包案领导已不在任的，确定接任的领导）。"
        )
    if facts.is_major and not any(_is_instruction(paper) for paper in facts.evidence):
        missing.append("重大案件缺少包案领导的批示或结论（照纸质件登记的，须附扫描件）。")
    if not facts.has_follow_up:
        missing.append("没有回访记录，也没有写明未回访的原因（由治欠办登记）。")
    if facts.escalated_on:
        missing.append(f"{facts.escalated_on} 提请的提级办理尚无结论（由主任在“提级办理结论”中登记）。")
    missing += [f"{asked}尚未回复（由该单位回复，或由主任代为登记）。" for asked in facts.unanswered]
    return missing + [
        f"{opened}尚未办结（请登记程序办结，或由主任认定不影响工资支付）。" for opened in facts.procedures
    ]


def missing_for_strike_off(facts: CaseFacts) -> list[str]:
    """What stands between the case and 销号: all that 办结 asks for, since a correction may have taken something away.

    Imported history was completed on paper; of it only outcome and a low-income worker's proof are asked.
    依据：实施方案六（三）不结案不销号；低收入农村劳动力须有支付凭证。
    """
    missing = [] if facts.completed_on else ["案件尚未办结，不能销号。"]
    missing += ["有重新办理的申请等待主任决定。"] if facts.waits_for_reopening else []
    if not facts.is_history:
        return missing + missing_for_completion(facts)
    if not facts.claims:
        missing.append("案件中没有有效的诉求。")
    for claim in facts.claims:
        missing += [f"{claim.number}：{thing}" for thing in (*_outcome(claim, facts), *_sure_proof(claim, facts))]
    return missing


def _is_instruction(paper: EvidenceFacts) -> bool:
    """批示 or 结论: on scanned paper, or written by the leader with his own account."""
    return paper.kind == "leader" and (paper.has_file or paper.is_by_owner)


Check = Callable[[ClaimFacts, CaseFacts], Iterable[str]]


def _missing_of(claim: ClaimFacts, facts: CaseFacts) -> list[str]:
    found = dict.fromkeys(thing for check in ASKED[claim.outcome] for thing in check(claim, facts))
    return [f"{claim.number}：{thing}" for thing in found]


def _confirmations(facts: CaseFacts) -> list[str]:
    missing = [] if facts.is_facts_clear else ["没有确认“案情清楚”（内容、确认人和时间）。"]
    return missing if facts.is_matter_settled else [*missing, "没有确认“事情解决”（内容、确认人和时间）。"]


def _outcome(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return [] if claim.outcome else ["没有办结结果。"]


def _debtor(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return [] if claim.has_debtor else ["没有欠薪方。"]


def _period(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return [] if claim.has_period else ["没有欠薪起止时间。"]


def _project(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return ["属于工程建设领域，没有工程项目。"] if claim.is_construction and not claim.has_project else []


def _verified(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return _verified_one_by_one(claim) if claim.verified_yuan else ["没有核实金额。"]


def _verified_one_by_one(claim: ClaimFacts) -> list[str]:
    """Where the roll was verified worker by worker, it was so to the last one, also after a correction of the roll."""
    figures = [worker.verified_yuan for worker in claim.roll if worker.verified_yuan is not None]
    if not figures:
        return []
    if left := len(claim.roll) - len(figures):
        return [f"花名册中有 {left} 人没有逐人核实（请在“逐人核实”中补上）。"]
    total = sum(figures, ZERO)
    if total == claim.verified_yuan:
        return []
    return [f"逐人核实合计 {total:,.2f} 元，与核实金额 {claim.verified_yuan:,.2f} 元不一致（请重新逐人核实）。"]


def _agreed(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return [] if claim.agreed_yuan else ["没有和解的约定金额。"]


def _roll(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    if len(claim.roll) == claim.workers_count:
        return []
    if not claim.roll:
        return [f"没有工资花名册（涉及 {claim.workers_count} 人）。"]
    return [f"工资花名册 {len(claim.roll)} 人，与涉及人数 {claim.workers_count} 人不一致。"]


def _paid(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    """Every worker has what was verified for this one. Where that was not done one by one, the owed sum; if less was
    verified or agreed in all, what is short is no more than that difference."""
    target = claim.agreed_yuan if claim.outcome == Outcome.SETTLED else claim.verified_yuan
    if not target or not claim.roll:
        return []
    reduced = target < sum((worker.due_yuan or ZERO for worker in claim.roll), ZERO)
    settled = claim.outcome == Outcome.SETTLED
    short = [
        sentence
        for worker in claim.roll
        for sentence in _short(worker, reduced=reduced and (settled or worker.verified_yuan is None))
    ]
    arrived = sum((_counted(worker) if reduced else worker.paid_yuan for worker in claim.roll), ZERO)
    if arrived < target and not short:
        short.append(f"应付 {target:,.2f} 元，已付到工人的 {arrived:,.2f} 元，尚差 {target - arrived:,.2f} 元。")
    return short


def _short(worker: WorkerFacts, *, reduced: bool) -> list[str]:
    if worker.verified_yuan == 0:  # found to be owed nothing
        return []
    if not worker.paid_yuan:
        return [f"工人{worker.name}没有支付记录。"]
    if worker.due_yuan is None or reduced or worker.paid_yuan >= worker.due_yuan:
        return []
    word = "应得" if worker.verified_yuan is None else "核实应得"
    return [f"工人{worker.name}{word} {worker.due_yuan:,.2f} 元，已付 {worker.paid_yuan:,.2f} 元。"]


def _counted(worker: WorkerFacts) -> Decimal:
    """What one worker got beyond the sum due does not make good what another is short of."""
    return worker.paid_yuan if worker.due_yuan is None else min(worker.paid_yuan, worker.due_yuan)


def _proof(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return [f"{_named(payment)}缺少凭证。" for payment in claim.payments if not payment.has_file]


def _sure_proof(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    if not claim.is_low_income or claim.outcome not in SOLVED:
        return []
    return [
        f"低收入农村劳动力，{_named(payment)}须有银行转账凭证或本人签字收条。"
        for payment in claim.payments
        if payment.proof_kind not in SURE_PROOF or not payment.has_file
    ]


def _order(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    paid_on = claim.last_payment_on
    if not paid_on or not claim.outcome_on or paid_on <= claim.outcome_on:
        return []
    return [f"结果日期 {claim.outcome_on} 早于最后一笔支付 {paid_on}，请更正结果日期。"]


def _named(payment: PaymentFacts) -> str:
    return f"支付 {payment.on} {payment.amount_yuan:,.2f} 元"


def _instrument(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return _needs(claim, "instrument", "没有裁判文书的文号和日期。", lambda paper: paper.reference)


def _agreement(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return _needs(claim, "agreement", "没有工人签字的和解协议（须附扫描件）。", lambda paper: paper.has_file)


def _finding(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return _needs(
        claim, "finding", "没有核实结论及其依据（扫描件或文号）。", lambda paper: paper.has_file or paper.reference
    )


def _explanation(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return _needs(claim, "explanation", "没有向反映人解释告知的记录（日期、方式、去向）。", lambda paper: paper.text)


def _withdrawal(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return _needs(claim, "withdrawal", "没有本人签字的撤回声明（须附扫描件）。", lambda paper: paper.has_file)


def _jurisdiction(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return _needs(claim, "jurisdiction", "没有属于其他地区的理由。", lambda paper: paper.text)


def _confirmation(claim: ClaimFacts, _: CaseFacts) -> list[str]:
    return _needs(
        claim, "confirmation", "没有对方地区的接收确认（单位、日期，须附扫描件）。",
        lambda paper: paper.reference and paper.has_file,
    )  # fmt: skip


def _needs(claim: ClaimFacts, kind: str, sentence: str, serves: Callable[[EvidenceFacts], object]) -> list[str]:
    days = [paper.on for paper in claim.evidence if paper.kind == kind and serves(paper)]
    return _not_before(claim, min(days)) if days else [sentence]


def _not_before(claim: ClaimFacts, proven_on: date) -> list[str]:
    """An outcome counts in the month of its day, so it cannot lie before the day on which it was proven."""
    if not claim.outcome_on or proven_on <= claim.outcome_on:
        return []
    return [f"结果日期 {claim.outcome_on} 早于所依据材料的日期 {proven_on}，请更正结果日期。"]


def _contacts(claim: ClaimFacts, facts: CaseFacts) -> list[str]:
    days = sorted({paper.on for paper in claim.evidence if paper.kind == "contact"})
    span = (days[-1] - days[0]).days if days else 0
    missing = []
    if len(days) < facts.contact_attempts:
        missing.append(f"联系反映人的记录只有 {len(days)} 天，须在 {facts.contact_attempts} 个不同日期联系。")
    if span < facts.contact_days:
        missing.append(f"首末次联系相隔 {span} 天，须不少于 {facts.contact_days} 天。")
    if missing or not days:
        return missing
    enough = (day for day in days[max(facts.contact_attempts, 1) - 1 :] if (day - days[0]).days >= facts.contact_days)
    return _not_before(claim, next(enough))


_CLEAR: tuple[Check, ...] = (_debtor, _period, _project, _verified, _roll)
_SETTLED: tuple[Check, ...] = (_paid, _proof, _sure_proof, _order)
ASKED: dict[str, tuple[Check, ...]] = {
    # outcome: what 案情清楚 asks for, then what 事情解决 asks for
    "": (_outcome,),
    Outcome.PAID: (_outcome, *_CLEAR, *_SETTLED),
    Outcome.SETTLED: (_outcome, *_CLEAR, _agreement, _agreed, *_SETTLED),
    Outcome.ENFORCED: (_outcome, _instrument, _verified, _roll, *_SETTLED),
    Outcome.UNFOUNDED: (_outcome, _finding, _explanation),
    Outcome.WITHDRAWN: (_outcome, _withdrawal),
    Outcome.TRANSFERRED: (_outcome, _jurisdiction, _confirmation),
    Outcome.UNREACHABLE: (_outcome, _contacts),
}
