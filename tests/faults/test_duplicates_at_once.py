"""Several counters take the same person with the same matter at one instant: one claim, and the others are shown it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from office.models import Event
from office.trail import check_chain
from reception.models import Claim, Petitioner
from tests.faults.test_numbers_at_once import ROOT, database_url, numbers_used

COUNTERS, ROUNDS = 4, 12


def answers_by_round(variant: str) -> list[list[str]]:
    """What each counter was told, round by round; in every round all of them begin together."""
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(settings.VAR_DIR)}
    command = [sys.executable, "-m", "tests.faults.duplicate_process", variant, str(ROUNDS)]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(COUNTERS)
    ]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * COUNTERS
    rounds = []
    for _ in range(ROUNDS):
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        rounds.append([process.stdout.readline().strip() for process in processes])
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0] * COUNTERS
    return rounds


@pytest.mark.django_db(transaction=True)
def test_one_counter_stores_and_the_others_are_shown_its_claim(reference, clerk):
    for number, answers in enumerate(answers_by_round("locked"), start=1):
        assert sorted(answers) == sorted(["stored"] + [f"J530902-2021-{number:04d}"] * (COUNTERS - 1))
    assert numbers_used(Claim) == list(range(1, ROUNDS + 1))
    assert Event.objects.filter(act="register_claim").count() == ROUNDS
    assert Petitioner.objects.values("id_number_index").distinct().count() == ROUNDS
    assert check_chain()[1] is None


@pytest.mark.django_db(transaction=True)
def test_looking_before_the_lock_fails_in_the_same_harness(reference, clerk):
    stored = [answer for answers in answers_by_round("looking") for answer in answers if answer == "stored"]
    assert len(stored) > ROUNDS
