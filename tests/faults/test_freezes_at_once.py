"""A freeze killed at any moment leaves all of it or nothing; of two heads at once exactly one signs."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from django.conf import settings

from office import append_only
from office.trail import check_chain
from reports.frozen import check_tables
from reports.models import KEPT, MonthlyTable
from tests import factories
from tests.faults.test_numbers_at_once import ROOT, database_url
from tests.reports import rows

KILLS, SEED = 100, 7
MONTHS = [f"2021-{number:02}" for number in range(4, 13)] + ["2022-01"]
pytestmark = pytest.mark.django_db(transaction=True)


def command(*arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(settings.VAR_DIR)}
    return [sys.executable, "-m", "tests.faults.freeze_process", *arguments], environment


@pytest.fixture
def april(head) -> None:
    session = rows.held_session(date(2021, 4, 12))
    for _ in range(5):
        rows.conclude(rows.claim(session), date(2021, 4, 20))


@pytest.fixture
def protected():
    """The triggers stand while tables are frozen, as they do in the program."""
    append_only.install(KEPT)
    yield
    append_only.lift(KEPT)


def test_a_freeze_killed_at_a_hundred_moments_leaves_all_of_it_or_nothing(april, protected) -> None:
    line, environment = command("kills", str(KILLS), str(SEED))
    done = subprocess.run(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=900)
    left = json.loads(done.stdout)["left"]
    assert len(left) == KILLS
    assert [each for each in left if len(set(each)) != 1] == []
    tables = [count for count, _events, _head in left]
    kept = Counter(after - before for before, after in zip([3, *tables], tables, strict=False))
    # The moments lay on both sides of the commit, or the test would show nothing.
    assert set(kept) == {0, 1}
    assert check_tables() == (tables[-1], None)
    assert check_chain()[1] is None
    versions = list(MonthlyTable.objects.order_by("number").values_list("version", flat=True))
    assert versions == list(range(1, tables[-1] + 1))


def test_of_two_heads_at_once_one_signs_and_the_other_is_told(april, protected) -> None:
    factories.user("head", username="second")
    processes = []
    for name in ("head", "second"):
        line, environment = command("head", name)
        processes.append(
            subprocess.Popen(
                line, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
            )
        )
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 2
    said = []
    for month in MONTHS:
        for process in processes:
            process.stdin.write(f"{month}\n")
        said.append(sorted(process.stdout.readline().strip() for process in processes))
    for process in processes:
        process.communicate(timeout=60)
    assert said == [["conflict", "frozen"]] * len(MONTHS)
    assert sorted(MonthlyTable.objects.values_list("month", "version")) == [(month, 1) for month in MONTHS]
    assert (check_tables(), check_chain()[1]) == ((len(MONTHS), None), None)
