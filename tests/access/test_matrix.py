"""The authorization matrix: every address × method × identity × own, foreign and absent row, against `rules.txt`.

`ACCESS=whole` sends every one of them through the whole program; of those behind the guard a day sees one in four.
"""

import os
from collections.abc import Iterator
from itertools import groupby

import pytest
from django.http import HttpResponse
from django.urls import get_resolver

from office.urls_registry import Access, declared_urls, route
from tests.access.matrix import (
    ABSENT,
    ANYBODY,
    FOREIGN,
    Answer,
    Asking,
    Cell,
    cells,
    expected_of_role,
    is_as_told,
    of_every_day,
    rules,
)
from tests.access.world import World

WHOLE = os.environ.get("ACCESS") == "whole"
pytestmark = pytest.mark.django_db


def test_every_address_has_one_rule() -> None:
    assert _without_rule() == []
    assert len({rule.route for rule in rules()}) == len(rules())


def test_every_address_declares_the_roles_of_its_rule() -> None:
    said = {rule.route: rule.who for rule in rules()}
    declared = {f"/{url.route}": _who(url.access) for url in declared_urls() if url.access}

    assert {route: who for route, who in declared.items() if who != said[route]} == {}


def test_an_address_without_a_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    new = route("new/", lambda _request: HttpResponse(), name="new", anonymous=True)
    monkeypatch.setattr(get_resolver(), "url_patterns", [*get_resolver().url_patterns, new])

    assert _without_rule() == ["/new/"]


def test_every_cell_is_answered_as_its_rule_says(world: World) -> None:
    """Foreign and absent rows alike: the same status, the same body. Whom the role keeps out is asked at the guard."""
    asking, wrong, found = Asking(world), [], cells(rules())
    for _address, group in groupby(found, key=lambda cell: (cell.rule, cell.who, cell.method)):
        asked = list(group)
        if not WHOLE and (said := expected_of_role(asked[0].rule, asked[0].who)) != "open":
            wrong += [f"{cell}: not {said}" for cell in asked if asking.at_the_guard(cell) != said]
        elif WHOLE or of_every_day(asked[0]):
            answers = [(cell, asking.answer(cell)) for cell in asked]
            wrong += [f"{cell}: {answer.status}" for cell, answer in answers if not is_as_told(cell, answer)]
            wrong += _told_apart(answers)
    assert wrong == []
    assert len(found) >= 8_000


def _told_apart(answers: list[tuple[Cell, Answer]]) -> Iterator[str]:
    known = {cell.whose: (cell, answer) for cell, answer in answers}
    if FOREIGN in known and known[FOREIGN][1].outcome == "absent":
        cell, foreign = known[FOREIGN]
        if foreign != known[ABSENT][1]:
            yield f"{cell}: not as if it were absent"


def _who(access: Access) -> frozenset[str]:
    return frozenset({ANYBODY}) if access.anonymous else frozenset(role.value for role in access.roles)


def _without_rule() -> list[str]:
    ruled = {rule.route for rule in rules()}
    return sorted({f"/{url.route}" for url in declared_urls()} ^ ruled)
