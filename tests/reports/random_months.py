"""Made-up months: receive, come again, merge, gather, pay, solve, reopen, withdraw, transfer, enter late, void, leave out.

A history is drawn as plain values, written in bulk, and counted a second time by walking over the plain values: that
count shares nothing with the program's own. Days and instants come in any order at all, often on the edge of a month.
"""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from ledger.models import Case, CaseClaim, Payment, Transition
from ledger.workflow import Outcome
from office.models import Area, Code, Unit, User
from reception.models import Attendance, Claim, Petitioner, ReceptionSession, Visit, Worker
from reports.models import LeftOutSession
from reports.period import Month

FIRST_DAY, DAYS = date(2021, 4, 1), 200
MONTHS = [Month(2021, number) for number in range(3, 13)]
SESSIONS, CLAIMS, PEOPLE = 8, 30, 25
FAR = datetime(2100, 1, 1, tzinfo=UTC)
SOLVED = ("paid", "settled", "enforced")


@dataclass(frozen=True)
class Left:
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class Session:
    day: date
    opened_at: datetime
    is_joint: bool
    left: tuple[Left, ...] = ()

    def counts(self, far: datetime) -> bool:
        out = any(each.at <= far and (each.undone_at is None or each.undone_at > far) for each in self.left)
        return self.opened_at <= far and not out


@dataclass(frozen=True)
class Happened:
    """诉求办结 with an outcome, or (without one) 诉求重新办理."""

    on: date
    at: datetime
    outcome: str = ""


@dataclass(frozen=True)
class Complaint:
    session: Session | None
    received_on: date
    registered_at: datetime
    workers: int
    amount: Decimal | None
    people: frozenset[int] = frozenset()
    voided_at: datetime | None = None
    merged_at: datetime | None = None
    events: tuple[Happened, ...] = ()

    def is_live(self, far: datetime) -> bool:
        gone = [moment for moment in (self.voided_at, self.merged_at) if moment and moment <= far]
        return self.registered_at <= far and not gone

    def counts(self, far: datetime) -> bool:
        """In the population of the table."""
        return self.is_live(far) and self.session is not None and self.session.counts(far)

    def known(self, far: datetime) -> list[Happened]:
        return [event for event in self.events if event.at <= far]

    def state(self, day: date, far: datetime) -> str:
        """The slow way: walk the events in order of entry. `absent`, `open`, or the outcome with the event it stands on."""
        if self.session is None or self.session.day >= day:
            return "absent"
        found = "open"
        for place, event in enumerate(self.known(far)):
            if event.on < day:
                found = f"{event.outcome}/{place}" if event.outcome else "open"
        return found


@dataclass(frozen=True)
class History:
    sessions: list[Session]
    complaints: list[Complaint]
    dice: random.Random = field(default_factory=random.Random)

    def expected(self, month: Month, as_of: datetime | None) -> Counter:
        """What the month should come to."""
        far = as_of or FAR
        found: Counter = Counter(cents=0)
        found["sessions"] = sum(each.counts(far) and month.contains(each.day) for each in self.sessions)
        counted = [each for each in self.complaints if each.counts(far)]
        received = [each for each in counted if month.contains(each.session.day)]
        found.update(claims=len(received), cents=sum(int((each.amount or 0) * 100) for each in received))
        again = Counter(person for each in received for person in each.people)
        found["workers"] = sum(each.workers for each in received) - sum(times - 1 for times in again.values())
        found["solved_cohort"] = sum(_is_solved(each.known(far)) for each in received)
        found["beside"] = sum(
            each.is_live(far) and not each.counts(far) and month.contains(each.received_on) for each in self.complaints
        )
        for each in counted:
            before, after = (each.state(day, far) for day in (month.start, month.end))
            found.update(opening=before == "open", closing=after == "open", reopened="/" in before and before != after)
            if "/" in after and after != before:
                found["solved" if after.split("/")[0] in SOLVED else "other"] += 1
            found["lifted"] += "/" in before and before != after and before.split("/")[0] in SOLVED
        return found

    def solved_now(self, as_of: datetime | None) -> int:
        far = as_of or FAR
        return sum(_is_solved(each.known(far)) for each in self.complaints if each.counts(far))


def wan(cents: int) -> str:
    """万元 from cents by whole numbers alone, half up."""
    hundredths = (cents + 5000) // 10_000
    return f"{hundredths // 100}.{hundredths % 100:02}"


def some_day(dice: random.Random) -> date:
    """Often the edge of a month."""
    day = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
    return dice.choice([day, day.replace(day=1), day.replace(day=1) - timedelta(days=1) if day.month > 4 else day])


def some_instant(dice: random.Random, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=dice.randrange(2000))


def draw(seed: int) -> History:
    """One history; the same seed draws the same."""
    dice = random.Random(seed)
    sessions = [_session(dice) for _ in range(SESSIONS)]
    complaints = [_complaint(dice, sessions) for _ in range(CLAIMS)]
    # The first stays, so that there is one into which others are merged.
    merged = [
        replace(each, merged_at=some_instant(dice, some_day(dice)))
        if place and each.voided_at is None and dice.random() < 0.1
        else each
        for place, each in enumerate(complaints)
    ]
    return History(sessions, [replace(merged[0], voided_at=None), *merged[1:]], dice)


def write(history: History, *, area: Area, by: User) -> None:
    """The same in the database, in a dozen statements."""
    dice = history.dice
    sessions = _write_sessions(history.sessions, area, by)
    by_plan = {id(plan): row for plan, row in zip(history.sessions, sessions, strict=True)}
    petitioners = Petitioner.objects.bulk_create([Petitioner(name=f"张小{n}") for n in range(CLAIMS)])
    channels = {row.key: row for row in Code.objects.filter(kind="channel")}
    kinds = {row.key: row for row in Code.objects.filter(kind__in=["not_wages", "source"])}
    claims = Claim.objects.bulk_create(
        Claim(
            area=area, number=f"J{area.code}-2021-{n:04}", session=by_plan.get(id(plan.session)),
            channel=channels["session" if plan.session else "daily"], petitioner=petitioners[n], received_on=plan.received_on,
            registered_at=plan.registered_at, registered_by=by, workers_count=plan.workers, amount_yuan=plan.amount,
            voided_at=plan.voided_at, voided_by=by if plan.voided_at else None, void_reason="重复录入" if plan.voided_at else "",
        )
        for n, plan in enumerate(history.complaints)
    )  # fmt: skip
    for claim, plan in zip(claims, history.complaints, strict=True):
        if plan.merged_at:
            claim.merged_at, claim.merged_by, claim.merged_into = plan.merged_at, by, claims[0]
    Claim.objects.bulk_update(claims, ["merged_at", "merged_by", "merged_into"])
    cases = _write_cases(claims, dice, area, by)
    Transition.objects.bulk_create(
        Transition(
            case=cases[n], claim=claims[n], move="conclude" if event.outcome else "resume", from_status="completed",
            to_status="completed", on=event.on, at=event.at, by=by, outcome=event.outcome or "paid",
        )
        for n, plan in enumerate(history.complaints)
        for event in plan.events
    )  # fmt: skip
    Worker.objects.bulk_create(
        Worker(claim=claims[n], position=place, name=f"工人{person}", id_number=f"5309021901010{person:04}X")
        for n, plan in enumerate(history.complaints)
        for place, person in enumerate(sorted(plan.people), start=1)
    )
    _write_what_counts_for_nothing(claims, cases, kinds["employer"], history, by)


def _is_solved(events: list[Happened]) -> bool:
    return bool(events) and events[-1].outcome in SOLVED


def _session(dice: random.Random) -> Session:
    day = some_day(dice)
    left, is_joint = (), dice.random() < 0.6
    if not is_joint and dice.random() < 0.5:
        start = some_instant(dice, day)
        ends = [start + timedelta(days=10), None] if dice.random() < 0.4 else [None]
        left = (Left(start, ends[0]),)
        if len(ends) > 1:
            left += (Left(start + timedelta(days=20), None),)
    return Session(day, some_instant(dice, day), is_joint, left)


def _complaint(dice: random.Random, sessions: list[Session]) -> Complaint:
    session = dice.choice([*sessions, None])
    day = session.day if session else some_day(dice)
    events = []
    for step in range(dice.choice([0, 1, 1, 2, 3, 4])):
        on = some_day(dice)
        outcome = "" if step % 2 else dice.choice(Outcome.values)
        events.append(Happened(on, some_instant(dice, on), outcome))
    amount = dice.choice([None, Decimal(dice.randrange(10**8)) / 100, Decimal(dice.randrange(10_000)) / 100])
    people = frozenset(dice.sample(range(PEOPLE), dice.choice([0, 0, 1, 2, 3])))
    voided_at = some_instant(dice, some_day(dice)) if dice.random() < 0.1 else None
    return Complaint(
        session, day, some_instant(dice, day), dice.randrange(len(people) or 1, 40), amount, people, voided_at, None, tuple(events)
    )  # fmt: skip


def _write_sessions(plans: list[Session], area: Area, by: User) -> list[ReceptionSession]:
    sessions = ReceptionSession.objects.bulk_create(
        ReceptionSession(
            area=area, status="closed", planned_on=plan.day, held_on=plan.day, venue="一楼服务大厅", opened_at=plan.opened_at,
            opened_by=by, closed_at=plan.opened_at, closed_by=by,
        )
        for plan in plans
    )  # fmt: skip
    units = list(Unit.objects.filter(area=area).order_by("-is_lead", "pk")[:2])
    Attendance.objects.bulk_create(
        Attendance(session=row, unit=unit, signed_in_at=plan.opened_at, signed_in_by=by)
        for plan, row in zip(plans, sessions, strict=True)
        for unit in (units if plan.is_joint else [])
    )
    LeftOutSession.objects.bulk_create(
        LeftOutSession(
            session=row, reason="无人签到", at=left.at, by=by, undone_at=left.undone_at,
            undone_by=by if left.undone_at else None,
        )
        for plan, row in zip(plans, sessions, strict=True)
        for left in plan.left
    )  # fmt: skip
    return sessions


def _write_cases(claims: list[Claim], dice: random.Random, area: Area, by: User) -> list[Case]:
    """A case for each claim, but for those that are gathered on the case of another."""
    own = Case.objects.bulk_create(
        Case(
            area=area, number=f"A{area.code}-2021-{n:04}", opened_on=claim.received_on, opened_at=claim.registered_at,
            opened_by=by,
        )
        for n, claim in enumerate(claims)
    )  # fmt: skip
    cases = [dice.choice(own) if dice.random() < 0.2 else case for case in own]
    CaseClaim.objects.bulk_create(CaseClaim(case=case, claim=claim) for case, claim in zip(cases, claims, strict=True))
    return cases


def _write_what_counts_for_nothing(
    claims: list[Claim], cases: list[Case], source: Code, history: History, by: User
) -> None:
    """Further visits and part payments: neither moves any figure."""
    dice = history.dice
    Visit.objects.bulk_create(
        Visit(claim=claim, visited_on=some_day(dice), recorded_at=claim.registered_at, recorded_by=by)
        for claim in claims
        if dice.random() < 0.3
    )
    Payment.objects.bulk_create(
        Payment(case=case, on=some_day(dice), amount_yuan=100, source=source, at=case.opened_at, by=by)
        for case in cases
        if dice.random() < 0.3
    )
