"""The list of access checks that `make mutants` takes out one at a time: it finds them, and what it leaves is a program."""

import ast
import importlib.util
import sys
from types import ModuleType

import pytest

from tests.source import ROOT


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("access_mutants", ROOT / "scripts/access_mutants.py")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by its name.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "access_mutants", module)
        spec.loader.exec_module(module)
    return module


def test_checks_of_every_kind_are_found(script: ModuleType) -> None:
    found = script.mutants()

    kinds = {mutant.what.partition("(")[0].partition(" of ")[0] for mutant in found}
    assert {"require", "require_on", "visible_to", "get_for", "roles", "hides_identity", "mask_id", "holds"} <= kinds
    assert len(found) > 500


def test_what_is_left_without_a_check_is_a_program(script: ModuleType) -> None:
    last_of_file = {mutant.path: mutant for mutant in script.mutants()}
    for path, mutant in last_of_file.items():
        before = (ROOT / path).read_text()
        assert ast.dump(ast.parse(mutant.applied(before))) != ast.dump(ast.parse(before)), str(mutant)


def test_a_check_is_replaced_where_it_stands(script: ModuleType) -> None:
    text = 'def act(by):\n    """说明."""\n    require(by, "说")\n    return Case.objects.visible_to(by)\n'
    after = text
    for mutant in sorted(script._of_file("ledger/x.py", text), key=lambda each: each.start, reverse=True):
        after = mutant.applied(after)

    assert after == 'def act(by):\n    """说明."""\n    pass\n    return Case.objects.all()\n'
