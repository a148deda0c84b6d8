"""Backups made while eight counters take claims: what is restored breaks no rule, whatever the moment of the copy was."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from config.backups.make import Made, make_backup
from tests.elsewhere import ROOT, elsewhere, office_to_back_up
from tests.faults.test_numbers_at_once import database_url

WRITERS, EACH, BACKUPS = 8, 25, 3
# Asked of the restored copy: numbers in a row, a case for each claim, a history for each case, texts to search for each.
RULES = """
import json
from ledger.models import Case, CaseClaim, Transition
from office.trail import check_chain
from reception.models import Claim, ClaimText
numbers = sorted(Claim.objects.values_list("number", flat=True))
print(json.dumps({
    "claims": len(numbers),
    "in a row": [int(number[-4:]) for number in numbers] == list(range(1, len(numbers) + 1)),
    "cases": Case.objects.count(),
    "in cases": CaseClaim.objects.values("claim").distinct().count(),
    "cases with a history": Transition.objects.values("case").distinct().count(),
    "found by search": ClaimText.objects.count(),
    "people": sum(1 for claim in Claim.objects.select_related("petitioner") if claim.petitioner.name == "测试人甲"),
    "trail": check_chain()[1],
}))
"""


@pytest.fixture
def folder(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    office_to_back_up(settings, tmp_path, "clerk")
    return tmp_path / "backups"


def test_each_copy_is_whole(folder: Path, tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "tests.faults.intake_process", "counter", str(EACH)]
    writers = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) for _ in range(WRITERS)
    ]  # fmt: skip
    assert [writer.stdout.readline() for writer in writers] == ["ready\n"] * WRITERS
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    connections.close_all()
    made = [_backup(folder, number) for number in range(BACKUPS)]
    assert [int(writer.communicate(timeout=600)[0]) for writer in writers] == [EACH] * WRITERS
    made.append(_backup(folder, BACKUPS))
    taken = [_claims_restored(each, tmp_path) for each in made]
    assert taken == sorted(taken)
    assert (taken[0] < WRITERS * EACH, taken[-1]) == (True, WRITERS * EACH)


def _backup(folder: Path, number: int) -> Made:
    """In a folder of its own: two may be made within one second."""
    place = folder / f"{number}"
    place.mkdir()
    return make_backup(place, by=None)


def _claims_restored(made: Made, tmp_path: Path) -> int:
    with elsewhere(tmp_path / f"new-{made.path.parent.name}") as place:
        for done in (place.manage("restore", str(made.path)), place.python(RULES)):
            assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    count = told["claims"]
    expected = dict.fromkeys(("cases", "in cases", "cases with a history", "found by search", "people"), count)
    assert told == expected | {"claims": count, "in a row": True, "trail": None}
    return count
