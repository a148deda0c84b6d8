"""Sixteen counters at once: every claim stored, its number without gap or double."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from ledger.models import Case
from office.models import Event
from office.trail import check_chain
from reception.models import Claim

PROCESSES, EACH = 16, 25
ROOT = Path(__file__).resolve().parents[2]


def run_counters(variant: str) -> int:
    """Claims stored by all processes together."""
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(settings.VAR_DIR)}
    command = [sys.executable, "-m", "tests.faults.intake_process", variant, str(EACH)]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * PROCESSES
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    return sum(int(output) for output in outputs)


def database_url() -> str:
    """Where the test's own database is, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def numbers_used(model) -> list[int]:
    return sorted(int(number[-4:]) for number in model.objects.values_list("number", flat=True))


@pytest.mark.django_db(transaction=True)
def test_sixteen_counters_at_once_leave_no_gap_and_no_double(reference, clerk):
    assert run_counters("counter") == PROCESSES * EACH
    assert numbers_used(Claim) == list(range(1, PROCESSES * EACH + 1))
    assert numbers_used(Case) == list(range(1, PROCESSES * EACH + 1))
    assert Event.objects.filter(act="register_claim").count() == PROCESSES * EACH
    assert check_chain()[1] is None


@pytest.mark.django_db(transaction=True)
def test_numbering_by_largest_plus_one_fails_in_the_same_harness(reference, clerk):
    assert run_counters("naive") < PROCESSES * EACH
