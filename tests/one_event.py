"""Posted pages are watched: whatever one changes, exactly one event stands beside it, in the same transaction.

Every POST that a test of pages sends by the fixture `client` is watched, and `tests/access/test_one_event.py` sends every form there is.
What may be otherwise stands here alone, with the reason.
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
# Tables whose rows are no act of the trade.
ASIDE = {
    "django_session": "who is signed in at which browser",
    "office_throttle": "how often something was tried: counted whatever becomes of the try",
    "office_trailhead": "the end of the trail itself",
    "office_counter": "the next number, drawn by an act that has its event",
    "reception_draft": "what is typed and not yet saved, kept for its writer alone",
}
# Tables that are written beside the events of a page, too.
BESIDE = {
    "office_job": "which process works on it and how far; whatever it comes to has its event",
}
# Pages that do several acts at once, each with its event.
SEVERAL = {
    "imports:confirm": "confirmed, and a short import written before the page answers",
    "imports:upload": "uploaded, and a short table checked before the page answers",
    "reception:claim_create": "registered, and the number it was called by marked as served",
    "ledger:act": "an act that brings another with it, such as a follow-up call that asks for reopening",
    "ledger:assign_session": "all cases of a session, each with its own event",
    "ledger:review": "all cases that were chosen, each with its own event",
}
# Pages that write without an event.
NO_ACT = {
    "ledger:messages_read": "reading one's own messages",
    "second_factor_setup": "a secret that waits to be confirmed and lets nobody in; the confirmation has its event",
}


@dataclass
class Watch:
    """What one request wrote: the table of each statement, and within which savepoints, the outermost first."""

    writes: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    events: list[tuple[str, ...]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

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
        if table == EVENT:
            self.events.append(tuple(self.open))
        elif table not in ASIDE:
            self.writes.append((table, tuple(self.open)))

    def _close(self, name: str, *, undone: bool) -> None:
        """What was written within a savepoint that is undone was not written, however deep it lay."""
        if undone:
            self.writes = [each for each in self.writes if name not in each[1]]
            self.events = [places for places in self.events if name not in places]
        if name in self.open:
            del self.open[self.open.index(name) :]

    def fault(self, page: str) -> str:
        """In words; empty if each change has its event."""
        if not self.writes or page in NO_ACT:
            return ""
        tables = ", ".join(sorted({table for table, _places in self.writes}))
        if not self.events or (len(self.events) > 1 and page not in SEVERAL):
            return f"{len(self.events)} events of {page} for what was written to {tables}"
        beside = {places[0] for places in self.events if places}
        rest = [each for each in self.writes if each[0] not in BESIDE]
        apart = {table for table, places in rest if not places or places[0] not in beside}
        return f"written outside the event's transaction: {', '.join(sorted(apart))}" if apart else ""


@contextmanager
def watched() -> Iterator[Watch]:
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch


@contextmanager
def unwritable_trail() -> Iterator[None]:
    """While no event can be written: an act whose event is missing must not have taken place."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if (written := _WRITE.match(sql)) and written[1] == EVENT:
            raise RuntimeError("no trail")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield
