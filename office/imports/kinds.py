"""Which tables can be imported on pages: each room describes its own, `config.wiring` puts them together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from office.imports.preview import Preview
from office.models import Area, User
from office.sheets.columns import Column
from office.sheets.reader import Cell
from office.sheets.rows import Watch

Sheets = dict[str, list[list[Cell]]]


@dataclass(frozen=True)
class Task:
    """One file to be checked or written: its cells, for whom, by whom, when; `object_id` is the claim or case it is for.

    `seen` is the number of the trail's last event when the rows were compared.
    """

    sheets: Sheets
    area: Area
    by: User
    sha256: str
    now: datetime
    object_id: int | None = None
    watch: Watch = iter
    seen: int = 0


@dataclass(frozen=True)
class Target:
    """The claim or case a table belongs to, as the pages name it and lead back to it."""

    pk: int
    title: str
    url: str
    area: Area


class Plan(Protocol):
    """What a file asks for, compared with what is stored."""

    @property
    def preview(self) -> Preview: ...


@dataclass(frozen=True)
class Kind:
    """One type of table. `check` reads only; `write` stores the plan within the caller's transaction, event last.

    It is called only if nobody acted since the plan was made, and raises `Conflict` if that plan no longer fits. `tables` are the columns by sheet, `lookups` what their cells are matched with, for templates. Files of a
    kind that `is_mapped` come from outside: the office notes what its columns are called there (`office.imports.mapping`).
    `prepare` does what of the writing need not wait for its lock.
    What `write` returns is kept sealed and shown once to the account that imported, on a button with the label `once`:
    a JSON list of rows by heading.
    With a `target` a table belongs to one claim or case, found for an account: Http404 where it is absent or foreign.
    """

    slug: str
    label: str
    act: str
    intro: str
    tables: Mapping[str, Mapping[str, Column]]
    lookups: Callable[[Area], Any]
    check: Callable[[Task], Any]
    write: Callable[[Any, Task], str | None]
    seen_on: str
    seen_label: str
    target: Callable[[User, int], Target] | None = None
    prepare: Callable[[Any], None] | None = None
    is_mapped: bool = False
    once: str = ""


KINDS: dict[str, Kind] = {}
"""By slug, in the order in which the pages list them; filled by `config.wiring`."""
