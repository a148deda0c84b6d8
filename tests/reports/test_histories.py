"""Random histories, counted by the table and by a plain walk over the same rows: figures, identity, `as_of`."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from ledger.models import Transition
from ledger.workflow import SOLVED, Outcome
from reception.models import Claim
from reports.figures.flow import reopened_from_solved
from reports.figures.loading import Question, load
from reports.period import Month
from reports.table import build_table
from tests import factories
from tests.reports import rows

FIRST_DAY = date(2021, 4, 1)
DAYS = 200
MONTHS = [Month(2021, number) for number in range(3, 13)]
pytestmark = pytest.mark.django_db


def some_day(dice: random.Random) -> date:
    """Often the edge of a month."""
    day = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
    return dice.choice([day, day.replace(day=1), day.replace(day=1) - timedelta(days=1) if day.month > 4 else day])


def some_instant(dice: random.Random, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=dice.randrange(2000))


def make_history(seed: int) -> None:
    """Sessions, and claims that are concluded and resumed with days and instants in any order at all."""
    dice, by = random.Random(seed), rows.entry_clerk()
    days = [some_day(dice) for _ in range(8)]
    sessions = [rows.held_session(day, at=some_instant(dice, day), by=by, units=()) for day in days]
    for _ in range(30):
        session = dice.choice([*sessions, None])
        day = session.held_on if session else some_day(dice)
        amount = dice.choice([None, Decimal(dice.randrange(10**8)) / 100])
        claim = rows.claim(
            session,
            by=by,
            received_on=day,
            at=some_instant(dice, day),
            workers_count=dice.randrange(1, 40),
            amount_yuan=amount,
        )
        for step in range(dice.choice([0, 1, 1, 2, 3, 4])):
            record = rows.resume if step % 2 else rows.conclude
            late = some_day(dice)
            record(claim, late, dice.choice(Outcome.values), at=some_instant(dice, late))
        if dice.random() < 0.1:
            rows.void(claim, at=some_instant(dice, some_day(dice)))


def state(claim: Claim, events: list[Transition], day: date) -> str:
    """The slow way: walk the rows in order of entry. `absent`, `open`, or the outcome with the row it stands on."""
    if claim.session.held_on >= day:
        return "absent"
    found = "open"
    for event in events:
        if event.on < day:
            found = f"{event.outcome}/{event.pk}" if event.move == "conclude" else "open"
    return found


class Walk:
    """The rows known at an instant, and what a month should come to when one simply walks over them."""

    def __init__(self, as_of: datetime | None) -> None:
        self.far = as_of or datetime(2100, 1, 1, tzinfo=UTC)
        events = Transition.objects.filter(at__lte=self.far).order_by("pk")
        claims = Claim.objects.filter(session__isnull=False).select_related("session")
        self.claims = [claim for claim in claims if self.counts(claim)]
        self.events = {claim.pk: [event for event in events if event.claim_id == claim.pk] for claim in self.claims}

    def counts(self, claim: Claim) -> bool:
        is_void = claim.voided_at is not None and claim.voided_at <= self.far
        return not is_void and claim.registered_at <= self.far and claim.session.opened_at <= self.far

    def expected(self, month: Month) -> Counter:
        found: Counter = Counter(yuan=Decimal("0.00"))
        for claim in self.claims:
            before, after = (state(claim, self.events[claim.pk], day) for day in (month.start, month.end))
            if month.contains(claim.session.held_on):
                found.update(claims=1, workers=claim.workers_count, yuan=claim.amount_yuan or 0)
            found.update(opening=before == "open", closing=after == "open", reopened="/" in before and before != after)
            if "/" in after and after != before:
                found["solved" if after.split("/")[0] in SOLVED else "other"] += 1
            if "/" in before and before != after and before.split("/")[0] in SOLVED:
                found["reopened_from_solved"] += 1
        return found

    def solved_now(self) -> int:
        """Claims whose last row is a solved conclusion."""
        last = [self.events[claim.pk][-1] for claim in self.claims if self.events[claim.pk]]
        return sum(event.move == "conclude" and event.outcome in SOLVED for event in last)


@pytest.mark.parametrize("seed", range(12))
def test_random_months_are_counted_like_a_plain_walk(reference, seed: int) -> None:
    make_history(seed)
    dice, home = random.Random(seed), factories.area()
    for as_of in (None, some_instant(dice, some_day(dice))):
        walk, closing, solved, lifted = Walk(as_of), 0, 0, 0
        for month in MONTHS:
            table, wanted = build_table(area=home, month=month, as_of=as_of), walk.expected(month)
            row, identity = table.rows[0], table.identity
            names = ("opening", "reopened", "solved", "other", "closing")
            assert {name: getattr(identity, name) for name in names} == {name: wanted[name] for name in names}
            assert (row.claims, row.workers, row.amount_yuan) == (wanted["claims"], wanted["workers"], wanted["yuan"])
            assert (identity.received, identity.opening, identity.holds) == (row.claims, closing, True)

            reopened = reopened_from_solved(load(Question([home.pk], month, as_of)))
            assert len(reopened) == wanted["reopened_from_solved"]
            closing, solved, lifted = identity.closing, solved + identity.solved, lifted + len(reopened)
        assert solved - lifted == walk.solved_now()
