"""The cells of the matrix: address × method × identity × whose row, what `rules.txt` says of each and what is answered."""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import resolve

from office.roles import Role
from tests.access.world import ANONYMOUS, CONFLICT, DISABLED, FOREIGN_HEAD, FOREIGN_LIAISON, Office, World
from tests.conftest import SignedClient

RULES = Path(__file__).with_name("rules.txt")
METHODS = ("GET", "POST")
OWN, FOREIGN, ABSENT, MIXED = "own", "foreign", "absent", "mixed"
ANYBODY = "anybody"
NO_NUMBER, NO_TOKEN = "999999", "00000000-0000-4000-8000-000000000000"
TOKENS = ("file", "job", "draft")
PERSONAL = ("draft", "view", "message", "job")
# What each identity acts as; the rest are roles themselves.
ROLE_OF = {FOREIGN_HEAD: "head", FOREIGN_LIAISON: "liaison", CONFLICT: "liaison"}
# Of the own area, and yet not within reach: another unit's case, what only the city keeps.
OUT_OF_REACH = {
    "case": {FOREIGN_LIAISON}, "claim": {FOREIGN_LIAISON}, "file": {FOREIGN_LIAISON}, "procedure": {FOREIGN_LIAISON},
    "district": {"head", FOREIGN_HEAD},
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One line: who may open the address, which rows stand in it, what `own` is answered otherwise, who sees foreign rows."""

    route: str
    who: frozenset[str]
    rows: tuple[str, ...] = ()
    but: tuple[tuple[str, str], ...] = ()
    all_rows: frozenset[str] = frozenset()

    @property
    def scoped(self) -> list[str]:
        return [row for row in self.rows if row[0] not in "=*"]


@dataclass(frozen=True)
class Cell:
    """One request. `whose` is own, foreign, absent, or a foreign row below an own one."""

    rule: Rule
    method: str
    who: str
    whose: str

    def __str__(self) -> str:
        return f"{self.method} {self.rule.route} {self.who} {self.whose}"


@dataclass(frozen=True)
class Answer:
    status: int
    to: str
    body: str

    @property
    def outcome(self) -> str:
        if self.status == 302 and self.to.startswith("/accounts/login/?next="):
            return "sign in"
        known = {403: "refused", 404: "absent", 405: "not served"}
        return known.get(self.status, "open" if self.status < 500 else "broken")


def rules() -> list[Rule]:
    """The lines of `rules.txt`, those of a model's admin pages spelt out."""
    lines = [line.split(" | ") for line in RULES.read_text().splitlines() if line and line[0] != "#"]
    return [rule for line in lines for rule in ([_rule(*line)] if line[0][0] == "/" else _of_model(*line))]


def _rule(route: str, who: str, words: str = "") -> Rule:
    found = words.split()
    but = tuple((name, outcome) for name, outcome in (word[1:].split(":") for word in found if word[0] == "!"))
    rows = tuple(word for word in found if word[0] not in "!+")
    return Rule(route, _names(who), rows, but, frozenset(word[1:] for word in found if word[0] == "+"))


def _of_model(model: str, look: str, add: str, words: str) -> Iterator[Rule]:
    """Whoever may look only is refused behind the guard, and so is everybody who would delete."""
    page, row = f"/admin/{model}/", words.split()[0]
    anybodys, reached = f"*{row.lstrip('*')}", " ".join(word for word in words.split() if word[0] != "!")
    yield _rule(page, look)
    yield _rule(f"{page}add/", look, " ".join(f"!{name}:refused" for name in look.split() if name not in add.split()))
    yield _rule(f"{page}<path:object_id>/change/", look, words)
    yield _rule(f"{page}<path:object_id>/history/", look, reached)
    yield _rule(f"{page}<path:object_id>/", look, anybodys)
    yield _rule(f"{page}<path:object_id>/delete/", look, f"{anybodys} !*:refused")


def _names(who: str) -> frozenset[str]:
    return frozenset({"everybody": Role.values, ANYBODY: [ANYBODY]}.get(who, who.split()))


def cells(found: list[Rule]) -> list[Cell]:
    """Every cell; rows are told apart only for those whom the role lets in."""
    return [
        Cell(rule, method, who, whose)
        for rule in found for who in WHO for method in METHODS for whose in _rows_tried(rule, who)
    ]  # fmt: skip


def of_every_day(cell: Cell) -> bool:
    """One in four of the cells behind the guard, by address and identity; all of them take minutes.

    Of each address with a row in it at least one role asks for its own, a foreign and an absent one.
    """
    return cell.who in _asked_daily(cell.rule)


@cache
def _asked_daily(rule: Rule) -> set[str]:
    drawn = {who for who in WHO if zlib.crc32(f"{rule.route} {who}".encode()) % 4 == 0}
    kept_to_theirs = sorted(rule.who - rule.all_rows) if rule.scoped else []
    return drawn if drawn & set(kept_to_theirs) else drawn | set(kept_to_theirs[:1])


def _rows_tried(rule: Rule, who: str) -> list[str]:
    if not rule.scoped or expected_of_role(rule, who) != "open":
        return [OWN]
    return [OWN, FOREIGN, ABSENT, *([MIXED] if len(rule.scoped) > 1 else [])]


def expected_of_role(rule: Rule, who: str) -> str:
    """What the role alone says: open, sign in or refused."""
    if ANYBODY in rule.who:
        return "open"
    if who in (ANONYMOUS, DISABLED):
        return "sign in"
    return "open" if ROLE_OF.get(who, who) in rule.who else "refused"


def expected(cell: Cell) -> str:
    rule, who = cell.rule, cell.who
    said = expected_of_role(rule, who)
    if said != "open":
        return said
    if cell.whose != OWN:
        return "open" if cell.whose == FOREIGN and who in rule.all_rows else "absent"
    if any(who in OUT_OF_REACH.get(row, ()) for row in rule.rows):
        return "absent"
    role, but = ROLE_OF.get(who, who), dict(rule.but)
    kinds = (f"{who}/{cell.method}", who, f"{role}/{cell.method}", role, cell.method, "*")
    return next((but[kind] for kind in kinds if kind in but), "open")


class Asking:
    """Sends the request of a cell and undoes what it wrote."""

    def __init__(self, world: World) -> None:
        self.world = world
        # One for all: making a client reads every static file.
        self.client = Client(raise_request_exception=False)
        self.keys: dict[str, str] = {}
        for who, user in world.people.items():
            client = SignedClient()
            client.force_login(user)
            self.keys[who] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def answer(self, cell: Cell) -> Answer:
        path, asked = self.address(cell)
        status, to, body = self.send(cell.who, cell.method, path, asked)
        return Answer(status, to, _comparable(body, path))

    def send(self, who: str, method: str, path: str, asked: dict[str, Any]) -> tuple[int, str, bytes]:
        """Status, where it leads to and body of one request; what it wrote is undone."""
        return self._undone(who, lambda: getattr(self.client, method.lower())(path, asked))

    def send_raw(self, who: str, method: str, path: str, fields: bytes) -> tuple[int, str, bytes]:
        """The same with fields that are written already, as no client would write them."""
        if method == "GET":
            return self._undone(who, lambda: self.client.get(f"{path}?{fields.decode()}"))
        kind = "application/x-www-form-urlencoded"
        return self._undone(who, lambda: self.client.post(path, fields, content_type=kind))

    def _undone(self, who: str, request: Callable[[], Any]) -> tuple[int, str, bytes]:
        self.client.cookies.clear()
        if who in self.keys:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.keys[who]
        point = transaction.savepoint()
        try:
            response = request()
            body = b"".join(response) if response.streaming else response.content
        finally:
            transaction.savepoint_rollback(point)
        return response.status_code, response.headers.get("Location", ""), body

    def at_the_guard(self, cell: Cell) -> str:
        """What the guard of the address says, without the frame around it; `open` if it lets the request pass."""
        path, _asked = self.address(cell)
        request = RequestFactory().generic(cell.method, path)
        user = self.world.people.get(cell.who)
        # Nobody whose account is disabled stays signed in.
        request.user = user if user and user.is_active else AnonymousUser()
        view, arguments, named = resolve(path)
        try:
            answer = view(request, *arguments, **named)
        except PermissionDenied:
            return "refused"
        except AttributeError:
            return "open"  # the page itself asks for the session, which no request has here
        return Answer(answer.status_code, answer.headers.get("Location", ""), "").outcome

    def address(self, cell: Cell) -> tuple[str, dict[str, str]]:
        """The address with the rows of the cell in it, and the fields that go with it."""
        route, asked = cell.rule.route.replace("^", "").replace("$", ""), {}
        route = re.sub(r"\(\?P<\w+>([^|)]*)[^)]*\)", r"\1", route)
        for place, row in enumerate(cell.rule.rows):
            if row[0] == "?":
                asked["area"] = self._area(row[1:], cell)
            else:
                route = re.sub(r"<\w+:\w+>", self._value(row, cell, place), route, count=1)
        return route, asked

    def _area(self, name: str, cell: Cell) -> str:
        return NO_NUMBER if cell.whose == ABSENT else getattr(self._office(cell.who, cell.whose), name).code

    def _value(self, row: str, cell: Cell, place: int) -> str:
        if row[0] == "=":
            return row[1:]
        name, whose = row.lstrip("*"), OWN if row[0] == "*" else cell.whose
        if whose == MIXED:
            whose = OWN if place == 0 else FOREIGN
        if whose == ABSENT:
            return NO_TOKEN if name in TOKENS else NO_NUMBER
        if name in PERSONAL:
            return str(self._personal(name, cell.who, whose))
        return str(self._office(cell.who, whose).rows[name])

    def _office(self, who: str, whose: str) -> Office:
        is_home = (who == FOREIGN_HEAD) == (whose == FOREIGN)
        return self.world.own if is_home else self.world.foreign

    def _personal(self, kind: str, who: str, whose: str) -> Any:
        """A colleague's is as foreign as that of another office."""
        if whose == OWN:
            return self._office(who, OWN).personal[kind][self.world.people.get(who, self.world.own.head).username]
        if who == FOREIGN_HEAD:
            return self.world.own.personal[kind][self.world.own.head.username]
        colleague = self.world.own.clerk if who == Role.HEAD else self.world.own.head
        return self.world.own.personal[kind][colleague.username]


def _comparable(body: bytes, path: str) -> str:
    """The body without what differs from request to request: the token of its forms, its own address."""
    text = body.decode(errors="replace")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
    return text.replace(path, "")


WHO = (ANONYMOUS, *Role.values, FOREIGN_HEAD, FOREIGN_LIAISON, CONFLICT, DISABLED)


def is_as_told(cell: Cell, answer: Answer) -> bool:
    """A method that an address does not serve is refused to whoever may open it, before anything else is asked."""
    said = expected(cell)
    is_let_in = expected_of_role(cell.rule, cell.who) == "open"
    return answer.outcome == said or (answer.outcome == "not served" and is_let_in)
