import ast

from office.trail_words import ACT_LABELS, act_label
from tests.source import ROOMS, python_files


def recorded_acts(source: str) -> set[str]:
    """The literal acts that a module hands to the trail."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    return {
        call.args[0].value
        for call in calls
        if _name(call.func) in {"record", "Entry"}
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_recorded_acts_finds_its_sample() -> None:
    assert recorded_acts("trail.record('a', by=x)\nrecord('b')\nEntry('c')\nother('d')\nrecord(act)") == {"a", "b", "c"}


def test_every_recorded_act_has_a_chinese_name() -> None:
    acts = set().union(*(recorded_acts(path.read_text()) for path in python_files(*ROOMS)))

    assert len(acts) > 20
    assert sorted(acts - set(ACT_LABELS)) == []


def test_act_label_of_an_unknown_act_is_the_act_itself() -> None:
    assert (act_label("sign_in"), act_label("gone_since")) == ("登录", "gone_since")
