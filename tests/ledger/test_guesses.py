"""Guessing at receipts: no hit, one body, ten looks a minute from one address. `make bench ARGS=guesses` asks 100,000 times."""

import pytest
from django.test import Client

from office.models import User
from reception.actions.claim_data import PersonData
from tests import factories
from tests.identity_numbers import make_id
from tests.ledger.guesses import guess

GUESSES = 200


@pytest.fixture
def receipts(clerk: User) -> list[str]:
    made = [
        factories.claim(
            clerk, petitioner=PersonData(name="岩甲", id_number=make_id(sequence=number), phone="13908830001")
        )
        for number in (1, 2, 3)
    ]
    return [claim.receipt_code for claim in made]


def test_guesses_from_many_addresses_hit_nothing_and_hear_one_answer(receipts: list[str]) -> None:
    answers = guess(GUESSES, seed=1)

    assert (answers.found, answers.statuses, len(answers.refusals)) == (0, {422: GUESSES}, 1)


def test_guesses_from_one_address_are_ten_a_minute(receipts: list[str]) -> None:
    answers = guess(30, seed=2, addresses=1)

    assert (answers.found, answers.statuses[422], sum(answers.statuses.values())) == (0, 10, 30)


def test_the_measure_sees_a_hit(receipts: list[str]) -> None:
    answer = Client().post("/progress/", {"code": receipts[0], "last_four": "0001"})

    assert answer.status_code == 200
