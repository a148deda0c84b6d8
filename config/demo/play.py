"""Plays the demo: sessions, visitors and what became of them, in the order of time, in one transaction."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from django.db import transaction
from django.utils import timezone

from config.demo.accounts import HOME, Account, accounts_file, make_accounts, write_accounts
from config.demo.desk import Desk
from config.demo.disclosed import disclose
from config.demo.districts import report_to_the_city
from config.demo.notices import IN_TIME, LATE, publish
from config.demo.people import People
from config.demo.plans import UNDONE, make_ready, man, man_halfway, name_contact
from config.demo.repertory import RECENT, REPERTORY
from config.demo.signed import open_to_claims, sign_first_month
from config.demo.stories import Steps, new
from config.demo.table import BEFORE_THE_END, session_day
from office import dataset, trail
from office.models import Area, Code, Parameter, Unit, User
from office.refusals import Refused
from office.roles import Role
from reception.actions.planning import cancel_session, plan_session, postpone_session
from reception.actions.sessions import open_session, sign_in_unit
from reception.models import Claim, ReceptionSession
from reception.reference_data import ENDS_AT, SESSION_DAYS, STARTS_AT, VENUE

UNITS_AT_TABLE = ("人社", "住建", "交通", "水务", "检察院", "公安", "工会")
POSTPONED_FROM, POSTPONED_TO = SESSION_DAYS[4], SESSION_DAYS[4] + timedelta(days=2)
TOLD_LATE = SESSION_DAYS[3]
CANCELLED_ON = date(2021, 6, 28)
RECENT_SHARE, RECENT_DAYS = 10, 12
# No line has such a number.
OFFICE_PHONE = "0883-0000000"


@transaction.atomic
def play(*, claims: int, seed: int) -> list[Account]:
    """`claims` more made-up claims and the accounts that are missing; returns the new accounts with their passwords.

    Raises:
        Refused: the data are real or synthetic, or `init` has not been run.
    """
    dataset.mark(dataset.DEMO)
    area = Area.objects.filter(code=HOME).first()
    if area is None or not ReceptionSession.objects.filter(area=area).exists():
        raise Refused("还没有基础资料和接访场次：请先运行 python manage.py init。")
    accounts = make_accounts()
    Parameter.objects.filter(key="office_phone", value="").update(value=OFFICE_PHONE)
    earlier = Claim.objects.count()
    desk = _desk(area, Random(f"{seed} {earlier}"), offset=earlier * 10)  # noqa: S311 the same seed gives the same data
    today = timezone.localdate()
    held = _held_sessions(desk)
    days: list[tuple[datetime, Steps]] = []
    if not held:
        held = _hold_sessions(desk, today=today)
        days = [(_ends_at(session) - BEFORE_THE_END, session_day(desk, session)) for session in held]
    _run(desk, [*_arrivals(desk, claims, held=open_to_claims(held), today=today), *days])
    sign_first_month(desk)
    disclose(desk)
    report_to_the_city(desk)
    desk.now = timezone.now()
    trail.record("demo", by=None, obj=area, claims=claims, seed=seed)
    if accounts:
        write_accounts(accounts)
    elif not accounts_file().exists():
        raise Refused("演示账号已经建立，但密码文件不在了：请由安全管理员重置密码，或换一个空的数据目录（VAR_DIR）。")
    return accounts


def _desk(area: Area, rng: Random, *, offset: int) -> Desk:
    users = {user.username: user for user in User.objects.select_related("area", "unit")}
    liaisons = [user for user in users.values() if Role.LIAISON in user.role_set and user.unit]
    return Desk(
        area=area,
        clerk=users["clerk"],
        head=users["head"],
        liaisons={user.unit.short_name: user for user in liaisons if user.unit},
        units={unit.short_name: unit for unit in Unit.objects.filter(area=area)},
        codes={(code.kind, code.key): code for code in Code.objects.all()},
        people=People(rng, offset=offset),
        rng=rng,
    )


def _at(day: date, hour: time = STARTS_AT) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _held_sessions(desk: Desk) -> list[ReceptionSession]:
    return list(ReceptionSession.objects.opened().filter(area=desk.area).order_by("held_on"))


def _hold_sessions(desk: Desk, *, today: date) -> list[ReceptionSession]:
    """The six of the notice, one of them two days late; one more cancelled, one still to come."""
    name_contact()
    planned = {
        row.planned_on: row for row in ReceptionSession.objects.filter(area=desk.area, planned_on__in=SESSION_DAYS)
    }
    late = planned.pop(POSTPONED_FROM)
    publish(desk, late, on=POSTPONED_FROM - timedelta(days=6))
    desk.now = _at(POSTPONED_FROM - timedelta(days=4), time(9))
    sessions = [
        *planned.values(),
        postpone_session(
            session=late,
            by=desk.head,
            to=POSTPONED_TO,
            reason="按省级通知推迟两天。",
            document_number="示例治欠办〔2021〕12号",
            now=desk.now,
        ),
    ]
    publish(desk, late, on=timezone.localdate(desk.now))
    plan = {"area": desk.area, "by": desk.head, "starts_at": STARTS_AT, "ends_at": ENDS_AT, "venue": VENUE}
    flood = plan_session(planned_on=CANCELLED_ON, now=desk.now, **plan)
    publish(desk, flood, on=CANCELLED_ON - IN_TIME)
    cancel_session(session=flood, by=desk.head, reason="暴雨红色预警，取消本场。", now=_at(CANCELLED_ON, time(8)))
    upcoming = plan_session(planned_on=today + timedelta(days=7), now=desk.now, **plan)
    publish(desk, flood, on=CANCELLED_ON)
    publish(desk, upcoming, on=today)
    sessions.sort(key=lambda session: session.planned_on or today)
    days = (day for day in sorted({*SESSION_DAYS, POSTPONED_TO}) if day != POSTPONED_FROM)
    held = [
        _hold(desk, session, day=day, place=place)
        for place, (session, day) in enumerate(zip(sessions, days, strict=True))
    ]
    now = _at(today, time(9))
    man_halfway(desk, upcoming, now=now)
    make_ready(desk, upcoming, now=now, undone=UNDONE)
    return held


def _hold(desk: Desk, session: ReceptionSession, *, day: date, place: int) -> ReceptionSession:
    """Told in time, but for one; manned and made ready the day before; opened and signed in: all units but one each time.

    Its day ends it.
    """
    if not session.notices.exists():
        publish(desk, session, on=day - (LATE if day == TOLD_LATE else IN_TIME))
    man(desk, session, now=_at(day - timedelta(days=1), time(9)))
    make_ready(desk, session, now=_at(day - timedelta(days=1), time(10)))
    session = open_session(session=session, by=desk.clerk, held_on=day, now=_at(day))
    absent = UNITS_AT_TABLE[2 + place % 5]
    for name in UNITS_AT_TABLE:
        if name != absent:
            sign_in_unit(session=session, unit=desk.units[name], by=desk.clerk, person=f"示例{name}干部", now=_at(day))
    return session


def _ends_at(session: ReceptionSession) -> datetime:
    return _at(session.held_on or session.planned_on or CANCELLED_ON, ENDS_AT)


def _arrivals(
    desk: Desk, claims: int, *, held: list[ReceptionSession], today: date
) -> Iterator[tuple[datetime, Steps]]:
    """When each story begins: most at a session, every tenth or so in the last days at the office."""
    sessions, recent, repertory = cycle(held), cycle(RECENT), cycle(REPERTORY)
    left, number = claims, 0
    while left:
        number += 1
        if number % (100 // RECENT_SHARE) == 0:
            day = today - timedelta(days=RECENT_DAYS - number // 10 % 3)
            yield _at(day, time(9)), next(recent)(desk, None)
            left -= 1
            continue
        story, size = next(repertory)
        story, size = (story, size) if size <= left else (new, 1)
        session = next(sessions)
        start = _at(session.held_on or today) + timedelta(minutes=desk.rng.randrange(0, 120, 5))
        yield start, story(desk, session)
        left -= size


def _run(desk: Desk, arrivals: Iterable[tuple[datetime, Steps]]) -> None:
    """Each step at its instant, whichever story it belongs to."""
    waiting = [(start, place, steps) for place, (start, steps) in enumerate(arrivals)]
    heapq.heapify(waiting)
    while waiting:
        desk.now, place, steps = heapq.heappop(waiting)
        pause = next(steps, None)
        if pause is not None:
            heapq.heappush(waiting, (_working_instant(desk.now, pause), place, steps))


def _working_instant(now: datetime, pause: timedelta) -> datetime:
    """Later things are done at nine, or after the day's earlier ones."""
    then = now + pause
    return _at(timezone.localdate(then), time(9, 15)) if pause >= timedelta(days=1) else then
