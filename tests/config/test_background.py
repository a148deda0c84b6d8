"""The loop beside the pages, with a clock that is turned by hand."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from config.background import AFTER_A_FAULT_SECONDS, PAUSE_SECONDS, work
from ledger.models import Message
from office.models import Event
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
MIDNIGHT = datetime(2021, 5, 12, tzinfo=factories.SHANGHAI)


class Hands:
    """A clock that goes on by what the loop waits, until its last hour."""

    def __init__(self, start: datetime, *, hours: int) -> None:
        self.now, self.end, self.waited, self.said = start, start + timedelta(hours=hours), [], []

    def clock(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)
        return self.now >= self.end

    def work(self) -> "Hands":
        work(clock=self.clock, wait=self.wait, say=self.said.append)
        return self


@pytest.fixture
def case(head, liaison):
    return factories.assigned(factories.case(head), head, due_on=MIDNIGHT.date())


def _runs() -> list[str]:
    events = Event.objects.filter(act="send_reminders").order_by("number")
    return [f"{event.at.astimezone(factories.SHANGHAI):%m-%d %H:%M}" for event in events]


def test_three_days_bring_three_runs_at_half_past_eight(case):
    Hands(MIDNIGHT, hours=72).work()
    assert _runs() == ["05-12 08:30", "05-13 08:30", "05-14 08:30"]


def test_a_weekend_brings_none(case):
    hands = Hands(MIDNIGHT + timedelta(days=3), hours=48).work()
    assert (_runs(), hands.said) == ([], [])


def test_a_restart_on_the_same_day_sends_nothing_again(case):
    morning = MIDNIGHT + timedelta(hours=10)
    Hands(morning, hours=1).work()
    sent = Message.objects.count()
    hands = Hands(morning + timedelta(hours=2), hours=1).work()
    assert (Message.objects.count(), hands.said, _runs()) == (sent, [], ["05-12 10:00"])


def test_a_fault_is_said_and_tried_again_later(case):
    def broken(*_query: object) -> None:
        raise DatabaseError("gone")

    hands = Hands(MIDNIGHT + timedelta(hours=9), hours=1)
    with connection.execute_wrapper(broken):
        hands.work()
    assert set(hands.waited[1:]) == {AFTER_A_FAULT_SECONDS}
    assert hands.said[0] == "提醒没有发送，10 分钟后再试（DatabaseError）。"
    assert PAUSE_SECONDS < AFTER_A_FAULT_SECONDS
    Hands(MIDNIGHT + timedelta(hours=11), hours=1).work()
    assert _runs() == ["05-12 11:00"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_the_process_ends_within_two_seconds(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "VAR_DIR": str(tmp_path)
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        # Without tables it says that it cannot send, and goes on: it is running now.
        assert process.stdout
        assert process.stdout.readline().startswith("提醒没有发送，10 分钟后再试")
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - started < 2
    finally:
        process.kill()
        process.wait()
