"""How often something may be tried: one row of the database counts for all processes. Nothing here is kept in clear.

A window begins with its first try and lasts `per_seconds`; within it no more than `limit` tries are let through, however
many processes ask at once. Each step is one statement whose condition the database checks under its own lock, so this is
called outside a transaction: the count must stand at once and outlive whatever fails afterwards.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from office.crypto import blind_index
from office.models import Throttle

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """`tries` within `per_seconds`, counted for each key of a `scope` (`progress.address`, later signing in)."""

    scope: str
    tries: int
    per_seconds: int


def allow(limit: Limit, key: str, *, now: datetime) -> bool:
    """Counts one more try of this key; False if the window is full, and then nothing is counted."""
    rows = _rows(limit, key)
    return (
        _one_more(rows, limit, now)
        or _new_window(rows, limit, now)
        or Throttle.objects.get_or_create(key=_hashed(limit, key), defaults={"since": now, "tries": 1})[1]
        # Another process made the row between our look and our write.
        or _one_more(rows, limit, now)
    )


def give_back(limit: Limit, key: str) -> None:
    """Takes one try off again: it was a right one, which costs nothing."""
    _rows(limit, key).filter(tries__gt=0).update(tries=F("tries") - 1)


def forget(limit: Limit, key: str) -> None:
    """The tries of this key are open again. The row stays: another process may be about to count on it."""
    _rows(limit, key).update(tries=0)


def delete_old(*, now: datetime) -> int:
    """Removes counts that began more than a day ago; for the daily worker."""
    return Throttle.objects.filter(since__lt=now - KEPT).delete()[0]


def _one_more(rows: QuerySet[Throttle], limit: Limit, now: datetime) -> bool:
    running = rows.filter(since__gt=now - _length(limit), since__lte=now + _length(limit), tries__lt=limit.tries)
    return bool(running.update(tries=F("tries") + 1))


def _new_window(rows: QuerySet[Throttle], limit: Limit, now: datetime) -> bool:
    """Also when the clock was put back: a window that begins far in the future would never end."""
    over = rows.filter(since__lte=now - _length(limit)) | rows.filter(since__gt=now + _length(limit))
    return bool(over.update(since=now, tries=1))


def _length(limit: Limit) -> timedelta:
    return timedelta(seconds=limit.per_seconds)


def _rows(limit: Limit, key: str) -> QuerySet[Throttle]:
    return Throttle.objects.filter(key=_hashed(limit, key))


def _hashed(limit: Limit, key: str) -> str:
    return blind_index(f"{limit.scope}\0{key}", context="office.throttle")
