"""The shape of the code: which way imports point, what a module may hold, how large it may grow.

Every rule is a function from source text to findings, and is shown a sample that it must find.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.source import ROOMS, ROOT, imported_modules, python_files, relative

MODULE_LINES = 300
FUNCTION_LINES = 45
POSITIONAL = 3
PURE = [
    "ledger/workflow.py",
    "ledger/gates.py",
    "ledger/gate_facts.py",
    "ledger/checklist.py",
    "ledger/clocks.py",
    "ledger/day_bounds.py",
    "ledger/deadlines.py",
    "ledger/dossier.py",
    "ledger/instalments.py",
    "ledger/guarantees.py",
    "ledger/messages.py",
    "ledger/payment_list.py",
    "ledger/payment_list_reading.py",
    "ledger/reminders.py",
    "office/document_numbers.py",
    "office/workdays.py",
    "reports/filing.py",
    "office/pasted_table.py",
    "reception/identity.py",
    "reception/plan_days.py",
    "reception/plan_state.py",
    "reception/roll_cells.py",
    "reception/roll_checks.py",
    "reception/roll_columns.py",
    "reception/roll_paste.py",
]
ENUMERATIONS = {"django.db.models.TextChoices", "django.db.models.IntegerChoices"}
UNWANTED_NAMES = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "signals.py"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def hidden_imports(source: str) -> list[str]:
    """Imports of the project inside a function: a circle that somebody dodged."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, Function)]
    nodes = {node for function in functions for node in ast.walk(function)}
    return [f"line {node.lineno}: {name}" for node in nodes for name in imported_modules(node)[:1] if _is_ours(name)]


def signal_imports(source: str) -> list[str]:
    names = [name for node in ast.walk(ast.parse(source)) for name in imported_modules(node)]
    return [name for name in names if name.startswith("django") and {"signals", "dispatch"} & set(name.split("."))]


def database_imports(source: str) -> list[str]:
    """Models or anything of django.db, but for the enumerations that rules and models share."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [imported_modules(node)[-len(node.names) :] for node in nodes]
    return [
        name
        for name in sum(names, [])
        if (name.startswith("django.db") or "models" in name.split(".")) and name not in ENUMERATIONS
    ]


def module_too_long(source: str) -> list[str]:
    lines = len(source.splitlines())
    return [f"{lines} lines"] if lines > MODULE_LINES else []


def functions_too_long(source: str) -> list[str]:
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, Function)]
    lengths = {function.name: (function.end_lineno or 0) - function.lineno + 1 for function in functions}
    return [f"{name}: {length} lines" for name, length in lengths.items() if length > FUNCTION_LINES]


def functions_with_many_positions(source: str) -> list[str]:
    """Only public plain functions: a method often has the signature that Django calls it with."""
    functions = [node for node in ast.parse(source).body if isinstance(node, Function) and node.name[0] != "_"]
    counts = {node.name: len(node.args.posonlyargs) + len(node.args.args) for node in functions}
    return [f"{name}: {count} positional parameters" for name, count in counts.items() if count > POSITIONAL]


def _is_ours(name: str) -> bool:
    return name.startswith(".") or name.split(".")[0] in ROOMS


SAMPLES: list[tuple[Callable[[str], list[str]], str]] = [
    (hidden_imports, "def f():\n    from office import trail\n"),
    (hidden_imports, "class A:\n    def f(self):\n        if self:\n            import ledger.models\n"),
    (hidden_imports, "def f():\n    from . import models\n"),
    (signal_imports, "from django.dispatch import receiver\n"),
    (signal_imports, "from django.db.models import signals\n"),
    (signal_imports, "from django.db.models.signals import post_save\n"),
    (database_imports, "from django.db import models\n"),
    (database_imports, "from django.db.models import TextChoices, Q\n"),
    (database_imports, "import django.db.models\n"),
    (database_imports, "from ledger.models import Case\n"),
    (database_imports, "from ledger import models\n"),
    (module_too_long, "x = 1\n" * (MODULE_LINES + 1)),
    (functions_too_long, "def f():\n" + "    x = 1\n" * FUNCTION_LINES),
    (functions_with_many_positions, "def f(a, b, c, d): ...\n"),
]


@pytest.mark.parametrize(("rule", "sample"), SAMPLES)
def test_rule_finds_its_sample(rule: Callable[[str], list[str]], sample: str) -> None:
    assert len(rule(sample)) > 0


@pytest.mark.parametrize("rule", [hidden_imports, signal_imports, functions_with_many_positions])
def test_rooms_follow(rule: Callable[[str], list[str]]) -> None:
    assert _findings(rule, ROOMS) == []


@pytest.mark.parametrize("rule", [module_too_long, functions_too_long])
def test_sizes_are_kept(rule: Callable[[str], list[str]]) -> None:
    assert _findings(rule, (*ROOMS, "scripts", "benchmarks")) == []


def test_pure_modules_know_no_database() -> None:
    paths = [ROOT / name for name in PURE if (ROOT / name).exists()]
    findings = [f"{relative(path)}: {found}" for path in paths for found in database_imports(path.read_text())]
    assert findings == []


def test_no_drawer_for_odds_and_ends() -> None:
    assert [relative(path) for path in python_files(*ROOMS) if path.name in UNWANTED_NAMES] == []


def test_import_contracts_hold() -> None:
    result = _lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("office/trail.py", "import reception"),
        ("reception/forms.py", "from ledger import actions"),
        ("ledger/models/case.py", "from reports import figures"),
        ("reports/table.py", "import config"),
        ("reception/models.py", "from reception import actions"),
        ("ledger/gates.py", "from ledger import models"),
        ("ledger/actions/move.py", "from ledger import views"),
        ("reports/figures/count.py", "from reports import forms"),
    ],
)
def test_import_contracts_find_a_wrong_import(tmp_path: Path, module: str, line: str) -> None:
    _make_rooms(tmp_path)
    assert _lint_imports(tmp_path).returncode == 0

    wrong = tmp_path / module
    wrong.parent.mkdir(exist_ok=True)
    wrong.with_name("__init__.py").touch()
    wrong.write_text(f"{line}\n")

    result = _lint_imports(tmp_path)
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


def _findings(rule: Callable[[str], list[str]], folders: tuple[str, ...]) -> list[str]:
    return [f"{relative(path)}: {found}" for path in python_files(*folders) for found in rule(path.read_text())]


def _make_rooms(folder: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in ROOMS:
        (folder / room).mkdir()
        for module in ("__init__", "views", "forms", "actions", "figures", "models"):
            (folder / room / f"{module}.py").touch()


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
