"""Every form of the program as a reader of its pages finds it, and what a hostile one types into it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from hypothesis import strategies as st

from ledger.forms.acts import ACT_FORMS
from office.roles import Role
from tests.access.matrix import ANYBODY, OWN, Asking, Cell, rules
from tests.access.page_reader import PageReader
from tests.access.world import ANONYMOUS, World

# In the order in which somebody is chosen to fill in a form.
WRITERS = (Role.HEAD, Role.CLERK, Role.LIAISON, Role.SECADMIN, Role.SYSADMIN, Role.AUDITOR, Role.CITY, Role.LEADER)
MARK = "<zq onfocus=x>"
# 7919 × 7907: stands nowhere unless somebody reckoned.
RECKONED, TO_RECKON = "62615533", "{{7919|add:54696614}}"
UNSHOWN = {"csrfmiddlewaretoken"}
# Sent by scripts; no form of a page names their fields.
BY_SCRIPT = {
    "/ledger/search/suggest/": ("text",), "/ledger/claims/similar/": ("name", "id_number", "phone", "project_name", "employer_name", "submission"),
    "/reception/claims/known/people/": ("text",), "/reception/claims/known/projects/": ("text",),
    "/reception/drafts/": ("submission", "revision", "name", "demand"), "/reception/roll/": ("roll", "text"),
}  # fmt: skip
NASTY = (
    MARK, f"{MARK}'\"><script>alert(1)</script>", TO_RECKON, "{% load x %}", "${7919*7907}", "\0", "a\0b", "\ud800", "x\udfffy", "\u202eabc",
    "\ufeff", "\u200b" * 50, "9" * 400, "-1", "1e309", "NaN", "Infinity", "0x10", "１２３", "²", "1" * 19, "99999999999999999999", "2021-02-30",
    "0000-00-00", "9999-12-31", "10000-01-01", "00:60", "' OR 1=1 --", "\\", "%s%n", "../../etc/passwd", "=1+1", "\r\nSet-Cookie: a=b", "[]",
    "{}", "null", "true", " ", "　", "\t\n", "人" * 5_000, "a" * 70_000, "🧨", "é", "İ", "ﷺ" * 99, "<!--", "]]>", "&lt;", "&#0;", "\x1b[31m",
)  # fmt: skip


@dataclass(frozen=True)
class Form:
    """One form, with what it holds when nobody has typed yet."""

    who: str
    method: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)


def forms(world: World, asking: Asking, *, one_in: int = 1) -> list[Form]:
    """The forms of every page (or of one page in so many of each room) that opens with one's own rows, of every act, and what scripts send."""
    found = [Form(Role.CLERK, "POST", path, dict.fromkeys(names, "")) for path, names in BY_SCRIPT.items()]
    for who, path in _one_in(one_in, list(_pages(world, asking))):
        status, _to, body = asking.send(who, "GET", path, {})
        if status == 200 and b"<form" in body:
            for form in PageReader(body.decode()).forms:
                address = (form.action or path).partition("?")[0]
                fields = {control.name: control.value for control in reversed(form.controls)}
                found.append(Form(who, form.method, address if address.startswith("/") else path, fields))
    return list({(form.method, form.path, frozenset(form.fields)): form for form in found}.values())


def _one_in(number: int, pages: list[tuple[str, str]]) -> list[tuple[str, str]]:
    by_room: dict[str, list[tuple[str, str]]] = {}
    for who, path in pages:
        by_room.setdefault(path.split("/")[1], []).append((who, path))
    return [page for room in by_room.values() for page in room[::number]]


def _pages(world: World, asking: Asking) -> Iterator[tuple[str, str]]:
    for rule in rules():
        who = (
            ANONYMOUS if ANYBODY in rule.who else next((writer for writer in WRITERS if writer in rule.who), Role.HEAD)
        )
        yield who, asking.address(Cell(rule, "GET", who, OWN))[0]
    for act in ACT_FORMS:
        yield Role.HEAD, f"/ledger/cases/{world.own.case.pk}/{act}/"


def typed() -> st.SearchStrategy[str]:
    """What is typed: the known nasty ones, and anything that is text at all, lone surrogates and NUL included."""
    anything = st.text(st.characters(blacklist_categories=()), max_size=40)
    return st.sampled_from(NASTY) | anything | st.builds(lambda text: f"{text}{MARK}{TO_RECKON}", anything)


def encoded(fields: dict[str, str]) -> bytes:
    """As a browser that keeps to no standard sends it."""
    pairs = [(name, value.encode("utf-8", "surrogatepass")) for name, value in fields.items()]
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()
