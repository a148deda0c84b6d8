"""接访: sessions held, claims received, workers and amount, by counting rule v1.

依据：实施方案七及附件《根治欠薪集中联合接访情况表》。Only dates of events count, never the day of entry.
"""

from decimal import Decimal

from reports.figures.facts import CalledOff, ClaimFact, Facts, SessionFact, Standing
from reports.figures.figure import CountingRule, Figure, LeftOut, Line, Unit, claim_lines
from reports.period import day_label

ANNEX = "实施方案七及附件"
SESSIONS_RULE = CountingRule(
    "本月实际开展（已开始接访）的集中联合接访，按实际接访日期计。无人来访的也计 1 次；计划而未开展的、取消的不计；"
    "改期的计入实际开展的月份。签到不足两个单位或者人社部门未签到的照计，在备注中说明；主任写明理由不计入的不计。"
    "何时登记结束不影响次数。",
    f"{ANNEX}“开展集中联合接访的次数”栏",
)
CLAIMS_RULE = CountingRule(
    "本月各场接访登记的诉求，按接访日期计，与录入日期、来访渠道无关。作废的、判重的不计；同一诉求再次来访不另计；"
    "归集到同一案件的各计 1 件；已登记项目的新来访人另计 1 件。不属欠薪的、撤回的、经核实不存在欠薪的、移送其他地区的、"
    "引导其他程序的、提级办理的照计，不属欠薪和未解决的办结在备注中说明。不计入次数的接访，其诉求列在表外。",
    f"{ANNEX}“数量（件）”栏",
)
WORKERS_RULE = CountingRule(
    "本月各件诉求登记（申报）人数之和，减去在两件以上诉求的花名册中以同一身份证号出现的人数。"
    "花名册与登记人数不符时以登记人数为准。",
    f"{ANNEX}“涉及人数（人）”栏",
)
AMOUNT_RULE = CountingRule(
    "本月各件诉求登记（申报）金额之和，以元精确累计，只在填表时一次换算为万元，四舍五入到两位小数。金额不详的按 0 计。",
    f"{ANNEX}“涉及金额（万元）”栏",
)
BESIDE_RULE = CountingRule(
    "本月收到而不在集中联合接访现场的诉求（日常来访、来电、来信等，以及不计入次数的接访登记的）。照常进入台账，不列入情况表。",
    "实施方案七“将上月接访情况报送”",
)


def sessions_held(facts: Facts) -> Figure:
    """开展集中联合接访的次数: sessions opened, by the day they were held; zero visitors still counts one."""
    lines = tuple(Line(session, 1, _session_reason(session)) for session in facts.sessions)
    left_out = (
        *(LeftOut(session, f"主任决定不计入：{session.left_out}") for session in facts.not_counted),
        *(LeftOut(plan, _called_off_reason(plan)) for plan in facts.called_off),
    )
    return Figure("sessions", "开展集中联合接访的次数", Unit.TIMES, SESSIONS_RULE, lines, left_out)


def claims(facts: Facts) -> Figure:
    """数量（件）: live claims of the month's sessions."""
    counted = claim_lines((claim, _received_reason(claim)) for claim in facts.counted)
    left_out = (*_not_live(facts), *(LeftOut(claim, _beside_reason(claim)) for claim in facts.beside if claim.is_live))
    return Figure("claims", "接访的欠薪诉求数量", Unit.CLAIMS, CLAIMS_RULE, counted, left_out)


def workers(facts: Facts) -> Figure:
    """涉及人数（人）: declared numbers, less people proven the same by ID number on the rolls of two claims."""
    declared = [Line(claim, claim.workers, f"登记人数 {claim.workers} 人") for claim in facts.counted]
    lines = (*declared, *_counted_twice(facts))
    return Figure("workers", "涉及人数", Unit.PERSONS, WORKERS_RULE, lines, _not_live(facts))


def amount(facts: Facts) -> Figure:
    """涉及金额, in yuan: declared amounts; an unknown one is 0 and named."""
    lines = tuple(
        Line(
            claim,
            claim.amount_yuan or Decimal("0.00"),
            "登记金额" if claim.amount_yuan is not None else "金额不详，按 0 计",
        )
        for claim in facts.counted
    )
    return Figure("amount", "涉及金额", Unit.YUAN, AMOUNT_RULE, lines, _not_live(facts))


def beside(facts: Facts) -> Figure:
    """Claims without a session: on the ledger, beside the table, not in it."""
    lines = claim_lines((claim, _beside_reason(claim)) for claim in facts.beside if claim.is_live)
    return Figure("beside", "表外诉求（不在接访现场）", Unit.CLAIMS, BESIDE_RULE, lines)


def _session_reason(session: SessionFact) -> str:
    return f"{day_label(session.held_on)}实际开展，签到单位 {session.units} 个"


def _received_reason(claim: ClaimFact) -> str:
    reason = f"{_held(claim)}接访登记"
    return reason if claim.is_wages else f"{reason}，不属欠薪{_kind(claim)}，照计并在备注中说明"


def _held(claim: ClaimFact) -> str:
    return day_label(claim.held_on or claim.received_on)


def _kind(claim: ClaimFact) -> str:
    return f"（{claim.not_wages_kind}）" if claim.not_wages_kind else ""


def _called_off_reason(plan: CalledOff) -> str:
    reason = f"（{plan.reason}）" if plan.reason else ""
    if not plan.was_moved:
        return f"已取消{reason}"
    return f"已改期，改至{day_label(plan.moved_to)}{reason}" if plan.moved_to else f"已改期，日期待定{reason}"


def _beside_reason(claim: ClaimFact) -> str:
    if claim.left_out:
        return f"{day_label(claim.received_on)}收到，所属接访不计入次数（{claim.left_out}）"
    if claim.session_id is None:
        return f"{day_label(claim.received_on)}收到，不在集中联合接访现场"
    return f"{day_label(claim.received_on)}收到，所属接访场次尚未开展"


def _not_live(facts: Facts) -> tuple[LeftOut, ...]:
    """Void and merged claims of the month's sessions; what was not known yet is passed over in silence."""
    reasons = {
        Standing.VOID: lambda claim: "登记已作废",
        Standing.DUPLICATE: lambda claim: f"与 {claim.merged_into} 判重，计为其再次来访",
    }
    return tuple(LeftOut(c, reasons[c.standing](c)) for c in facts.received if c.standing in reasons)


def _counted_twice(facts: Facts) -> list[Line]:
    by_pk = {claim.pk: claim for claim in facts.counted}
    lines = []
    for claim_ids in facts.same_workers:
        claims_of_worker = [by_pk[pk] for pk in claim_ids if pk in by_pk]
        for other in claims_of_worker[1:]:
            reason = f"花名册中 1 人与 {claims_of_worker[0].number} 重复（同一身份证号）"
            lines.append(Line(other, -1, reason))
    return lines
