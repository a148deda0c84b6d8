"""What the repository promises about itself: README, locks, packages, records, pairs of who and when."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps

from tests.source import ROOMS, ROOT, imported_modules, python_files, relative

# An instant or a person alone is right here; every other `…_at` has its `…_by`.
ALONE = {
    "reception.ReceptionSession.starts_at": "time of day from the plan, not an act",
    "ledger.EarlyWarning.at": "written by the program with the claim that brings it about",
    "ledger.Lead.found_by": "by what way it was found, in words",
    "ledger.Ownership.ended_at": "ended by who names the successor, whose row bears the name",
    "ledger.Message.at": "written by the program to one account",
    "ledger.Message.read_at": "read by the one account it is addressed to",
    "ledger.Advance.recover_by": "the day until which it is to be paid back, not an act",
    "office.Job.beat_at": "the program's own sign of life, not an act",
    "office.SecondFactor.confirmed_at": "confirmed by the account it belongs to",
    "office.User.password_set_at": "a one-time one by who is named in the trail, any other by its owner",
    "office.StoredFile.scanned_at": "by the virus scanner, not by a person",
    "office.Job.scanned_at": "by the virus scanner, not by a person",
    "office.StoredFile.erased_at": "with the case it hangs on, whose row bears the name",
    "office.WorkerPulse.beat_at": "the program's own sign of life, not an act",
    "reception.Notice.starts_at": "time of day as published, not an act",
    "reception.Notice.ends_at": "time of day as published, not an act",
    "reception.ReceptionSession.ends_at": "time of day from the plan, not an act",
}
_CODE_SPAN = re.compile(r"`([^`]+)`")


def index_rows(text: str) -> list[tuple[list[str], list[str]]]:
    """Paths and identifiers of each row of README's table "Where is the rule for …"."""
    section = text.split("## Where is the rule for …", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "`" in line]
    spans = [_CODE_SPAN.findall(row) for row in rows]
    return [
        ([span for span in row if "/" in span], [span.removesuffix("()") for span in row if "/" not in span])
        for row in spans
    ]


def index_mistakes(text: str, root: Path) -> list[str]:
    mistakes = []
    for paths, identifiers in index_rows(text):
        mistakes += [f"no file {path}" for path in paths if not (root / path).exists()]
        known = set().union(*(_defined_names(root / path) for path in paths))
        mistakes += [f"{name} is not in {' '.join(paths)}" for name in identifiers if name not in known]
    return mistakes


def _defined_names(path: Path) -> set[str]:
    files = path.rglob("*.py") if path.is_dir() else [path] if path.suffix == ".py" and path.exists() else []
    names = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return names


def test_readme_index_is_true() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(index_rows(text)) >= 9
    assert index_mistakes(text, ROOT) == []


def test_readme_index_mistakes_are_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.py").write_text("LIMIT = 1\ndef f(): ...\nclass C:\n    def m(self): ...\n")
    rows = "| x | `a/b.py`: `f()`, `m`, `C`, `LIMIT`, `g()` |\n| y | `a/c.py` |\n"
    text = f"## Where is the rule for …\n| q | home |\n|---|---|\n{rows}## Next\n| z | `a/d.py` |\n"

    assert index_mistakes(text, tmp_path) == ["g is not in a/b.py", "no file a/c.py"]


def test_readme_names_every_make_target() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets is not None
    readme = (ROOT / "README.md").read_text()
    assert [target for target in targets[1].split() if f"`make {target}`" not in readme] == []


def test_readme_names_every_command() -> None:
    commands = [path.stem for path in python_files(*ROOMS) if path.parent.name == "commands" and path.stem[0] != "_"]
    readme = (ROOT / "README.md").read_text()
    assert [command for command in commands if f"| `{command}" not in readme] == []


def test_decisions_are_numbered_without_gap_and_listed() -> None:
    records = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    index = (ROOT / "docs/decisions/README.md").read_text()
    assert re.findall(r"\]\((0[^)]*)\)", index) == records


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()
    unhashed = re.findall(r"^[a-z][^\n]*[^\\]$", text, re.MULTILINE)
    assert unhashed == []
    assert [line for line in text.splitlines() if "://" in line or line.startswith(("-", "/"))] == []


def test_locks_agree() -> None:
    runtime, dev = (_pins((ROOT / name).read_text()) for name in ("requirements.txt", "requirements-dev.txt"))
    assert runtime - dev == set()


def test_locks_hold_every_declared_package() -> None:
    runtime, dev = _declared()
    assert runtime - {name for name, _ in _pins((ROOT / "requirements.txt").read_text())} == set()
    assert dev - {name for name, _ in _pins((ROOT / "requirements-dev.txt").read_text())} == set()


def test_rooms_import_only_declared_runtime_packages() -> None:
    runtime, _ = _declared()
    assert _undeclared(runtime, *ROOMS) == []


def test_tests_import_only_declared_packages() -> None:
    runtime, dev = _declared()
    assert _undeclared(runtime | dev, "tests", "scripts", "benchmarks") == []


def test_undeclared_package_is_found() -> None:
    runtime, _ = _declared()
    assert "config/settings.py: environ" in _undeclared(runtime - {"django-environ"}, "config")


def _pins(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z]+\])?==(\S+)", text, re.MULTILINE))


def _declared() -> tuple[set[str], set[str]]:
    """Names of the runtime packages and of those for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = project["dependencies"], project["optional-dependencies"]["dev"]
    runtime, dev = ({re.split(r"[^a-z0-9-]", line)[0] for line in lines} for lines in lists)
    return runtime, dev


def _undeclared(declared: set[str], *folders: str) -> list[str]:
    homes = packages_distributions()
    known = {
        *sys.stdlib_module_names,
        *ROOMS,
        "tests",
        "scripts",
        "benchmarks",
        "machine",
        "cluster",
        "checks",
        "trials",
        "weaving",
    }
    findings = set()
    for path in python_files(*folders):
        for node in ast.walk(ast.parse(path.read_text())):
            for top in {name.split(".")[0] for name in imported_modules(node)} - known - {""}:
                if not declared.intersection(home.lower().replace("_", "-") for home in homes.get(top, [])):
                    findings.add(f"{relative(path)}: {top}")
    return sorted(findings)


def lonely_halves(names: set[str]) -> list[str]:
    """Field names that lack the other half of who and when."""
    other = {"_at": "_by", "_by": "_at"}
    padded = {f"_{name}" if name in ("at", "by") else name for name in names}
    lonely = [name for name in padded if name[-3:] in other and name[:-3] + other[name[-3:]] not in padded]
    return sorted(name.removeprefix("_") for name in lonely)


def test_lonely_halves_are_found() -> None:
    names = {"voided_at", "voided_by", "struck_off_at", "opened_by", "at", "held_on"}
    assert lonely_halves(names) == ["at", "opened_by", "struck_off_at"]


def test_every_act_has_its_person_and_its_instant() -> None:
    lonely = {
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ROOMS
        for name in lonely_halves({field.name for field in model._meta.get_fields() if field.concrete})
    }
    assert lonely == set(ALONE)
