"""The two registers of security requirements: read, checked and counted. `python scripts/registers.py` prints the counts."""

import ast
import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTERS = {"OWASP ASVS 5.0": "docs/security/asvs.csv", "等保 2.0 三级": "docs/security/djbh.csv"}
STATUSES = ("met", "not applicable", "deviation", "open")


@dataclass(frozen=True)
class Row:
    """One requirement: its number and level, our words for it, how it stands and what shows that."""

    requirement: str
    level: str
    subject: str
    status: str
    evidence: str
    note: str


def rows(path: str) -> list[Row]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return [Row(**line) for line in csv.DictReader(file, strict=True)]


def mistakes(register: Iterable[Row], *, levels: dict[str, str]) -> list[str]:
    """What is wrong with a register, given the level of every requirement that has to stand in it."""
    register = list(register)
    counted = Counter(row.requirement for row in register)
    found = [f"{number} is missing" for number in levels if number not in counted]
    found += [f"{number} stands there {times} times" for number, times in counted.items() if times > 1]
    for row in register:
        found += [f"{row.requirement}: {fault}" for fault in _faults(row, levels)]
    return found


def _faults(row: Row, levels: dict[str, str]) -> list[str]:
    faults = []
    if row.requirement not in levels:
        faults.append("no such requirement")
    elif row.level != levels[row.requirement]:
        faults.append(f"is of level {levels[row.requirement]}, not {row.level}")
    if not row.subject.strip():
        faults.append("no subject")
    if row.status not in STATUSES:
        faults.append(f"no such status: {row.status}")
    if row.status == "met" and not row.evidence:
        faults.append("met without evidence")
    if row.status != "met" and not row.note.strip():
        faults.append("neither met nor explained")
    return faults + [f"no evidence at {part}" for part in _parts(row.evidence) if not exists(part)]


def _parts(evidence: str) -> list[str]:
    return evidence.split("; ") if evidence else []


def exists(part: str) -> bool:
    """True for a file of the repository, and for `tests/…::test_name` if the file has that test."""
    path, _, name = part.partition("::")
    if not path or not (ROOT / path).is_file():
        return False
    if not name:
        return True
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)


def counts(register: Iterable[Row]) -> str:
    counted = Counter(row.status for row in register)
    return f"{counted.total()} requirements: " + ", ".join(f"{counted[status]} {status}" for status in STATUSES)


if __name__ == "__main__":
    for title, path in REGISTERS.items():
        print(f"{title}: {counts(rows(path))}")
