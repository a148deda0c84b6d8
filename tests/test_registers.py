"""The registers of security requirements: complete, well-formed, and each "met" names what shows it."""

import re
from dataclasses import replace

import pytest

from scripts.registers import REGISTERS, Row, counts, exists, mistakes, rows
from tests.source import ROOT

# Section: the levels of its requirements, in their order.
ASVS = """
V1.1:22 V1.2:1111122223 V1.3:112222222223 V1.4:222 V1.5:123 V2.1:122 V2.2:112 V2.3:12223 V2.4:23 V3.1:3 V3.2:113
V3.3:12223 V3.4:11222233 V3.5:11122333 V3.6:3 V3.7:22333 V4.1:12233 V4.2:23333 V4.3:22 V4.4:1222 V5.1:2 V5.2:112333
V5.3:113 V5.4:222 V6.1:122 V6.2:111111112222 V6.3:11223333 V6.4:112233 V6.5:22222333 V6.6:2223 V6.7:33 V6.8:2222
V7.1:222 V7.2:1111 V7.3:22 V7.4:11222 V7.5:223 V7.6:22 V8.1:1233 V8.2:1123 V8.3:133 V8.4:23 V9.1:111 V9.2:1222
V10.1:22 V10.2:223 V10.3:22223 V10.4:1111122222233333 V10.5:22222 V10.6:22 V10.7:222 V11.1:2233 V11.2:22233
V11.3:11233 V11.4:1222 V11.5:23 V11.6:23 V11.7:33 V12.1:12233 V12.2:11 V12.3:22223 V13.1:2333 V13.2:222223
V13.3:2233 V13.4:1222233 V14.1:22 V14.2:12223333 V14.3:122 V15.1:12233 V15.2:12233 V15.3:1222222 V15.4:3333 V16.1:2
V16.2:22222 V16.3:2222 V16.4:222 V16.5:2223 V17.1:23 V17.2:22223333 V17.3:22
"""
# Clause: its letters; 安全计算环境 and what of 安全管理中心 touches an application.
DJBH = """
8.1.4.1:abcd 8.1.4.2:abcdefg 8.1.4.3:abcd 8.1.4.4:abcdef 8.1.4.5: 8.1.4.6: 8.1.4.7:ab 8.1.4.8:ab 8.1.4.9:abc
8.1.4.10:ab 8.1.4.11:ab 8.1.5.1:ab 8.1.5.2:ab 8.1.5.3:ab 8.1.5.4:abcdef
"""
GOOD = Row("V1.1.1", "2", "one decoding", "met", "tests/test_registers.py::test_register_is_sound", "")


def levels_of_asvs() -> dict[str, str]:
    sections = (entry.split(":") for entry in ASVS.split())
    numbered = ((f"{section}.{number}", level) for section, all_ in sections for number, level in enumerate(all_, 1))
    return {requirement: level for requirement, level in numbered if level in "12"}


def levels_of_djbh() -> dict[str, str]:
    clauses = (entry.split(":") for entry in DJBH.split())
    return {f"{clause} {letter}".strip(): "3" for clause, letters in clauses for letter in letters or [""]}


LEVELS = {"OWASP ASVS 5.0": levels_of_asvs(), "等保 2.0 三级": levels_of_djbh()}


def test_lists_of_numbers_are_whole() -> None:
    assert {title: len(levels) for title, levels in LEVELS.items()} == {"OWASP ASVS 5.0": 253, "等保 2.0 三级": 46}
    assert sum(level == "1" for level in LEVELS["OWASP ASVS 5.0"].values()) == 70


@pytest.mark.parametrize("title", REGISTERS)
def test_register_is_sound(title: str) -> None:
    register = rows(REGISTERS[title])

    assert mistakes(register, levels=LEVELS[title]) == [], counts(register)


@pytest.mark.parametrize("name", ["practice.md", "threats.md"])
def test_paths_that_are_named_exist(name: str) -> None:
    text = (ROOT / "docs/security" / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:config|deploy|docs|ledger|office|reception|reports|tests)/[\w./-]*)`", text))

    assert len(named) > 5
    assert [
        path for path in sorted(named) if not exists(path) and not (path.endswith("/") and (ROOT / path).is_dir())
    ] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"requirement": "V1.1.9"}, "V1.1.9: no such requirement"),
        ({"level": "1"}, "V1.1.1: is of level 2, not 1"),
        ({"subject": " "}, "V1.1.1: no subject"),
        ({"status": "done"}, "V1.1.1: no such status: done"),
        ({"evidence": ""}, "V1.1.1: met without evidence"),
        ({"evidence": "tests/test_nowhere.py"}, "V1.1.1: no evidence at tests/test_nowhere.py"),
        ({"evidence": "tests"}, "V1.1.1: no evidence at tests"),
        (
            {"evidence": "tests/test_registers.py::test_absent"},
            "V1.1.1: no evidence at tests/test_registers.py::test_absent",
        ),
        ({"status": "deviation"}, "V1.1.1: neither met nor explained"),
        ({"status": "open", "evidence": ""}, "V1.1.1: neither met nor explained"),
    ],
)
def test_mistake_is_found(change: dict[str, str], fault: str) -> None:
    assert mistakes([GOOD], levels={"V1.1.1": "2"}) == []
    assert fault in mistakes([replace(GOOD, **change)], levels={"V1.1.1": "2"})


def test_missing_and_doubled_rows_are_found() -> None:
    assert mistakes([GOOD, GOOD], levels={"V1.1.1": "2", "V1.1.2": "2"}) == [
        "V1.1.2 is missing",
        "V1.1.1 stands there 2 times",
    ]


def test_counts_name_every_status() -> None:
    assert counts([GOOD, replace(GOOD, status="open")]) == (
        "2 requirements: 1 met, 0 not applicable, 0 deviation, 1 open"
    )
