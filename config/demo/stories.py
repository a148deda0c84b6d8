"""What may happen to a claim. Each story is a generator: it yields how long it waits, then the next thing is done.

The stories run side by side in the order of their instants, as they would at the office.
"""

from collections.abc import Callable, Generator, Iterator
from datetime import timedelta
from typing import Any

from config.demo.desk import Desk, claims_of
from ledger.actions.assignment import accept_return, ask_return
from ledger.actions.completion import reopen, send_back
from ledger.actions.regroup import gather, merge_duplicate, void_claim
from ledger.actions.spot import Settlement, SpotPayment, settle_on_spot
from ledger.models import Case
from ledger.workflow import Outcome
from office.selectors import calendar
from reception.models import ReceptionSession

Steps = Iterator[timedelta]
CaseSteps = Generator[timedelta, None, Case]
Story = Callable[[Desk, ReceptionSession | None], Steps]
NOW, HOUR, DAY = timedelta(0), timedelta(hours=1), timedelta(days=1)
CLEAR = "欠薪单位、时间、金额和人数已核对清楚，双方签字确认。"
SETTLED = "工资已全部付到本人，当面核对无误。"


def new(desk: Desk, session: ReceptionSession | None) -> Steps:
    """已登记: nobody has looked at it yet."""
    yield NOW
    desk.register(session, workers=desk.rng.choice((1, 2, 4)))


def group_visit(desk: Desk, session: ReceptionSession | None) -> Steps:
    """A group with secrecy asked for, 已登记."""
    yield NOW
    desk.register(session, workers=12, is_secret=True)


def assigned(desk: Desk, session: ReceptionSession | None) -> Steps:
    yield NOW
    case = desk.register(session, workers=2)
    yield DAY
    desk.assign(case, assisting=["公安"])


def return_asked(desk: Desk, session: ReceptionSession | None) -> Steps:
    """The unit says it is not its business; the head has not decided."""
    yield NOW
    case = desk.register(session)
    yield DAY
    desk.assign(case)
    yield DAY
    ask_return(case=case, by=desk.officer_of(case), reason="该项目不属本单位主管。", now=desk.now)


def returned(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Given back and handed to another unit."""
    yield from return_asked(desk, session)
    case = Case.objects.filter(return_asked_on=desk.today).order_by("-id")[0]
    yield DAY
    accept_return(case=case, by=desk.head, reason="同意，改交人社。", now=desk.now)
    desk.assign(case, unit="人社", note="住建退回，由人社牵头办理。")


def in_progress(desk: Desk, session: ReceptionSession | None, **told: Any) -> CaseSteps:
    """办理中: signed for, first steps noted. Returns the case."""
    yield NOW
    case = desk.register(session, **({"workers": desk.rng.choice((1, 3, 5))} | told))
    yield DAY
    desk.assign(case)
    yield DAY
    desk.sign_for(case)
    desk.note(case, "已联系欠薪单位负责人，约定三日内到大队说明情况。")
    return case


def low_income_open(desk: Desk, session: ReceptionSession | None) -> Steps:
    yield from in_progress(desk, session, workers=1, is_low_income=True)


def amount_unknown(desk: Desk, session: ReceptionSession | None) -> Steps:
    unknown = {"amount_yuan": None, "has_roll": False, "demand": "工资未结算，金额不清楚。"}
    yield from in_progress(desk, session, workers=3, **unknown)


def part_paid(desk: Desk, session: ReceptionSession | None) -> Steps:
    case = yield from in_progress(desk, session)
    yield 2 * DAY
    desk.pay(case, share=40)
    desk.note(case, "已付四成，其余约定月底前付清。")


def in_review(desk: Desk, session: ReceptionSession | None, **told: Any) -> CaseSteps:
    """待审核: paid, concluded, completion asked for. Returns the case."""
    case = yield from in_progress(desk, session, **told)
    yield 2 * DAY
    desk.pay(case, source=desk.rng.choice(("employer", "contractor", "deposit", "developer")))
    yield HOUR
    desk.conclude(case, Outcome.PAID, clear=CLEAR, settled=SETTLED)
    desk.call(case)
    desk.request(case)
    return case


def sent_back(desk: Desk, session: ReceptionSession | None) -> Steps:
    case = yield from in_review(desk, session)
    yield DAY
    send_back(case=case, by=desk.head, reason="凭证看不清户名，请补拍。", now=desk.now)


def completed(desk: Desk, session: ReceptionSession | None, **told: Any) -> CaseSteps:
    case = yield from in_review(desk, session, **told)
    yield DAY
    desk.complete(case)
    return case


def struck_off(desk: Desk, session: ReceptionSession | None, **told: Any) -> Steps:
    case = yield from completed(desk, session, **told)
    yield 3 * DAY
    desk.strike_off(case)


def group_struck_off(desk: Desk, session: ReceptionSession | None) -> Steps:
    yield from struck_off(desk, session, workers=8)


def low_income_struck_off(desk: Desk, session: ReceptionSession | None) -> Steps:
    yield from struck_off(desk, session, workers=1, is_low_income=True)


def reopened(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Completed, then it turned out that some of the money did not arrive."""
    case = yield from completed(desk, session, workers=2)
    yield 20 * DAY
    due_on = calendar().add_workdays(desk.today, 10).on
    reopen(case=case, by=desk.head, reason="一名工人反映款项被退回。", due_on=due_on, now=desk.now)


def on_the_spot(desk: Desk, session: ReceptionSession | None) -> CaseSteps:
    """当场解决: settled at the table, waits for the head. Returns the case."""
    yield NOW
    case = desk.register(session)
    yield HOUR
    lines = desk.lines(case)
    total = sum(line.amount_yuan for line in lines)
    paid = SpotPayment(
        lines=lines, source=desk.codes["source", "employer"], proof_kind="receipt", proof=desk.proof("receipt", total)
    )
    told = Settlement(
        facts_clear_text=CLEAR,
        matter_settled_text=SETTLED,
        payments=[paid],
        satisfaction=desk.codes["satisfaction", "good"],
    )
    settle_on_spot(case=case, by=desk.clerk, settlement=told, now=desk.now)
    return case


def on_the_spot_struck_off(desk: Desk, session: ReceptionSession | None) -> Steps:
    case = yield from on_the_spot(desk, session)
    yield HOUR
    desk.complete(case)
    yield 2 * DAY
    desk.strike_off(case)


def settled(desk: Desk, session: ReceptionSession | None) -> Steps:
    case = yield from in_progress(desk, session, workers=4)
    yield 3 * DAY
    desk.evidence(case, "agreement", "双方签订和解协议，约定分一次付清。")
    desk.pay(case, source="contractor")
    yield HOUR
    desk.conclude(case, Outcome.SETTLED, clear=CLEAR, settled="协议约定的金额已付清。", agreed=True)
    yield from _finish(desk, case)


def enforced(desk: Desk, session: ReceptionSession | None) -> Steps:
    case = yield from in_progress(desk, session, workers=3)
    yield 25 * DAY
    desk.evidence(case, "instrument", "仲裁裁决书，已申请强制执行。", reference="临翔劳人仲案〔2021〕示例 1 号")
    desk.pay(case, source="other")
    yield HOUR
    desk.conclude(case, Outcome.ENFORCED, clear=CLEAR, settled="执行款已付到本人。")
    yield from _finish(desk, case)


def not_wages(desk: Desk, session: ReceptionSession | None) -> Steps:
    """工程款, not wages: counted, explained, closed."""
    kind = desk.codes["not_wages", "works_payment"]
    told = {"not_wages_kind": kind, "not_wages_reason": "凭分包合同和结算单要求付款，不是个人工资。"}
    case = yield from in_progress(desk, session, workers=1, is_wages=False, demand="要求支付工程款。", **told)
    yield 3 * DAY
    desk.evidence(case, "finding", "经核对合同，属分包工程款纠纷。", reference="调查笔录")
    desk.evidence(case, "explanation", "已当面告知可向法院起诉。")
    desk.conclude(case, Outcome.UNFOUNDED, clear="经核实不是工资。", settled="已向反映人解释并告知去向。")
    yield from _finish(desk, case)


def withdrawn(desk: Desk, session: ReceptionSession | None) -> Steps:
    case = yield from in_progress(desk, session, workers=1)
    yield 2 * DAY
    desk.evidence(case, "withdrawal", "本人书面撤回。")
    desk.conclude(case, Outcome.WITHDRAWN, clear="双方已自行结清。", settled="本人不再要求处理。")
    yield from _finish(desk, case)


def transferred(desk: Desk, session: ReceptionSession | None) -> Steps:
    case = yield from in_progress(desk, session, workers=2)
    yield 2 * DAY
    desk.evidence(case, "jurisdiction", "用工地在邻县。")
    desk.evidence(case, "confirmation", "邻县已接收。", reference="示例县治欠办")
    desk.conclude(case, Outcome.TRANSFERRED, clear="用工地不在本区。", settled="已移送并告知反映人。")
    yield from _finish(desk, case)


def unreachable(desk: Desk, session: ReceptionSession | None) -> Steps:
    case = yield from in_progress(desk, session, workers=1)
    for _ in range(3):
        yield 9 * DAY
        desk.evidence(case, "contact", "电话无人接听，已发短信。", has_file=False)
    desk.conclude(case, Outcome.UNREACHABLE, clear="反映的情况无法核对。", settled="多次联系不上反映人。")
    yield from _finish(desk, case, satisfaction="")


def void(desk: Desk, session: ReceptionSession | None) -> Steps:
    yield NOW
    case = desk.register(session)
    yield HOUR
    void_claim(claim=claims_of(case)[0], by=desk.head, reason="误把咨询登记成诉求。", now=desk.now)


def gathered(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Three claims of one site on one case."""
    yield NOW
    site = desk.people.site()
    first, *others = [desk.register(session, workers=2, site=site) for _ in range(3)]
    yield DAY
    claims = [claim for case in others for claim in claims_of(case)]
    gather(claims=claims, into=first, by=desk.head, note="同一项目，一并办理。", now=desk.now)
    desk.assign(first)
    yield DAY
    desk.sign_for(first)
    desk.note(first, "三件同一项目，已约总包单位一并核算。")


def merged(desk: Desk, session: ReceptionSession | None) -> Steps:
    """The same complaint brought twice: the second becomes a visit."""
    yield NOW
    site = desk.people.site()
    first = desk.register(session, site=site)
    yield HOUR
    second = desk.register(session, site=site)
    yield DAY
    claim, into = claims_of(second)[0], claims_of(first)[0]
    merge_duplicate(claim=claim, into=into, by=desk.head, reason="同一人同一笔工资。", now=desk.now)


def _finish(desk: Desk, case: Case, *, satisfaction: str = "fair") -> Steps:
    desk.call(case, satisfaction)
    desk.request(case)
    yield DAY
    desk.complete(case)
    yield 2 * DAY
    desk.strike_off(case)
