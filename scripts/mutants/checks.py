"""Which places of the program check access, and what stands there once the check is taken out."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("office", "reception", "ledger", "reports", "config")
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


@dataclass(frozen=True)
class Check:
    """One check of access: a node of its file's tree, and what stands there instead when it is taken out."""

    node: ast.AST
    instead: str
    what: str


@dataclass(frozen=True)
class Mutant:
    """The program less one check; `number` counts over the whole program, in the order of the files."""

    number: int
    path: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}"

    @property
    def is_declared(self) -> bool:
        """The roles of an address are read once, when the program starts."""
        return self.what.startswith("roles of")


def sources(root: Path = ROOT) -> list[Path]:
    """The files of the program, as they are numbered."""
    return [path for room in ROOMS for path in sorted((root / room).rglob("*.py")) if "migrations" not in path.parts]


def mutants(root: Path = ROOT) -> list[Mutant]:
    """Every access check of the program taken out, one at a time."""
    found = [(path, check) for path in sources(root) for check in checks_of(parsed(path))]
    return [
        Mutant(number, path.relative_to(root).as_posix(), check.node.lineno, check.what, check.instead)  # type: ignore[attr-defined]
        for number, (path, check) in enumerate(found)
    ]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def checks_of(tree: ast.Module) -> Iterator[Check]:
    """The checks of one file, in the order in which `ast.walk` meets them."""
    shown = {
        id(part)
        for node in ast.walk(tree)
        # A button that is not shown protects nothing: what it leads to asks again.
        for value in (
            node.values if isinstance(node, ast.Dict) else [node.value] if isinstance(node, ast.keyword) else []
        )
        for part in _operands(value)
    }
    for node in ast.walk(tree):
        if id(node) not in shown:
            yield from _of_node(node)


def _operands(value: ast.expr | None) -> Iterator[ast.AST]:
    """A yes or no, and what it is made of."""
    if isinstance(value, ast.BoolOp):
        for each in value.values:
            yield from _operands(each)
    elif isinstance(value, ast.UnaryOp):
        yield from _operands(value.operand)
    elif value is not None:
        yield value


def _of_node(node: ast.AST) -> Iterator[Check]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _name(node.value).startswith("require"):
        yield Check(node, "pass", f"{_name(node.value)}()")
    if isinstance(node, ast.Raise) and node.exc is not None and "PermissionDenied" in ast.unparse(node.exc):
        yield Check(node, "pass", "raise PermissionDenied")
    if isinstance(node, ast.FunctionDef) and (
        node.name.startswith("has_")
        and node.name.endswith("_permission")
        or node.name in ("lookup_allowed", "to_field_allowed")
    ):
        yield Check(node, "return True", f"{node.name}()")
    if isinstance(node, ast.Call):
        yield from _of_call(node)


def _of_call(node: ast.Call) -> Iterator[Check]:
    name = _name(node)
    if isinstance(node.func, ast.Attribute) and name == "visible_to":
        yield Check(node, f"{ast.unparse(node.func.value)}.all()", "visible_to()")
    elif isinstance(node.func, ast.Attribute) and name == "get_for" and len(node.args) == 2:
        rows, key = ast.unparse(node.func.value), ast.unparse(node.args[1])
        found = f"{rows}.filter({KEYS.get(rows.partition('.')[0], 'pk')}={key}).first()"
        yield Check(node, f"{found} or {ast.unparse(node)}", "get_for()")
    elif isinstance(node.func, ast.Name) and name in AS_IF and node.args:
        instead = AS_IF[name].format(ast.unparse(node.args[0]) if "{" in AS_IF[name] else "")
        yield Check(node, instead, f"{name}()")
    elif isinstance(node.func, ast.Name) and name in ("route", "guarded"):
        yield from (_of_roles(node, keyword) for keyword in node.keywords if keyword.arg == "roles")


def _of_roles(node: ast.Call, keyword: ast.keyword) -> Check:
    """Any role instead of the ones named; where every role is let in, anybody at all."""
    what = f"roles of {ast.unparse(node.args[0])[:60]}"
    if ast.unparse(keyword.value) != "EVERYBODY":
        return Check(keyword.value, ALL_ROLES, what)
    open_to_all = [ast.keyword("anonymous", ast.Constant(value=True))]
    return Check(node, ast.unparse(ast.Call(node.func, node.args, [*node.keywords, *open_to_all])), what)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
