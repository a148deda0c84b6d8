"""Freezing in processes of its own, for tests that kill them or let two of them meet.

`python -m tests.faults.freeze_process kills COUNT SEED`: freezes a month COUNT times, each in a process of its own that
is killed at some moment of it; prints one JSON object of what was left each time.
`python -m tests.faults.freeze_process head NAME`: says "ready"; for each month it is told, freezes it as that head and
says what came of it.
"""

import json
import os
import random
import signal
import sys
import time
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402

from office.models import Area, Event, User  # noqa: E402
from office.refusals import Conflict, Refused  # noqa: E402
from reports.actions.freeze import freeze_table  # noqa: E402
from reports.models import MonthlyTable, TableHead  # noqa: E402
from reports.period import Month  # noqa: E402

APRIL = Month(2021, 4)


def freeze(turn: int) -> None:
    """The next version of the month."""
    area, by = Area.objects.get(code="530902"), User.objects.get(username="head")
    reason = f"第{turn}次" if MonthlyTable.objects.exists() else ""
    freeze_table(area=area, month=APRIL, by=by, reason=reason)


def in_a_child(turn: int, *, killed_after: float | None) -> float:
    """Seconds the child took from its start, or until it was killed."""
    connection.close()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, b"!")
        freeze(turn)
        os._exit(0)
    os.read(reader, 1)
    started = time.monotonic()
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(reader)
    os.close(writer)
    return time.monotonic() - started


def left() -> tuple[int, int, int]:
    """Tables, events of freezing, and the number at the end of the chain: always the same three times."""
    head = TableHead.objects.values_list("number", flat=True).first() or 0
    return MonthlyTable.objects.count(), Event.objects.filter(act="freeze_table").count(), head


def kills(count: int, seed: int) -> None:
    dice, found = random.Random(seed), []
    usual = median(in_a_child(turn, killed_after=None) for turn in range(3))
    for turn in range(count):
        in_a_child(turn, killed_after=dice.uniform(0, 1.5 * usual))
        found.append(left())
    sys.stdout.write(json.dumps({"usual_seconds": usual, "left": found}) + "\n")


def head(name: str) -> None:
    area, by = Area.objects.get(code="530902"), User.objects.get(username=name)
    answer("ready")
    for line in sys.stdin:
        try:
            freeze_table(area=area, month=Month.parse(line.strip()), by=by, expected_version=1)
            answer("frozen")
        except Conflict:
            answer("conflict")
        except Refused as refused:
            answer(str(refused))


def answer(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "kills":
        kills(int(sys.argv[2]), int(sys.argv[3]))
    else:
        head(sys.argv[2])
