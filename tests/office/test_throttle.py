"""A window of tries: the limit, the next window, what is given back, what is kept, four processes at once."""

import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connections

from office.models import Throttle
from office.throttle import KEPT, Limit, allow, delete_old, forget, give_back
from tests.factories import SHANGHAI
from tests.faults.test_numbers_at_once import database_url

NOW = datetime(2021, 4, 26, 9, 0, tzinfo=SHANGHAI)
THREE = Limit("test", tries=3, per_seconds=60)
ROOT = Path(__file__).resolve().parents[2]


def tries(count: int, *, key: str = "a", at: datetime = NOW) -> list[bool]:
    return [allow(THREE, key, now=at) for _ in range(count)]


@pytest.mark.parametrize(
    ("after", "allowed"), [(0, False), (59.9, False), (60, True), (3600, True), (-59, False), (-3600, True)]
)
def test_the_try_beyond_the_limit_waits_for_the_next_window(db, after: float, allowed: bool) -> None:
    assert tries(4) == [True, True, True, False]
    assert tries(1, at=NOW + timedelta(seconds=after)) == [allowed]


def test_a_window_begins_with_its_first_try_and_is_not_prolonged_by_refusals(db) -> None:
    assert [tries(1, at=NOW + timedelta(seconds=second))[0] for second in (0, 20, 40, 50, 59, 60, 61, 62, 63)] == [
        True, True, True, False, False, True, True, True, False,
    ]  # fmt: skip


def test_each_key_and_each_scope_counts_for_itself(db) -> None:
    tries(3)

    assert tries(1, key="b") == [True]
    assert allow(Limit("other", tries=3, per_seconds=60), "a", now=NOW)
    assert not tries(1)[0]


def test_a_try_given_back_may_be_made_again(db) -> None:
    tries(3)
    give_back(THREE, "a")

    assert tries(2) == [True, False]


def test_nothing_is_given_back_below_nought(db) -> None:
    tries(1)
    for _ in range(3):
        give_back(THREE, "a")

    assert tries(4) == [True, True, True, False]


def test_no_key_is_kept_in_clear(db) -> None:
    tries(1, key="203.0.113.7")

    row = Throttle.objects.get()
    assert (len(row.key), "203" in row.key, row.tries) == (64, False, 1)


def test_old_counts_are_removed_and_fresh_ones_kept(db) -> None:
    tries(1, key="old")
    tries(1, key="young", at=NOW + timedelta(seconds=1))

    assert delete_old(now=NOW + KEPT + timedelta(seconds=1)) == 1
    assert [row.since for row in Throttle.objects.all()] == [NOW + timedelta(seconds=1)]


@pytest.mark.django_db(transaction=True)
def test_four_processes_at_once_let_no_more_through() -> None:
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(settings.VAR_DIR)}
    command = [sys.executable, "-m", "tests.faults.throttle_process", "40"]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 4
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    allowed = [int(process.communicate(timeout=120)[0]) for process in processes]

    assert (sum(allowed), Throttle.objects.get().tries) == (10, 10)


def test_a_right_one_opens_all_tries_again(db) -> None:
    assert [tries(4), tries(1, key="b")] == [[True] * 3 + [False], [True]]
    forget(THREE, "a")
    forget(THREE, "nobody")
    assert [tries(4), tries(3, key="b")] == [[True] * 3 + [False], [True, True, False]]


@pytest.mark.django_db(transaction=True)
def test_forgetting_in_the_midst_of_others_breaks_nothing() -> None:
    """A row that went away between a look and a write would be an error of the database, not an answer."""
    faults, gate = [], threading.Barrier(4)

    def work(number: int) -> None:
        gate.wait()
        try:
            for _ in range(25):
                allow(THREE, "a", now=NOW)
                forget(THREE, "a")
        except DatabaseError as error:
            faults.append((number, error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
