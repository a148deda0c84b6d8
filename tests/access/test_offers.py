"""No page offers what it then refuses: every link opens and every form is taken, or answered with what is missing."""

import logging
import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin

import pytest

from tests.access.filled_in import Form, forms_in
from tests.access.matrix import OWN, Asking, Cell, expected, rules
from tests.access.page_reader import PageReader
from tests.access.world import CONFLICT, World

WHO = ("clerk", "liaison", "head", "leader", "city", "sysadmin", "secadmin", "auditor", CONFLICT)
REFUSED = (403, 404, 405)
pytestmark = pytest.mark.django_db


def pages(who: str, asking: Asking) -> Iterator[tuple[str, str]]:
    """Every address that opens for the identity with its own rows, with the page shown there."""
    for rule in rules():
        cell = Cell(rule, "GET", who, OWN)
        if expected(cell) == "open":
            path, asked = asking.address(cell)
            status, _to, body = asking.send(who, "GET", path, asked)
            if status == 200 and b"<html" in body:
                yield path, body.decode()


def links_in(page: str, path: str) -> Iterator[str]:
    """Addresses within the program, without the place in the page."""
    for href in PageReader(page).links:
        address, _, query = urljoin(path, href).partition("#")[0].partition("?")
        if address.startswith("/"):
            yield f"{unquote(address)}?{query}" if query else unquote(address)


def test_nothing_is_offered_that_is_refused(world: World) -> None:
    asking, wrong, tried = Asking(world), [], 0
    logging.disable(logging.CRITICAL)
    for who in WHO:
        links: dict[str, tuple[str, str]] = {}
        forms: dict[tuple[str, frozenset[str]], tuple[str, Form]] = {}
        for path, page in pages(who, asking):
            for link in links_in(page, path):
                # A list leads to each of its rows alike.
                links.setdefault(re.sub(r"[0-9a-f-]{36}|\d+", "0", link), (path, link))
            for form in forms_in(page, who=who, page=path):
                if form.is_sent:
                    forms.setdefault((form.path, frozenset(form.fields)), (path, form))
        sent = {link: asking.send(who, "GET", link, {})[0] for _path, link in links.values()}
        wrong += [f"{who} {path} leads to {link}: {sent[link]}" for path, link in links.values() if sent[link] >= 400]
        for path, form in forms.values():
            status = asking.send(who, "POST", form.path, form.sent(ticked=False))[0]
            wrong += [f"{who} {path} offers {form.path} {sorted(form.fields)}: {status}"] * (status in REFUSED)
        tried += len(sent) + len(forms)
    assert wrong == []
    assert tried >= 600, tried
