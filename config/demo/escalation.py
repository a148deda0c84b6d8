"""What goes up to the city: one case that waits for its reply, one that came back with an answer."""

from collections.abc import Generator
from datetime import timedelta

from config.demo.desk import Desk
from config.demo.stories import DAY, Steps, in_progress
from ledger.actions.escalation import (
    conclude_escalation,
    record_escalation_reply,
    request_escalation,
    send_escalation,
)
from ledger.actions.supervision import note_consultation
from ledger.models import Case, Escalation
from reception.models import ReceptionSession

LEFT_OUT = {
    "verified": "双方对工程量有争议，金额尚未核定",
    "account": "案情说明随纸质件报送",
    "papers": "分包合同复印件随纸质件报送",
}
WEEK = timedelta(days=7)
EscalationSteps = Generator[timedelta, None, Escalation]


def escalated(desk: Desk, session: ReceptionSession | None) -> Steps:
    """已报送市级, no reply yet."""
    case = yield from in_progress(desk, session, workers=6)
    yield from _sent_up(desk, case, serial=6)


def escalated_and_answered(desk: Desk, session: ReceptionSession | None) -> Steps:
    """The city has replied and the head has drawn the conclusion; the case goes on here."""
    case = yield from in_progress(desk, session, workers=4)
    row = yield from _sent_up(desk, case, serial=5)
    yield WEEK
    record_escalation_reply(
        escalation=row, by=desk.head, reply="由市住房城乡建设局约谈总包单位，督促其先行清偿；案件仍由你区办理。",
        reply_number="临治欠办函〔2021〕示例 3 号", now=desk.now,
    )  # fmt: skip
    yield DAY
    conclude_escalation(
        escalation=row, by=desk.head, conclusion="总包单位已书面承诺先行清偿，由住建继续跟办。", now=desk.now
    )
    desk.note(case, "总包单位已到市里接受约谈，承诺月底前付清。")


def _sent_up(desk: Desk, case: Case, *, serial: int) -> EscalationSteps:
    yield 2 * DAY
    units = [desk.units[name] for name in ("人社", "住建")]
    note_consultation(
        case=case, by=desk.head, text="会商：总包单位注册地在外县，本级约谈两次未到。", units=units, now=desk.now
    )
    row = request_escalation(
        case=case, by=desk.head, reason="总包单位在外县，本级协调两次没有结果，请市级协调其注册地配合。", now=desk.now
    )
    yield DAY
    send_escalation(
        escalation=row, by=desk.head, document_number=f"临翔治欠办〔{desk.today.year}〕{serial}号", ticked=["proposal"],
        remarks=LEFT_OUT, now=desk.now,
    )  # fmt: skip
    return row
