"""Stories about time: deadlines extended, paused and missed, supervision and replies, a promised plan of payment."""

from datetime import timedelta
from decimal import Decimal

from config.demo.desk import Desk, claims_of
from config.demo.stories import DAY, HOUR, Steps, completed, in_progress
from ledger.actions.disclosure import DisclosureData, disclose_identity
from ledger.actions.instalments import plan_instalments
from ledger.actions.pauses import pause_case
from ledger.actions.requests import ask_extension, grant_extension
from ledger.actions.statutory import start_statutory
from ledger.actions.supervision import note_consultation, remind, reply_supervision, supervise
from ledger.actions.work import add_follow_up
from ledger.instalments import Promise
from ledger.models import Case, CaseClaim, Request, Supervision
from office.selectors import calendar
from reception.models import ReceptionSession


def extension_asked(desk: Desk, session: ReceptionSession | None) -> Steps:
    """延期申请 that waits for the head."""
    case = yield from in_progress(desk, session, workers=2)
    yield DAY
    _ask(desk, case)


def extended_and_late(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Extended, partly paid, reminded, supervised, and late all the same."""
    case = yield from in_progress(desk, session, workers=6)
    yield 5 * DAY
    desk.pay(case, share=40)
    yield 4 * DAY
    asked = _ask(desk, case)
    yield HOUR
    grant_extension(request=asked, by=desk.head, until=asked.until, note="同意，逾期不再延长。", now=desk.now)
    yield 10 * DAY
    remind(case=case, by=desk.clerk, unit=case.responsible_unit, text="余款请抓紧落实。", now=desk.now)
    yield 15 * DAY
    _supervise(desk, case, Supervision.Kind.LISTED, "限期付清余款，说明逾期原因。")


def supervised_and_answered(desk: Desk, session: ReceptionSession | None) -> Steps:
    """会商 of three units, 督办, and the unit's reply."""
    case = yield from in_progress(desk, session, workers=4)
    yield DAY
    units = [desk.units[name] for name in ("人社", "住建", "公安")]
    text = "住建核实工程款拨付，人社核算工资，公安联系负责人，三日内碰头。"
    note_consultation(case=case, by=desk.head, text=text, units=units, now=desk.now)
    asked = _supervise(desk, case, Supervision.Kind.SUPERVISE, "请说明工程款拨付情况。")
    yield 2 * DAY
    reply = "进度款已拨付到总包单位，已约谈。"
    reply_supervision(supervision=asked, by=desk.officer_of(case), reply=reply, now=desk.now)
    yield DAY
    told = DisclosureData(
        recipient="示例项目经理", shown=["name", "roll"], purpose="与用人单位逐人核对工资数额", ground="《保障农民工工资支付条例》",
        on=desk.today, consent_on=desk.today, consent_how="本人当面同意，登记员经手",
    )  # fmt: skip
    disclose_identity(case=case, entry=case.case_claims.get(), data=told, by=desk.head, now=desk.now)


def promised(desk: Desk, session: ReceptionSession | None) -> Steps:
    """A plan of two instalments: the first was paid, the second is awaited."""
    case = yield from in_progress(desk, session, workers=2)
    yield 2 * DAY
    desk.evidence(case, "agreement", "双方签订协议，分两期付清。")
    entry = CaseClaim.objects.select_related("claim", "case").get(case=case, claim=claims_of(case)[0])
    desk.agree(entry)
    half = ((entry.agreed_amount_yuan or Decimal(0)) / 2).quantize(Decimal("0.01"))
    rest = (entry.agreed_amount_yuan or Decimal(0)) - half
    days = (desk.today + timedelta(days=5), desk.today + timedelta(days=35))
    rows = [Promise(days[0], half), Promise(days[1], rest)]
    plan_instalments(case_claim=entry, by=desk.officer_of(case), promises=rows, now=desk.now)
    yield 5 * DAY
    desk.pay(case, share=50)


def inspected(desk: Desk, session: ReceptionSession | None) -> Steps:
    """立案: the statutory period of the inspection runs beside the office's own, which waits for an award."""
    case = yield from in_progress(desk, session, workers=3)
    yield DAY
    by = desk.officer_of(case)
    start_statutory(case=case, by=by, code="investigation", reason="已立案调查", now=desk.now)
    yield DAY
    check = calendar().add_workdays(desk.today, 20).on
    pause_case(case=case, by=by, reason="等待仲裁裁决", next_check_on=check, now=desk.now)


def unhappy(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Completed, but the person who was called is not satisfied: the head is asked to take it up again."""
    case = yield from completed(desk, session, workers=1)
    yield 2 * DAY
    answer = desk.codes["satisfaction", "bad"]
    add_follow_up(case=case, by=desk.clerk, satisfaction=answer, text="称少付两天工资", now=desk.now)


def _ask(desk: Desk, case: Case) -> Request:
    case.refresh_from_db()
    until = calendar().add_workdays(case.due_on or desk.today, 10).on
    reason = "建设单位审计未结束，工程款尚未拨付。"
    return ask_extension(case=case, by=desk.officer_of(case), until=until, reason=reason, now=desk.now)


def _supervise(desk: Desk, case: Case, kind: str, text: str) -> Supervision:
    reply_due_on = calendar().add_workdays(desk.today, 3).on
    return supervise(
        case=case, by=desk.head, kind=kind, unit=case.responsible_unit, text=text, reply_due_on=reply_due_on,
        now=desk.now,
    )  # fmt: skip
