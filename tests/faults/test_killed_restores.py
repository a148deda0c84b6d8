"""kill -9 in the midst of a restore: run again it ends as if it had never been broken off.

`KILLS=200 make test ARGS=tests/faults/test_killed_restores.py` kills that often on each database.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from config.backups.make import Made, make_backup
from tests import factories, sealed_values
from tests.journeys.program import own_database

KILLS = int(os.environ.get("KILLS", "4"))
SEED = 20210428
ROOT = Path(__file__).resolve().parents[2]
WORDS = "临翔 2021 年备份口令"
COUNTED = """
import django; django.setup()
from office.models import Event
from reception.models import Claim
print(Claim.objects.count(), Event.objects.latest("number").act, Event.objects.filter(act="restore").count())
"""


@pytest.fixture
def made(transactional_db: None, settings: Any, tmp_path: Path) -> Made:
    sealed_values.own_keys(settings, tmp_path)
    settings.BACKUP_PASSPHRASE = WORDS
    factories.reference()
    clerk, head = (factories.user(role, username=role) for role in ("clerk", "head"))
    sealed_values.fill(clerk, head, people=4)
    (tmp_path / "backups").mkdir()
    return make_backup(tmp_path / "backups", by=None)


def test_killed_restore(made: Made, tmp_path: Path) -> None:
    dice, killed = Random(SEED), 0
    longest = _restored(made, tmp_path / "whole", after=None)[0]
    for turn in range(KILLS):
        _seconds, was_killed = _restored(made, tmp_path / f"{turn}", after=dice.uniform(longest / 3, longest))
        killed += was_killed
    assert killed >= KILLS // 4


def _restored(made: Made, folder: Path, *, after: float | None) -> tuple[float, bool]:
    """Restores, killed after so many seconds and then run again; how long it took, and whether it was killed in time."""
    with own_database() as database:
        ours = {name: value for name, value in os.environ.items() if name not in ("VAR_DIR", "DATABASE_URL")}
        environment = ours | database | {
            "VAR_DIR": str(folder), "BACKUP_PASSPHRASE": WORDS, "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command, began = [sys.executable, "manage.py", "restore", str(made.path)], time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        seconds, was_killed = time.monotonic() - began, process.returncode != 0
        if was_killed:
            again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            # Killed between its event and its end, it was done.
            assert again.returncode == 0 or "这里已有数据" in again.stderr, again.stderr
        told = subprocess.run(
            [sys.executable, "-c", COUNTED], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert told.stdout.split() == [str(made.tables["reception_claim"][0]), "restore", "1"], told.stderr
        return seconds, was_killed
