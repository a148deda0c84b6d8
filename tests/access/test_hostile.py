"""Hostile words in every form, filter and public page: never an error of the program, never a tag or a sum of theirs.

`HOSTILE=50000` sends so many; a day sends few.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.access.hostile import MARK, RECKONED, UNSHOWN, Form, encoded, forms, typed
from tests.access.matrix import Asking
from tests.access.world import World

SENT = int(os.environ.get("HOSTILE", "120"))
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def asking(world: World) -> Asking:
    return Asking(world)


@pytest.fixture(scope="module")
def found(world: World, asking: Asking) -> list[Form]:
    return forms(world, asking, one_in=1 if SENT > 1_000 else 4)


def test_forms_of_all_rooms_are_found(found: list[Form]) -> None:
    assert len(found) > (120 if SENT > 1_000 else 40)
    assert {form.path.split("/")[1] for form in found} >= {
        "admin",
        "ledger",
        "reception",
        "reports",
    }


def test_hostile_words_are_answered_in_words(asking: Asking, found: list[Form]) -> None:
    @settings(
        max_examples=SENT,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def send(data: st.DataObject) -> None:
        form = data.draw(st.sampled_from(found))
        names = sorted(set(form.fields) - UNSHOWN) or ["q"]
        chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
        told = form.fields | {name: data.draw(typed()) for name in chosen}
        status, _to, body = asking.send_raw(form.who, form.method, form.path, encoded(told))
        page = body.decode(errors="replace")
        assert (status < 500, MARK in page, RECKONED in page) == (True, False, False), (form.path, told)

    send()
