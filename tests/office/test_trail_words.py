import ast

from office.trail_words import ACT_LABELS, FACT_LABELS, act_label, facts_text
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


def recorded_facts(source: str) -> set[str]:
    """The names of facts that a module hands to the trail."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = {word.arg for call in calls if _name(call.func) == "record" for word in call.keywords if word.arg}
    return named - {"by", "obj", "now"}


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


def test_recorded_facts_finds_its_sample() -> None:
    assert recorded_facts("trail.record('a', by=x, obj=y, now=z, number=1, **more)") == {"number"}


def test_every_recorded_fact_has_a_chinese_name() -> None:
    facts = set().union(
        *(recorded_facts(path.read_text()) for path in python_files("reports", "ledger", "reception", "office"))
    )

    assert len(facts) > 10
    assert sorted(facts - set(FACT_LABELS)) == []


def test_facts_text_reads_as_one_line() -> None:
    data = {"number": "J530902-2021-0001", "before_amount_yuan": None, "roles": ["clerk", "head"], "is_active": False}

    assert facts_text(data) == "编号：J530902-2021-0001；原金额（元）：无；岗位：登记员、主任；在用：否"
    assert facts_text({"added": {"代码": 68}, "values": {"value": "12"}}) == "新装入：代码 68；新值：值 12"
    assert facts_text({}) == ""


def test_values_stored_by_short_names_are_read_in_words() -> None:
    assert facts_text({"what": "monthly_table", "rule": "flow"}) == "内容：情况表；口径：按解决月份"
