"""The background between the reminders, with a clock that is turned by hand."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from config.health import health
from config.job_loop import AFTER_A_FAULT_SECONDS, LOOK_SECONDS, JobLoop
from ledger.workbook.kind import HISTORY
from office.actions import jobs
from office.actions.jobs import start_import
from office.models import Job, User, WorkerPulse
from office.selectors import worker_is_alive
from tests import factories
from tests.workbooks import history_workbook

NOON = datetime(2021, 5, 12, 12, tzinfo=factories.SHANGHAI)


class Hands:
    def __init__(self) -> None:
        self.now, self.waited, self.said, self.over = NOON, [], [], False

    def clock(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)
        return self.over

    def loop(self) -> JobLoop:
        return JobLoop(clock=self.clock, wait=self.wait, say=self.said.append)


@pytest.fixture
def waiting(head: User, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 0)
    return start_import(kind=HISTORY, area=head.area, by=head, name="台账.xlsx", data=history_workbook(), now=NOON).job


def test_waiting_works_on_imports_and_takes_as_long_as_asked(waiting: Job) -> None:
    hands = Hands()
    assert hands.loop()(60) is False
    waiting.refresh_from_db()
    assert (waiting.state, hands.now - NOON, set(hands.waited)) == ("checked", timedelta(seconds=60), {LOOK_SECONDS})


def test_told_to_end_it_ends(reference) -> None:
    hands = Hands()
    hands.over = True
    assert hands.loop()(60) is True
    assert hands.waited == [LOOK_SECONDS]


def test_a_fault_is_said_and_tried_again(waiting: Job) -> None:
    def broken(*_query: object) -> None:
        raise DatabaseError("岩甲")

    hands = Hands()
    with connection.execute_wrapper(broken):
        hands.loop()(20)
    assert hands.waited == [AFTER_A_FAULT_SECONDS] * 2
    assert hands.said == ["导入没有处理，10 秒后再试（DatabaseError）。"] * 2


def test_health_sees_the_worker(waiting: Job) -> None:
    silent = "有 1 次导入在等待，后台任务没有动静，请检查程序是否由 run 启动"
    assert silent in health(now=NOON).warnings
    WorkerPulse.objects.create(beat_at=NOON)
    assert (worker_is_alive(now=NOON), silent in health(now=NOON).warnings) == (True, False)
    later = NOON + timedelta(minutes=3)
    assert (worker_is_alive(now=later), silent in health(now=later).warnings) == (False, True)
    hands = Hands()
    hands.now = later
    hands.loop()(5)
    found = health(now=later)
    assert (found.worker_seen_at, found.imports_waiting, silent in found.warnings) == (later, 0, False)
