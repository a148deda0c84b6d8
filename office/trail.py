"""The only doors to the trail: `record()` adds one event, `record_many()` several, `check_chain()` verifies all.

Lock order everywhere: case row, counter, chain. So these are called last, inside the caller's transaction:
if the event cannot be written, nothing was done.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from office.models import Event, TrailHead, User
from office.roles import as_deputy

EVENT_BATCH = 1000


@dataclass(frozen=True)
class Entry:
    """One event to be written: the act, the object it was done to, and facts without clear personal data."""

    act: str
    obj: models.Model | None = None
    data: dict[str, Any] = field(default_factory=dict)


def record(
    act: str, *, by: User | None, obj: models.Model | None = None, now: datetime | None = None, **data: Any
) -> Event:
    """Adds one event to the chain. Must be called last, inside the transaction of the act itself."""
    return record_many([Entry(act, obj, data)], by=by, now=now)[0]


def record_many(entries: Iterable[Entry], *, by: User | None, now: datetime | None = None) -> list[Event]:
    """Adds events in order, under one lock of the chain's end.

    Raises:
        RuntimeError: called outside a transaction, where the event could survive a failed act.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() must run inside the transaction of the act it records")
    head = TrailHead.objects.select_for_update().get_or_create(only=True)[0]
    at = now or timezone.now()
    events = []
    for entry in entries:
        event = Event(
            number=head.number + 1,
            at=at,
            by=by,
            act=entry.act,
            object_type=entry.obj._meta.label_lower if entry.obj else "",
            object_id=str(entry.obj.pk) if entry.obj else "",
            data=json.loads(json.dumps(_facts(entry, by), cls=DjangoJSONEncoder)),
            previous_digest=head.digest,
        )
        event.digest = digest_of(event)
        head.number, head.digest = event.number, event.digest
        events.append(event)
    Event.objects.bulk_create(events, batch_size=EVENT_BATCH)
    head.save(update_fields=["number", "digest"])
    return events


def _facts(entry: Entry, by: User | None) -> dict[str, Any]:
    """The entry's facts, and that a deputy did it where the act is the head's."""
    return {**entry.data, "as_deputy": True} if by and as_deputy(by, entry.act) else entry.data


def digest_of(event: Event) -> str:
    """SHA-256 over the event's canonical form, the digest before it included."""
    canonical = json.dumps(
        {
            "number": event.number,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": event.by_id,
            "act": event.act,
            "object": [event.object_type, event.object_id],
            "data": event.data,
            "previous": event.previous_digest,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def last_number() -> int:
    """The number of the last event: unchanged as long as nobody acted."""
    head = TrailHead.objects.first()
    return head.number if head else 0


def check_chain() -> tuple[int, str | None]:
    """Recomputes the whole chain.

    Returns:
        How many events were sound, and the first fault in words (None if there is none).
    """
    number, digest = 0, ""
    for event in _in_order():
        fault = _fault(event, number + 1, digest)
        if fault:
            return number, fault
        number, digest = event.number, event.digest
    head = TrailHead.objects.first()
    if (head.number, head.digest) != (number, digest) if head else number:
        return number, f"审计链尾不符：应到第 {head.number if head else 0} 条，实有 {number} 条。"
    return number, None


def _in_order() -> Iterator[Event]:
    return Event.objects.order_by("number").iterator(chunk_size=EVENT_BATCH)


def _fault(event: Event, expected_number: int, previous: str) -> str | None:
    if event.number != expected_number:
        return f"第 {expected_number} 条审计记录缺失，下一条是第 {event.number} 条。"
    if event.previous_digest != previous:
        return f"第 {event.number} 条审计记录与上一条不相连。"
    if event.digest != digest_of(event):
        return f"第 {event.number} 条审计记录的内容被改动。"
    return None
