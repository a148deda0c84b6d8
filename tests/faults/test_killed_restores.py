"""kill -9 in the midst of a restore: run again it ends as if it had never been broken off.

`KILLS=200 make test ARGS=tests/faults/test_killed_restores.py` kills that often on each database.
"""

import os
import subprocess
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from config.backups.make import Made, make_backup
from tests import sealed_values
from tests.elsewhere import elsewhere, office_to_back_up
from tests.faults.moments import Moments

KILLS = int(os.environ.get("KILLS", "4"))
SEED = 20210428
COUNTED = """
from office.models import Event
from reception.models import Claim
print(Claim.objects.count(), Event.objects.latest("number").act, Event.objects.filter(act="restore").count())
"""


@pytest.fixture
def made(transactional_db: None, settings: Any, tmp_path: Path) -> Made:
    clerk, head = office_to_back_up(settings, tmp_path, "clerk", "head")
    sealed_values.fill(clerk, head, people=4)
    return make_backup(tmp_path / "backups", by=None)


def test_killed_restore(made: Made, tmp_path: Path) -> None:
    _word, longest = _restored(made, tmp_path / "whole", after=None)
    moments = Moments(Random(SEED), longest, earliest=1 / 3)
    for turn in range(KILLS):
        moments.learn(*_restored(made, tmp_path / f"{turn}", after=moments.next()))
    assert moments.killed >= KILLS // 4


def _restored(made: Made, folder: Path, *, after: float | None) -> tuple[str, float]:
    """Restores, killed after so many seconds and then run again: `killed` or `ended`, and how long it took."""
    with elsewhere(folder) as place:
        began = time.monotonic()
        process = place.start("restore", str(made.path))
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        seconds, was_killed = time.monotonic() - began, process.returncode != 0
        if was_killed:
            again = place.manage("restore", str(made.path))
            # Killed between its event and its end, it was done.
            assert again.returncode == 0 or "这里已有数据" in again.stderr, again.stderr
        told = place.python(COUNTED)
        assert told.stdout.split() == [str(made.tables["reception_claim"][0]), "restore", "1"], told.stderr
        return "killed" if was_killed else "ended", seconds
