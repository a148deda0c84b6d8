"""Every address of the program, filled in with numbers of rows that do not exist."""

import re
from dataclasses import dataclass

from office.urls_registry import Access, declared_urls

ABSENT = "999999"
_VALUES = {
    "int": ABSENT,
    "path": ABSENT,
    "str": ABSENT,
    "slug": "absent",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


@dataclass(frozen=True)
class Address:
    """One address with its declaration; `name` as `reverse()` takes it."""

    path: str
    name: str
    access: Access | None


def addresses() -> list[Address]:
    return [Address(fill(url.route), url.name, url.access) for url in declared_urls()]


def fill(route: str) -> str:
    """A path that the route answers: converters get a value, an alternative of a regular expression its first word."""
    path = re.sub(r"\(\?P<\w+>([^|)]*)[^)]*\)", r"\1", route.replace("^", "").replace("$", ""))
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: _VALUES[match[1] or "str"], path)
