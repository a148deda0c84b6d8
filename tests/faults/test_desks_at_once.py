"""Desks that call at the same instant, each in a process of its own: no number goes to two of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from office.models import Event, Parameter
from office.trail import check_chain
from reception.actions.queue import take_number
from tests import factories

DESKS, NUMBERS = 4, 40
ROOT = Path(__file__).resolve().parents[2]


def called_by_all(variant: str) -> list[int]:
    """Every number that a desk called, each as often as it was called."""
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(settings.VAR_DIR)}
    desks = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.desk_process", variant, f"{place} 号窗口"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for place in range(1, DESKS + 1)
    ]  # fmt: skip
    assert [desk.stdout.readline() for desk in desks] == ["ready\n"] * DESKS
    for desk in desks:
        desk.stdin.write("go\n")
        desk.stdin.flush()
    outputs = [desk.communicate(timeout=300)[0] for desk in desks]
    assert [desk.returncode for desk in desks] == [0] * DESKS
    return sorted(number for output in outputs for number in json.loads(output))


def database_url() -> str:
    """Where the test's own database is, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@pytest.fixture
def line(reference, clerk) -> None:
    Parameter.objects.filter(key="queue_numbers").update(value="是")
    session = factories.session(clerk)
    for _ in range(NUMBERS):
        take_number(session=session, by=clerk)


@pytest.mark.django_db(transaction=True)
def test_four_desks_at_once_never_call_one_number_twice(line):
    assert called_by_all("locked") == list(range(1, NUMBERS + 1))
    assert Event.objects.filter(act="call_number").count() == NUMBERS
    assert check_chain()[1] is None


@pytest.mark.django_db(transaction=True)
def test_looking_and_then_writing_fails_in_the_same_harness(line):
    assert len(called_by_all("naive")) > NUMBERS
