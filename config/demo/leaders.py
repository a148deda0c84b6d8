"""Stories of major cases: one led by the account of the demo's leader to its end, one waiting for a leader."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from config.demo.desk import Desk
from ledger.actions.fast_track import fast_track
from ledger.actions.leaders import mark_major, name_leader, record_leader_visit
from ledger.actions.work import add_evidence
from ledger.models import Leader
from ledger.workflow import Outcome
from office.models import User
from office.selectors import calendar
from reception.models import ReceptionSession

NOW, HOUR, DAY = timedelta(0), timedelta(hours=1), timedelta(days=1)


def leaders(desk: Desk) -> tuple[Leader, Leader]:
    """A deputy head of the district, with the demo's account where there is one, and the head of a unit without."""
    account = User.objects.filter(username="leader").first()
    first, _ = Leader.objects.get_or_create(
        area=desk.area, name="示例包案领导", position="副区长", defaults={"kind": "government", "user": account}
    )
    second, _ = Leader.objects.get_or_create(
        area=desk.area, name="示例住建局长", position="局长",
        defaults={"kind": "unit_head", "unit": desk.units["住建"]},
    )  # fmt: skip
    return first, second


def led(desk: Desk, session: ReceptionSession | None) -> Iterator[timedelta]:
    """重大: found so, named to the head of the unit, handed over to the district's leader, who visits and writes."""
    yield NOW
    case, (first, second) = desk.register(session, workers=12), leaders(desk)
    yield HOUR
    mark_major(case=case, by=desk.head, level="major", reason="人数多，工人情绪不稳。", now=desk.now)
    name_leader(case=case, by=desk.head, leader=second, reason="项目属住建主管。", now=desk.now)
    due_on = calendar().add_workdays(desk.today, 5).on
    fast_track(
        case=case, by=desk.head, unit=desk.units["住建"], officer=desk.liaisons.get("住建"),
        officer_name="" if "住建" in desk.liaisons else "示例住建干部", due_on=due_on,
        reason="案情清楚，总包单位愿意先行清偿。", now=desk.now,
    )  # fmt: skip
    yield DAY
    name_leader(case=case, by=desk.head, leader=first, reason="涉及两个乡镇，由分管领导包案。", now=desk.now)
    yield DAY
    by = first.user or desk.head
    paper = None if first.user else desk.paper("下访记录.png")
    record_leader_visit(
        case=case, by=by, text="到工地约谈总包单位负责人，要求三日内付清。", file=paper, now=desk.now
    )  # fmt: skip
    add_evidence(case=case, by=by, kind="leader", text="限三日内付清，逾期依法处理。", file=paper, now=desk.now)
    yield 2 * DAY
    desk.pay(case, source="contractor")
    yield HOUR
    desk.conclude(case, Outcome.PAID, clear="工资由总包单位先行清偿，人数和金额核对无误。", settled="已全部付到本人。")
    desk.call(case)
    desk.request(case)
    yield DAY
    desk.complete(case)
    yield 2 * DAY
    desk.strike_off(case)


def without_leader(desk: Desk, session: ReceptionSession | None) -> Iterator[timedelta]:
    """特别重大, and nobody leads it yet: red on the head's first page."""
    yield NOW
    case = desk.register(session, workers=55, amount_yuan=Decimal("1240000.00"), has_roll=False)
    yield HOUR
    mark_major(case=case, by=desk.head, level="very_major", reason="人数多、金额大。", now=desk.now)


def led_now(desk: Desk, session: ReceptionSession | None) -> Iterator[timedelta]:
    """重大, led by the demo's leader and still in hand."""
    yield NOW
    case, (first, _) = desk.register(session, workers=11), leaders(desk)
    yield HOUR
    mark_major(case=case, by=desk.head, level="major", reason="人数多。", now=desk.now)
    name_leader(case=case, by=desk.head, leader=first, reason="由分管领导包案。", now=desk.now)
    yield DAY
    desk.assign(case)
    yield DAY
    desk.sign_for(case)
