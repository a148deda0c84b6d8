"""Every form of the program filled in so that it may well be taken: what is offered is kept, what is empty gets something fitting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.forms.acts import ACT_FORMS
from office.roles import Role
from tests.access.hostile import BY_SCRIPT, WRITERS
from tests.access.matrix import ANYBODY, OWN, Asking, Cell, Rule, rules
from tests.access.page_reader import TICKED, Control, PageReader, ReadForm
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
    here = page.partition("?")[0]
    return [_filled(form, who=who, page=here) for form in PageReader(text).forms if form.method == "POST"]


def _pages(world: World, asking: Asking) -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield _writer(rule), asking.address(Cell(rule, "GET", _writer(rule), OWN))[0]
    for act in ACT_FORMS:
        yield Role.HEAD, f"/ledger/cases/{world.own.case.pk}/{act}/"


def _writer(rule: Rule) -> str:
    return ANONYMOUS if ANYBODY in rule.who else next(writer for writer in WRITERS if writer in rule.who)


def _filled(read: ReadForm, *, who: str, page: str) -> Form:
    action = read.action.partition("?")[0]
    form = Form(who, action if action.startswith("/") else page, is_sent=read.has_button)
    for control in read.controls:
        _fill(form, control)
    return form


def _fill(form: Form, control: Control) -> None:
    name, value = control.name, control.value
    if control.kind == "file":
        form.files.append(name)
    elif control.kind in TICKED and not control.is_sent:
        form.ticks.setdefault(name, value or "on")
    elif control.kind == "button":
        if name not in ("look", "fill"):  # looks only
            form.fields.setdefault(name, value)
    elif control.kind in ("hidden", "select") or value:
        form.fields[name] = value
    else:
        form.fields[name] = _fitting(name, control.attributes)


def _fitting(name: str, had: dict[str, str]) -> str:
    if had.get("type") == "date" or "day" in had.get("class", "") or name.rpartition("-")[2].endswith("on"):
        return LATER if "due" in name or "next" in name or "until" in name else DAY
    if had.get("inputmode") == "decimal" or "yuan" in name:
        return "1.00"
    if had.get("inputmode") == "numeric" or had.get("type") == "number" or "count" in name:
        return "1"
    return "核实情况"
