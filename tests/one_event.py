"""Posted pages are watched: whatever one changes, exactly one event stands beside it, in the same transaction.

Modules that use the fixture `one_event_each` have each of their POSTs watched, so that a new act is asked without a test of its own.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

_WRITE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_OPENED, _CLOSED = re.compile(r"SAVEPOINT \"?(\w+)"), re.compile(r"(?:RELEASE|ROLLBACK TO) SAVEPOINT \"?(\w+)")
EVENT = "office_event"
# What is no act of the trade: who is signed in, how often something was tried, what is typed but not yet saved.
ASIDE = {"django_session", "office_throttle", "office_trailhead", "office_counter", "reception_draft"}
# Pages that do several acts at once, each with its event: all cases of a session, an act that brings another with it.
SEVERAL = {
    "imports:confirm", "imports:upload", "ledger:act", "ledger:assign_session", "ledger:review",
}  # fmt: skip
# Reading one's own messages is no act.
NO_ACT = {"ledger:messages_read"}


@dataclass
class Watch:
    """What one request wrote: the table of each statement, and in which outermost savepoint."""

    writes: list[tuple[str, str]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    rolled_back: bool = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if opened := _OPENED.match(sql):
            self.open.append(opened[1])
        elif closed := _CLOSED.match(sql):
            self._close(closed[1], undone=sql.startswith("ROLLBACK"))
        result = execute(sql, params, many, context)
        if written := _WRITE.match(sql):
            self._note(written[1])
        return result

    def _note(self, table: str) -> None:
        place = self.open[0] if self.open else ""
        if table == EVENT:
            self.events.append(place)
        elif table not in ASIDE:
            self.writes.append((table, place))

    def _close(self, name: str, *, undone: bool) -> None:
        if undone:
            self.writes = [each for each in self.writes if each[1] != name]
            self.events = [place for place in self.events if place != name]
        if name in self.open:
            del self.open[self.open.index(name) :]

    def fault(self, page: str) -> str:
        """In words; empty if each change has its event."""
        if not self.writes or page in NO_ACT:
            return ""
        tables = ", ".join(sorted({table for table, _place in self.writes}))
        if not self.events or (len(self.events) > 1 and page not in SEVERAL):
            return f"{len(self.events)} events of {page} for what was written to {tables}"
        apart = {table for table, place in self.writes if place not in self.events or not place}
        return f"written outside the event's transaction: {', '.join(sorted(apart))}" if apart else ""


@contextmanager
def watched() -> Iterator[Watch]:
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch
