"""The project's own files, for the tests that read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "reports", "ledger", "reception", "office")


def python_files(*folders: str) -> Iterator[Path]:
    """Paths under the folders, migrations left out."""
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def template_files() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.*"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported_modules(node: ast.AST) -> list[str]:
    """What an import statement names, in full; relative imports count as the project's own."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        return [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return []
