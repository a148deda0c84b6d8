"""Every form of the program filled in so that it may well be taken: what is offered is kept, what is empty gets something fitting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.forms.acts import ACT_FORMS
from office.roles import Role
from tests.access.hostile import BY_SCRIPT, WRITERS
from tests.access.matrix import ANYBODY, OWN, Asking, Cell, Rule, rules
from tests.access.world import ANONYMOUS, PDF, World

DAY, LATER = "2021-05-20", "2099-01-05"


@dataclass
class Form:
    """One form that is posted: by whom, where to, and its fields; `ticks` are those that may be ticked besides.

    `is_sent`: it has a button for it.
    """

    who: str
    path: str
    fields: dict[str, Any] = field(default_factory=dict)
    ticks: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    is_sent: bool = False

    def sent(self, *, ticked: bool) -> dict[str, Any]:
        files = {name: SimpleUploadedFile("凭证.pdf", PDF, content_type="application/pdf") for name in self.files}
        return self.fields | files | (self.ticks if ticked else {})


def empty_ones(asking: Asking) -> Iterator[Form]:
    """Every address there is, with nothing to say."""
    return (Form(_writer(rule), asking.address(Cell(rule, "POST", _writer(rule), OWN))[0]) for rule in rules())


def forms(world: World, asking: Asking, chosen: Callable[[str], bool]) -> Iterator[Form]:
    """Those of every chosen page that opens with one's own rows, for one role that it opens for, and what scripts send."""
    for path, names in BY_SCRIPT.items():
        yield Form("clerk", path, dict.fromkeys(names, "1"))
    seen = set()
    for who, page in (each for each in _pages(world, asking) if chosen(each[1])):
        status, _to, body = asking.send(who, "GET", page, {})
        if status != 200 or b"<form" not in body:
            continue
        for form in forms_in(body.decode(), who=who, page=page):
            mark = (who, form.path, frozenset(form.fields))
            if mark not in seen:
                seen.add(mark)
                yield form


def forms_in(text: str, *, who: str, page: str) -> list[Form]:
    """Those of one page that are posted, filled in."""
    reader = _Reader(who, page.partition("?")[0])
    reader.feed(text)
    return reader.forms


def _pages(world: World, asking: Asking) -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield _writer(rule), asking.address(Cell(rule, "GET", _writer(rule), OWN))[0]
    for act in ACT_FORMS:
        yield Role.HEAD, f"/ledger/cases/{world.own.case.pk}/{act}/"


def _writer(rule: Rule) -> str:
    return ANONYMOUS if ANYBODY in rule.who else next(writer for writer in WRITERS if writer in rule.who)


class _Reader(HTMLParser):
    def __init__(self, who: str, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._who, self._page = who, page
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = had.get("action", "").partition("?")[0]
            self._form = Form(self._who, action if action.startswith("/") else self._page)
            if had.get("method", "get").lower() == "post":
                self.forms.append(self._form)
        elif self._form and tag in ("button", "input") and had.get("type") == "submit" and not had.get("name"):
            self._form.is_sent = True
        elif self._form and tag == "option":
            self._option(had)
        elif self._form and had.get("name") and tag in ("input", "textarea", "select", "button"):
            self._field(self._form, tag, had)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None

    def _option(self, had: dict[str, str]) -> None:
        if self._form and self._select and (had.get("selected") is not None or not self._form.fields[self._select]):
            self._form.fields[self._select] = had.get("value", "")

    def _field(self, form: Form, tag: str, had: dict[str, str]) -> None:
        name, kind, value = had["name"], had.get("type", "text"), had.get("value", "")
        form.is_sent = form.is_sent or had.get("type") == "submit"
        if tag == "select":
            self._select, form.fields[name] = name, ""
        elif kind == "file":
            form.files.append(name)
        elif kind in ("checkbox", "radio") and "checked" not in had:
            form.ticks.setdefault(name, value or "on")
        elif tag == "button":
            if name not in ("look", "fill"):  # looks only
                form.fields.setdefault(name, value)
        elif kind == "hidden" or value:
            form.fields[name] = value
        else:
            form.fields[name] = _fitting(name, had)


def _fitting(name: str, had: dict[str, str]) -> str:
    if had.get("type") == "date" or "day" in had.get("class", "") or name.rpartition("-")[2].endswith("on"):
        return LATER if "due" in name or "next" in name or "until" in name else DAY
    if had.get("inputmode") == "decimal" or "yuan" in name:
        return "1.00"
    if had.get("inputmode") == "numeric" or had.get("type") == "number" or "count" in name:
        return "1"
    return "核实情况"
