"""Takes one access check at a time out of the program and runs the tests near it: which of them are missed?

`make mutants` tries all of them, `ARGS="--part 1/8"` every eighth, `ARGS="--only ledger/actions/"` those of a folder,
`ARGS="--minutes 30"` as many as half an hour allows. Works on a copy, on SQLite alone, one process at a time. Ends non-zero when fewer than 98 of 100 are caught.
"""

import argparse
import ast
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("office", "reception", "ledger", "reports", "config")
PROMISED = 0.98
LONGEST = 600
# What a call of this name is worth when it checks nothing any more; `{0}` is its first argument as written.
AS_IF = {
    **dict.fromkeys(("hides_identity", "_hides", "knows_nobody"), "False"),
    **dict.fromkeys(("may_reveal", "reaches", "holds", "may"), "True"),
    **dict.fromkeys(("mask_id", "mask_phone", "mask_name", "mask_address", "mask_account"), "{0}"),
    **dict.fromkeys(("without_names", "without_hidden_names"), "{0}"),
    "hidden_from": "None",
}
ALL_ROLES = "frozenset(__import__('office.roles', fromlist=['Role']).Role)"
KEYS = {"Draft": "submission", "Job": "token"}
DECLARED = ["tests/access/test_matrix.py", "-k", "declares or has_one_rule"]
EVERYWHERE = ["tests/config/test_access.py", "tests/access"]


@dataclass(frozen=True)
class Mutant:
    """One check taken out: the place, and what stands there instead. Lines from 1, columns in characters from 0."""

    path: str
    start: tuple[int, int]
    end: tuple[int, int]
    instead: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.start[0]} {self.what}"

    def applied(self, text: str) -> str:
        lines = text.splitlines(keepends=True)
        first, last = self.start[0] - 1, self.end[0] - 1
        head, tail = lines[first][: self.start[1]], lines[last][self.end[1] :]
        return "".join([*lines[:first], head + self.instead + tail, *lines[last + 1 :]])


def mutants(root: Path = ROOT) -> list[Mutant]:
    """Every access check of the program, in the order of the files."""
    paths = [path for room in ROOMS for path in sorted((root / room).rglob("*.py")) if "migrations" not in path.parts]
    return [mutant for path in paths for mutant in _of_file(path.relative_to(root).as_posix(), path.read_text())]


def _of_file(path: str, text: str) -> Iterator[Mutant]:
    tree, shown = ast.parse(text), set()
    for node in ast.walk(tree):
        # A button that is not shown protects nothing: what it leads to asks again.
        values = node.values if isinstance(node, ast.Dict) else [node.value] if isinstance(node, ast.keyword) else []
        shown |= {id(value) for value in values}
    lines = text.splitlines()
    for node in ast.walk(tree):
        if id(node) not in shown or isinstance(node, ast.keyword):
            for place, instead, what in _checks(node, text):
                yield Mutant(path, *_span(place, lines), instead, what)


def _checks(node: ast.AST, text: str) -> Iterator[tuple[ast.AST, str, str]]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _name(node.value).startswith("require"):
        yield node, "pass", f"{_name(node.value)}()"
    if isinstance(node, ast.Raise) and node.exc is not None and "PermissionDenied" in ast.unparse(node.exc):
        yield node, "pass", "raise PermissionDenied"
    if isinstance(node, ast.FunctionDef) and (
        node.name.startswith("has_")
        and node.name.endswith("_permission")
        or node.name in ("lookup_allowed", "to_field_allowed")
    ):
        body = node.body[1:] if isinstance(node.body[0], ast.Expr) and len(node.body) > 1 else node.body
        place = ast.Module(body=body, type_ignores=[])
        place.lineno, place.col_offset = body[0].lineno, body[0].col_offset  # type: ignore[attr-defined]
        place.end_lineno, place.end_col_offset = body[-1].end_lineno, body[-1].end_col_offset  # type: ignore[attr-defined]
        yield place, "return True", f"{node.name}()"
    if isinstance(node, ast.Call):
        yield from _calls(node, text)


def _calls(node: ast.Call, text: str) -> Iterator[tuple[ast.AST, str, str]]:
    name = _name(node)
    if isinstance(node.func, ast.Attribute) and name == "visible_to":
        yield node, f"{_written(node.func.value, text)}.all()", "visible_to()"
    elif isinstance(node.func, ast.Attribute) and name == "get_for" and len(node.args) == 2:
        rows, key = _written(node.func.value, text), _written(node.args[1], text)
        found = f"{rows}.filter({KEYS.get(rows.partition('.')[0], 'pk')}={key}).first()"
        yield node, f"({found} or {_written(node, text)})", "get_for()"
    elif isinstance(node.func, ast.Name) and name in AS_IF and node.args:
        instead = AS_IF[name].format(_written(node.args[0], text) if "{" in AS_IF[name] else "")
        yield node, f"({instead})", f"{name}()"
    elif isinstance(node.func, ast.Name) and name in ("route", "guarded"):
        for keyword in node.keywords:
            if keyword.arg == "roles":
                yield keyword.value, ALL_ROLES, f"roles of {ast.unparse(node.args[0])[:60]}"


def _written(node: ast.AST, text: str) -> str:
    return ast.get_source_segment(text, node) or ""


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _span(node: ast.AST, lines: list[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Columns in characters: `ast` counts bytes, and a Chinese character has three."""
    ends = [(node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)]  # type: ignore[attr-defined]
    first, last = ((line, len(lines[line - 1].encode()[:column].decode())) for line, column in ends)
    return first, last


def near(mutant: Mutant, root: Path) -> list[list[str]]:
    """The tests to run, the nearest first, until one fails."""
    if mutant.what.startswith("roles of"):
        return [DECLARED]
    path = Path(mutant.path)
    mirrored = Path("tests") / path.parent / f"test_{path.name}"
    namesakes = sorted(each.relative_to(root).as_posix() for each in (root / "tests").rglob(f"test_{path.name}"))
    folder = mirrored.parent
    steps = [[mirrored.as_posix()]] if (root / mirrored).exists() else []
    others = [each for each in namesakes if each != mirrored.as_posix()]
    steps += [others] if others else []
    steps.append(EVERYWHERE)
    return steps + ([[folder.as_posix()]] if (root / folder).is_dir() else [])


class Copy:
    """A copy of the tree with a test database of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tree"
        self.root.mkdir()
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", str(self.root)], input=archive, check=True)
        self.environment = os.environ | {
            "VAR_DIR": str(folder / "var"), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip

    def passes(self, arguments: list[str]) -> bool:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--reuse-db", "-p", "no:xdist", "-p", "no:cacheprovider"]
        try:
            ended = subprocess.run(
                [*command, *arguments],
                cwd=self.root,
                env=self.environment,
                capture_output=True,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return ended.returncode in (0, 5)

    def survives(self, mutant: Mutant) -> bool:
        path = self.root / mutant.path
        text = path.read_text()
        changed = mutant.applied(text)
        ast.parse(changed)
        path.write_text(changed)
        try:
            return all(self.passes(step) for step in near(mutant, self.root))
        finally:
            path.write_text(text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="1/1", help="1/8: every eighth, beginning with the first")
    parser.add_argument("--only", default="", help="those whose place begins so, as ledger/actions/")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long; they come in no order of place")
    parser.add_argument("--list", action="store_true", help="name them and try none")
    options = parser.parse_args()
    place, parts = map(int, options.part.split("/"))
    found = [mutant for mutant in mutants() if str(mutant).startswith(options.only)]
    chosen = sorted(found, key=lambda mutant: zlib.crc32(str(mutant).encode()))[place - 1 :: parts]
    if options.list:
        print(*chosen, f"{len(chosen)} access checks", sep="\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="jf-mutants-") as folder:
        return _report(chosen, Copy(Path(folder)), until=time.monotonic() + options.minutes * 60)


def _report(chosen: list[Mutant], copy: Copy, *, until: float) -> int:
    if not copy.passes(DECLARED):
        print("the tests do not pass as they are", file=sys.stderr)
        return 2
    survivors, tried = [], 0
    for number, mutant in enumerate(chosen, start=1):
        if time.monotonic() > until:
            break
        tried = number
        is_missed = copy.survives(mutant)
        survivors += [mutant] if is_missed else []
        print(f"{number}/{len(chosen)} {'SURVIVED' if is_missed else 'caught'} {mutant}", flush=True)
    caught = tried - len(survivors)
    print(f"\n{caught} of {tried} caught", *(f"  survived: {mutant}" for mutant in survivors), sep="\n")
    return 0 if tried and caught >= PROMISED * tried else 1


if __name__ == "__main__":
    sys.exit(main())
