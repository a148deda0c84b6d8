"""The access checks that `make mutants` takes out one at a time: all found, asleep until their turn, and told apart from faults."""

import ast
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.source import ROOT

ACT = '''
def act(by):
    """说明."""
    require(by, "说")
    return rows.visible_to(by).get_for(by, 1)


class Rows:
    def has_view_permission(self):
        return False
'''


@pytest.fixture(scope="module")
def scripts() -> Iterator[dict[str, ModuleType]]:
    names = ("checks", "weaving", "trials")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "scripts/mutants")
        yield {name: importlib.import_module(name) for name in names}
    for name in names:
        del sys.modules[name]


def test_checks_of_every_kind_are_found(scripts) -> None:
    found = scripts["checks"].mutants()

    kinds = {mutant.what.partition("(")[0].partition(" of ")[0] for mutant in found}
    assert {"require", "require_on", "visible_to", "get_for", "roles", "hides_identity", "mask_id", "holds"} <= kinds
    assert len(found) > 500


def test_every_file_is_a_program_with_its_mutants(scripts) -> None:
    for path in scripts["checks"].sources():
        count = len(list(scripts["checks"].checks_of(scripts["checks"].parsed(path))))
        woven = scripts["weaving"].woven(scripts["checks"].parsed(path), first=7)
        compile(woven, str(path), "exec")
        asked = [node for node in ast.walk(woven) if isinstance(node, ast.Name) and node.id == scripts["weaving"].ASKED]
        assert len(asked) == count, path


class Told:
    """Rows that tell how they were asked for."""

    def __init__(self, said: str = "rows") -> None:
        self.said = said

    def __getattr__(self, name: str):
        return lambda *_args, **_keywords: Told(f"{self.said}.{name}")


@pytest.mark.parametrize(
    ("taken_out", "said", "required", "permitted"),
    [
        (None, "rows.visible_to.get_for", 1, False),
        ("require()", "rows.visible_to.get_for", 0, False),
        ("visible_to()", "rows.all.get_for", 1, False),
        ("get_for()", "rows.visible_to.filter.first", 1, False),
        ("has_view_permission()", "rows.visible_to.get_for", 1, True),
    ],
)
def test_a_check_does_its_work_until_it_is_taken_out(scripts, taken_out, said, required, permitted) -> None:
    numbers = {check.what: number for number, check in enumerate(scripts["checks"].checks_of(ast.parse(ACT)))}
    switch, calls = scripts["weaving"].Switch(), []
    program = {scripts["weaving"].ASKED: switch, "rows": Told(), "require": lambda *args: calls.append(args)}
    exec(compile(scripts["weaving"].woven(ast.parse(ACT), first=0), "act.py", "exec"), program)  # noqa: S102

    switch.taken_out = numbers.get(taken_out)
    assert program["act"](1).said == said
    assert len(calls) == required
    assert program["Rows"]().has_view_permission() is permitted
    assert switch.reached == set(numbers.values()) - ({numbers["visible_to()"]} if taken_out == "get_for()" else set())


def test_a_mutant_that_was_never_in_place_or_does_not_run_is_not_caught(scripts) -> None:
    mutant = scripts["checks"].mutants()[0]
    answers = {
        "caught": {"killer": "test", "how": "assert 1 == 2", "reached": True},
        "SURVIVED": {"killer": None, "how": "", "reached": True},
        "FAULT": {"killer": "test", "how": "assert 1 == 2", "reached": False},
    }
    assert {word: scripts["trials"].judged(mutant, answer, of=1).word for word, answer in answers.items()} == {
        word: word for word in answers
    }
    broken = {"killer": "test", "how": "NameError: name 'x' is not defined", "reached": True}
    assert scripts["trials"].judged(mutant, broken, of=1).word == "FAULT"


def test_each_job_has_a_process_of_its_own_and_answers_or_is_told_to_have_failed(scripts) -> None:
    shared = []

    def job(slot: int) -> dict[str, int]:
        shared.append(slot)
        return {"shared": len(shared)}

    answers = dict(scripts["trials"].forked([("one", job), ("two", job), ("three", lambda _slot: 1 / 0)], 2))

    assert answers == {
        "one": {"shared": 1},
        "two": {"shared": 1},
        "three": {"fault": "ZeroDivisionError: division by zero"},
    }
