"""Fills the configured, empty database with made-up cases: `python -m benchmarks.data 100000`.

The rows go through the program's own writer of history, so that numbers, encryption, indexes and trail are as in
life; rolls of several workers and the steps of open cases are added in bulk. The same seed gives the same rows.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from random import Random

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.people import COMMON, NAMES, PLANTED, company_name, made_up_id, made_up_phone, project_name  # noqa: E402
from ledger.actions.history import HistoryCase, HistoryClaim, record_history  # noqa: E402
from ledger.models import Transition  # noqa: E402
from ledger.workflow import FINISHED, Outcome, Status  # noqa: E402
from office.bulk import insert_columns  # noqa: E402
from office.models import Area, Code, Unit, User, UserRole  # noqa: E402
from office.roles import Role  # noqa: E402
from reception.actions.history import ClaimEntry, SessionEntry  # noqa: E402
from reception.models import ReceptionSession, Worker  # noqa: E402

AREA = "530902"
YEARS = 12
CHUNK = 10_000
# What an office has in hand does not grow with its archive.
MOST_OPEN = 2_000
FULL_ROLL = 4
PLANTED_TIMES = 10
COMMON_EVERY = 50
CLERK, HEAD, LIAISON, PLAIN = "bench_clerk", "bench_head", "bench_liaison", "bench_plain"
_IN_HAND = [
    Status.REGISTERED, Status.ASSIGNED, Status.IN_PROGRESS, Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.COMPLETED,
]  # fmt: skip


def fill(count: int, *, seed: int = 1) -> None:
    """`count` cases over twelve years, oldest first; the newest tenth is in hand, at most 2,000, the rest struck off."""
    call_command("init", stdout=StringIO())
    maker = Maker(count, Random(seed))
    for start in range(0, count, CHUNK):
        maker.write(range(start, min(start + CHUNK, count)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does in a database that was not filled a second ago
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Maker:
    """Knows the reference rows and makes one chunk of cases after another."""

    def __init__(self, count: int, random: Random) -> None:
        self.count, self.random = count, random
        self.area = Area.objects.get(code=AREA)
        self.units = list(Unit.objects.filter(area=self.area, is_active=True))[:-1]  # the last one never has a case
        self.codes = {kind: list(Code.objects.filter(kind=kind)) for kind in ("sector", "cause", "channel", "source")}
        self.head = accounts(self.area, self.units)
        self.last = timezone.localdate() - timedelta(days=1)
        self.first = self.last - timedelta(days=365 * YEARS)
        self.sessions = {row.held_on: row for row in self._sessions()}
        self.days = sorted(self.sessions)
        self.projects = max(30, count // 30)

    def write(self, places: range) -> None:
        """Writes the cases of these places in the order of receipt."""
        cases = [self.case(place) for place in places]
        new = [SessionEntry(row, units=self.units[:5]) for row in self._new_sessions(cases)]
        record_history(
            area=self.area, by=self.head, sessions=new, cases=cases, source=self.codes["source"][-1], sha256="0" * 64
        )
        with transaction.atomic():
            self._rolls([claim.entry for case in cases for claim in case.claims])
            self._steps(cases)

    def case(self, place: int) -> HistoryCase:
        random = self.random
        day = self.first + timedelta(days=int(place / self.count * 365 * YEARS))
        status = self._status(place)
        assigned = status != Status.REGISTERED
        outcome = random.choice([Outcome.PAID, Outcome.PAID, Outcome.SETTLED, Outcome.ENFORCED, Outcome.WITHDRAWN])
        claims = [
            self.claim(day, outcome if status in FINISHED else "") for _ in range(2 if random.random() < 0.03 else 1)
        ]
        self._plant(place, claims[0].entry)
        ends = [claim.outcome_on for claim in claims if claim.outcome_on]
        return HistoryCase(
            number="",
            original_number="",
            status=status,
            unit=random.choice(self.units) if assigned else None,
            officer=None,
            officer_name=random.choice(NAMES) if assigned else "",
            due_on=day + timedelta(days=random.choice([7, 21, 30])) if assigned else None,
            struck_off_on=max(ends) if status == Status.STRUCK_OFF else None,
            claims=claims,
        )

    def claim(self, day: date, outcome: str) -> HistoryClaim:
        random = self.random
        session = self._session_of(day) if random.random() < 0.6 else None
        received_on = session.held_on if session else day
        workers = random.choice([1, 1, 1, 2, 3, 4, 12])
        amount = Decimal(random.randrange(2_000, 60_000) * workers)
        project = random.randrange(self.projects)
        entry = ClaimEntry(
            number="", original_number="", row_key="", received_on=received_on, session=session,
            channel=random.choice(self.codes["channel"]), name=random.choice(NAMES), id_number=made_up_id(random),
            phone=made_up_phone(random), project=project_name(project), sector=random.choice(self.codes["sector"]),
            employer=company_name(random.randrange(self.projects * 2)), general_contractor=company_name(project),
            developer=company_name(project + 1), workers_count=workers, amount_yuan=amount,
            owed_from=f"{received_on:%Y-%m}", owed_until="", cause=random.choice(self.codes["cause"]), is_wages=True,
            demand="支付拖欠的工资", is_low_income=random.random() < 0.05, suggested_unit=random.choice(self.units),
            note="",
        )  # fmt: skip
        ended_on = received_on + timedelta(days=random.randrange(1, 30)) if outcome else None
        if ended_on and ended_on > self.last:
            ended_on = self.last
        return HistoryClaim(entry, amount if outcome else None, outcome, ended_on, amount if outcome else None)

    def _plant(self, place: int, entry: ClaimEntry) -> None:
        """Some names occur equally often in a small ledger and in a large one: what is searched for. One grows with it."""
        if place % COMMON_EVERY == 1:
            entry.name = COMMON
        every = max(1, self.count // (len(PLANTED) * PLANTED_TIMES))
        if place % every == 0:
            entry.name = PLANTED[place // every % len(PLANTED)]

    def _status(self, place: int) -> Status:
        if self.count - place <= min(self.count // 10, MOST_OPEN):
            return self.random.choice(_IN_HAND)
        lagging = self.random.random() < min(0.05, MOST_OPEN / 4 / self.count)
        return self.random.choice(_IN_HAND) if lagging else Status.STRUCK_OFF

    def _sessions(self) -> Iterator[ReceptionSession]:
        """One every two weeks."""
        for days in range(0, (self.last - self.first).days, 14):
            yield ReceptionSession(
                area=self.area, status="closed", held_on=self.first + timedelta(days=days), venue="一楼服务大厅"
            )

    def _session_of(self, day: date) -> ReceptionSession:
        return self.sessions[self.days[min((day - self.first).days // 14, len(self.days) - 1)]]

    def _new_sessions(self, cases: list[HistoryCase]) -> list[ReceptionSession]:
        days = {claim.entry.received_on for case in cases for claim in case.claims if claim.entry.session}
        return [self.sessions[day] for day in sorted(days) if self.sessions[day].pk is None]

    def _rolls(self, entries: list[ClaimEntry]) -> None:
        """Rolls of two to four workers; larger ones have none yet, as happens."""
        rows = [
            (entry.claim_id, position)
            for entry in entries
            if 1 < entry.workers_count <= FULL_ROLL
            for position in range(1, entry.workers_count + 1)
        ]
        insert_columns(
            Worker,
            len(rows),
            claim_id=[claim_id for claim_id, _ in rows],
            position=[position for _, position in rows],
            name=[self.random.choice(NAMES) for _ in rows],
            id_number=[made_up_id(self.random) for _ in rows],
            phone=[made_up_phone(self.random) for _ in rows],
            owed_yuan=Decimal("8000.00"),
        )

    def _steps(self, cases: list[HistoryCase]) -> None:
        """What happened to each case between its receipt and its present state."""
        rows = [
            (case, move, source, target)
            for case in cases
            if case.status != Status.REGISTERED
            for move, source, target in (
                ("assign", Status.REGISTERED, Status.ASSIGNED),
                ("sign_for", Status.ASSIGNED, Status.IN_PROGRESS),
            )
        ]
        insert_columns(
            Transition,
            len(rows),
            case_id=[case.case_id for case, *_ in rows],
            move=[move for _, move, _, _ in rows],
            from_status=[source for *_, source, _ in rows],
            to_status=[target for *_, target in rows],
            on=[case.opened_on for case, *_ in rows],
            at=timezone.now(),
            by_id=self.head.pk,
        )


def accounts(area: Area, units: list[Unit]) -> User:
    """One account for each role that reads the ledger, and a superuser for the plain admin; returns the head."""
    roles = {CLERK: Role.CLERK, HEAD: Role.HEAD, LIAISON: Role.LIAISON}
    for username in (*roles, PLAIN):
        account = User.objects.create(
            username=username,
            display_name=username,
            area=area,
            unit=units[1] if username == LIAISON else None,
            is_staff=username == PLAIN,
            is_superuser=username == PLAIN,
        )
        if username in roles:
            UserRole.objects.create(user=account, role=roles[username])
    return User.objects.get(username=HEAD)


if __name__ == "__main__":
    fill(int(sys.argv[1]))
