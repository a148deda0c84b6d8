"""The program with all its mutants in it, asleep: each check first asks whether it is the one that is taken out.

So one start serves them all, and each test tells which checks it reaches.
"""

import ast
import builtins
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from checks import ROOMS, ROOT, Check, checks_of, mutants, parsed

ASKED = "_is_taken_out"


class Switch:
    """Which check is taken out (none at first), and which ones were reached since somebody last looked."""

    def __init__(self) -> None:
        self.taken_out: int | None = None
        self.reached: set[int] = set()

    def __call__(self, number: int) -> bool:
        self.reached.add(number)
        return number == self.taken_out


def install(root: Path = ROOT) -> Switch:
    """From here on the rooms are imported with their mutants; none of them may be there already."""
    if early := [name for name in sys.modules if name.partition(".")[0] in ROOMS]:
        raise RuntimeError(f"imported before the mutants were woven in: {early}")
    switch = Switch()
    setattr(builtins, ASKED, switch)
    firsts: dict[str, int] = {}
    for mutant in reversed(mutants(root)):
        firsts[str(root / mutant.path)] = mutant.number
    sys.meta_path.insert(0, _Finder(firsts))
    return switch


class _Finder(MetaPathFinder):
    def __init__(self, firsts: dict[str, int]) -> None:
        self.firsts = firsts

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in ROOMS:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin in self.firsts:
            spec.loader = _Loader(fullname, spec.origin, self.firsts[spec.origin])
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, first: int) -> None:
        super().__init__(fullname, path)
        self.first = first

    def get_code(self, fullname: str) -> CodeType:
        """Never from nor into `__pycache__`."""
        return compile(woven(parsed(Path(self.path)), first=self.first), self.path, "exec", dont_inherit=True)


def woven(tree: ast.Module, *, first: int) -> ast.Module:
    """The file with its mutants, numbered from `first` in the order of `checks_of`."""
    numbered = {id(check.node): (number, check) for number, check in enumerate(checks_of(tree), start=first)}
    return ast.fix_missing_locations(_Weaver(numbered).visit(tree))


class _Weaver(ast.NodeTransformer):
    def __init__(self, numbered: dict[int, tuple[int, Check]]) -> None:
        self.numbered = numbered

    def visit(self, node: ast.AST) -> ast.AST:
        found = self.numbered.get(id(node))
        node = self.generic_visit(node)
        if not found:
            return node
        number, check = found
        asked = ast.Call(ast.Name(ASKED, ast.Load()), [ast.Constant(number)], [])
        if isinstance(node, ast.FunctionDef):
            after_docstring = 1 if ast.get_docstring(node) else 0
            node.body.insert(
                after_docstring, _placed(ast.If(asked, ast.parse(check.instead, mode="exec").body, []), node.body[0])
            )
            return node
        if isinstance(node, ast.stmt):
            return _placed(ast.If(asked, [ast.Pass()], [node]), node)
        return _placed(ast.IfExp(asked, ast.parse(f"({check.instead})", mode="eval").body, node), node)


def _placed(new: ast.AST, old: ast.AST) -> ast.AST:
    """Errors in what was put in are told at the line where the check stood."""
    kept = {id(each) for each in ast.walk(old)}
    for each in ast.walk(new):
        if id(each) not in kept:
            ast.copy_location(each, old)
    return new
