"""kill -9 in the midst of de-identifying: each case is whole or without its people, and the next run goes on to the end.

`KILLS=200 make test ARGS=tests/faults/test_killed_deidentifications.py` kills that often on each database.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from ledger.models import Case, Payment
from ledger.workflow import Status
from office.files import store
from office.models import Event, User
from office.trail import check_chain
from reception.actions.claim_data import PersonData
from reception.identity import DEIDENTIFIED
from reception.models import Claim, Worker
from tests import factories
from tests.faults.killable import Order, killable
from tests.identity_numbers import make_id
from tests.sealed_values import PDF, own_keys

KILLS = int(os.environ.get("KILLS", "12"))
SEED, GROUPS = 20210427, 10


@pytest.fixture
def head(transactional_db: None, settings: Any, tmp_path: Path) -> User:
    own_keys(settings, tmp_path)
    factories.reference()
    people: list[User] = [factories.user(role, username=role) for role in ("head", "sysadmin")]
    return people[0]


@pytest.fixture
def order(head: User, tmp_path: Path) -> Iterator[Order]:
    """Has old cases de-identified, or gone on with, by the program that can be killed."""
    with killable("tests.faults.deidentification_process", folder=tmp_path) as carry_out:
        yield carry_out


def fill(head: User, *, turn: int) -> None:
    """Groups of two old cases, each group with a worker who stands on both rolls; each case with a paper."""
    session = getattr(Claim.objects.first(), "session", None) or factories.session(head)
    for group in range(GROUPS):
        for member in range(2):
            roll = [factories.worker_data("岩乙", id_number=make_id(sequence=(turn * GROUPS + group) % 999 + 1))]
            name = f"岩甲{turn}之{group}之{member}"
            case = factories.case(
                head, session, petitioner=PersonData(name=name), workers=roll, amount_yuan=roll[0].owed_yuan
            )
            factories.brought_to(Status.STRUCK_OFF, case, head)
            with transaction.atomic():
                Payment.objects.filter(case=case).update(proof=store(name="单.pdf", data=PDF, by=head))


def test_killed_deidentification(head: User, order: Order) -> None:
    dice, killed, turn = Random(SEED), 0, 0
    fill(head, turn=turn)
    assert len(_left_on_disk()) == 2 * GROUPS
    word, longest = order(None)
    assert (word, Case.objects.filter(deidentified_at=None).count()) == ("ended", 0)
    for _kill in range(KILLS):
        if not Case.objects.filter(deidentified_at=None).exists():
            turn += 1
            fill(head, turn=turn)
        word, _seconds = order(dice.uniform(0, longest))
        killed += word == "killed"
        _check()
    assert order(None)[0] == "ended"
    _check()
    assert Case.objects.filter(deidentified_at=None).count() == 0
    assert _left_on_disk() == set()
    assert killed >= KILLS // 4


def _check() -> None:
    """Nobody half, no group half, one event for each step, and the trail verifies."""
    assert check_chain()[1] is None
    whole = set(Case.objects.filter(deidentified_at=None).values_list("pk", flat=True))
    told = Claim.objects.exclude(petitioner__name=DEIDENTIFIED).values_list("caseclaim__case", flat=True)
    named = Worker.objects.exclude(name=DEIDENTIFIED).values_list("claim__caseclaim__case", flat=True)
    kept = Payment.objects.filter(proof__erased_at=None).values_list("case", flat=True)
    assert set(told) == set(named) == set(kept) == whole
    rolls = Worker.objects.values_list("id_number_index", "claim__caseclaim__case__deidentified_at")
    states: dict[str, set[bool]] = {}
    for index, at in rolls:
        states.setdefault(index, set()).add(at is None)
    assert all(len(each) == 1 for each in states.values())
    assert len(states) == Case.objects.count() // 2
    done = sum(Event.objects.filter(act="deidentify_cases").values_list("data__cases", flat=True))
    assert done == Case.objects.exclude(deidentified_at=None).count()


def _left_on_disk() -> set[str]:
    """Files that lie there though no case needs them."""
    return {path.name for path in Path(settings.FILES_DIR).glob("??/*")}
