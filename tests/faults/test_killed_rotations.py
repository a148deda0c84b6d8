"""kill -9 in the midst of a change of keys: everything stays readable, and the next run goes on to the end.

`KILLS=200 make test ARGS=tests/faults/test_killed_rotations.py` kills that often on each database.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from office import keyring
from office.models import User
from office.stale import old_counts
from office.trail import check_chain
from tests import factories, sealed_values
from tests.faults.killable import Order, killable

KILLS = int(os.environ.get("KILLS", "12"))
SEED = 20210427
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def filled(transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(keyring, "FRESH_SECONDS", 0)
    sealed_values.own_keys(settings, tmp_path)
    factories.reference()
    people: list[User] = [factories.user(role, username=role) for role in ("clerk", "head", "sysadmin")]
    sealed_values.fill(people[0], people[1], people=4)
    return sealed_values.opened()


@pytest.fixture
def order(filled: dict[str, Any], tmp_path: Path) -> Iterator[Order]:
    """Has a change of keys made, or gone on with, by the program that can be killed."""
    with killable("tests.faults.rotation_process", folder=tmp_path) as carry_out:
        yield carry_out


def test_killed_rotation(filled: dict[str, Any], order: Order, tmp_path: Path) -> None:
    dice, killed, kept = Random(SEED), 0, tmp_path / "keys" / "retired"
    found = sealed_values.found_by_number()
    word, longest = order(None)
    assert word == "ended"
    for _turn in range(KILLS):
        word, _seconds = order(dice.uniform(0, longest))
        killed += word == "killed"
        # Half way: older keys still stand beside the new ones, and everything is there.
        _check(filled, found)
        if dice.random() < 0.5:
            assert order(None)[0] == "ended"
            shutil.rmtree(kept)  # only old backups need them
            _check(filled, found)
            assert list(old_counts()) == []
    assert order(None)[0] == "ended"
    assert (keyring.is_changing(), check_chain()[1]) == (False, None)
    assert killed >= KILLS // 4


def _check(filled: dict[str, Any], found: dict[str, list[int]]) -> None:
    sealed_values.look_again()
    assert sealed_values.opened() == filled
    assert sealed_values.found_by_number() == found
