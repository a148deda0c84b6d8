"""Every form of every page is sent: whatever it changes has exactly one event beside it, and nothing is changed without.

`ACCESS=whole` sends them all; a day those of one page in four.
"""

import logging
import os
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.urls import resolve

from tests.access.filled_in import Form, empty_ones, forms
from tests.access.matrix import Asking
from tests.access.world import World
from tests.one_event import EVENT, NO_ACT, Watch, watched

WHOLE = os.environ.get("ACCESS") == "whole"
pytestmark = pytest.mark.django_db


class Watching(Asking):
    """Notes what each request writes, without what undoes it."""

    watch: Watch

    def _undone(self, who: str, request: Callable[[], Any]) -> tuple[int, str, bytes]:
        return super()._undone(who, lambda: self._watched(request))

    def _watched(self, request: Callable[[], Any]) -> Any:
        with watched() as self.watch:
            return request()


def no_trail(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    if sql.startswith(f'INSERT INTO "{EVENT}"'):
        raise DatabaseError("no trail")
    return execute(sql, *rest)


def of_today(page: str) -> bool:
    return WHOLE or zlib.crc32(page.encode()) % 4 == 0


def sent(world: World, asking: Watching) -> Iterator[tuple[str, Form, bool, int]]:
    """Each form with and without its ticks, and every address with nothing in it."""
    for form in [*empty_ones(asking), *forms(world, asking, of_today)]:
        for ticked in (False, True) if form.ticks else (False,):
            status = asking.send(form.who, "POST", form.path, form.sent(ticked=ticked))[0]
            yield resolve(form.path).view_name, form, ticked, status


def test_one_event_for_whatever_is_posted_and_nothing_without(world: World) -> None:
    asking, faults, wrote = Watching(world), set(), set()
    logging.disable(logging.CRITICAL)  # a traceback for every fault that is provoked
    for page, form, ticked, status in sent(world, asking):
        faults |= {fault for fault in (asking.watch.fault(page), f"{page} {status}" if status >= 500 else "") if fault}
        if asking.watch.writes and page not in NO_ACT:
            wrote.add(page)
            with connection.execute_wrapper(no_trail):
                asking.send(form.who, "POST", form.path, form.sent(ticked=ticked))
            faults |= {f"{page} without a trail: {table}" for table, _place in asking.watch.writes}
    assert faults == set()
    assert len(wrote) >= (50 if WHOLE else 12), sorted(wrote)


def test_a_page_that_writes_without_its_event_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.actions.saved_views.trail.record", lambda *_told, **_facts: None)
    asking = Watching(world)
    view = asking.world.own.personal["view"][world.own.head.username]
    path = f"/ledger/views/{view}/delete/"
    asking.send("head", "POST", path, {})
    assert asking.watch.fault(resolve(path).view_name).startswith("0 events of ledger:delete_view")
