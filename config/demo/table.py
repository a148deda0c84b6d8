"""What is said at the table of each session of the demo, and how the day ends."""

from collections.abc import Iterator
from datetime import timedelta

from config.demo.desk import Desk
from reception.actions.sessions import close_session
from reception.actions.table import give_opinion, handle_directly
from reception.models import Claim, DirectHandling, ReceptionSession
from reception.selectors.day import day_of, for_the_leader

BEFORE_THE_END = timedelta(minutes=30)
OPINIONS = ("项目属我单位主管，明日约总包单位和劳务企业到大队核对工资表。", "已联系项目部，要求先行清偿，三日内答复。")
LEADER, POST = "示例包案领导", "副区长"


def session_day(desk: Desk, session: ReceptionSession) -> Iterator[timedelta]:
    """Half an hour before the end: units give their opinions, the leader takes the first of what the rules suggest."""
    for name, liaison in desk.liaisons.items():
        claims = Claim.objects.at_table_of(liaison).filter(session=session).order_by("pk")
        for claim, text in zip(claims, OPINIONS, strict=False):
            if session.attendances.filter(unit=desk.units[name]).exists():
                give_opinion(claim=claim, by=liaison, text=text, now=desk.now)
    for entry in for_the_leader(day_of(session, desk.clerk).served)[:1]:
        why = entry.for_leader[0].why
        text = "请住建部门牵头，三日内约谈总包单位，工资未付清前每日报告。"
        if why == DirectHandling.Why.SENSITIVE:
            text = "由专人办理，注意保密，直接向我报告。"
        handle_directly(
            claim=entry.claim, session=session, by=desk.clerk, why=why, leader=LEADER, post=POST, text=text,
            now=desk.now,
        )  # fmt: skip
    yield BEFORE_THE_END
    close_session(session=session, by=desk.clerk, now=desk.now)
