"""The only doors to the trail: `record()` adds one event, `record_many()` several, `check_chain()` verifies all.

Lock order everywhere: case row, counter, chain. So these are called last, inside the caller's transaction:
if the event cannot be written, nothing was done.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from office.crypto import blind_index, blind_indexes
from office.models import Event, TrailHead, User
from office.roles import as_deputy

EVENT_BATCH = 1000
TRIM = "trim_trail"
_SEAL = "office.trail.head"


@dataclass(frozen=True)
class Entry:
    """One event to be written: the act, the object it was done to, and facts without clear personal data."""

    act: str
    obj: models.Model | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Anchor:
    """The number and digest of one event, kept outside the database."""

    number: int
    digest: str


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
    head = locked_head()
    is_sound = is_sealed(head)
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
    # A seal that was broken stays broken: the next honest act must not heal what somebody changed.
    head.seal = seal_of(head) if is_sound else ""
    head.save(update_fields=["number", "digest", "seal"])
    return events


def locked_head() -> TrailHead:
    """The end of the chain, locked until the caller's transaction ends; made if there is none yet."""
    return TrailHead.objects.select_for_update().get_or_create(only=True)[0]


def is_sealed(head: TrailHead) -> bool:
    """True if the end is as `record` left it, or nothing was recorded yet."""
    if not head.number:
        return not head.seal
    return any(hmac.compare_digest(head.seal, seal) for seal in blind_indexes(_ends_text(head), context=_SEAL))


def seal_of(head: TrailHead) -> str:
    """Keyed over where the chain begins and ends: not to be made from the database alone."""
    return blind_index(_ends_text(head), context=_SEAL)


def begin_after(head: TrailHead, event: Event) -> None:
    """The chain begins behind this event from now on; `head` is locked by the caller and its events are removed."""
    if not is_sealed(head):
        raise RuntimeError("the end of the trail is not sealed")
    head.kept_after, head.kept_digest = event.number, event.digest
    head.seal = seal_of(head)
    head.save(update_fields=["kept_after", "kept_digest", "seal"])


def _ends_text(head: TrailHead) -> str:
    return f"{head.kept_after}:{head.kept_digest}:{head.number}:{head.digest}"


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


def check_chain(anchor: Anchor | None = None) -> tuple[int, str | None]:
    """Recomputes the whole chain, from the first event that is kept to the sealed end.

    `anchor`: an event noted outside the database earlier, which has to be there still; so a chain that was cut and whose
    end was put back from an old copy shows, too.

    Returns:
        How many events were sound, and the first fault in words (None if there is none).
    """
    head, last = _ends()
    start, digest = head.kept_after, head.kept_digest
    number, marked, met = start, not start, anchor is None or anchor.number <= start
    for event in _in_order(head.number):
        fault = _fault(event, number + 1, digest)
        if fault:
            return number - start, fault
        number, digest = event.number, event.digest
        marked = marked or _is_mark(event, head)
        if anchor and number == anchor.number:
            met = digest == anchor.digest
    fault = _fault_of_ends(head, max(number, last), digest) or _fault_of_marks(marked=marked, met=met)
    return number - start, fault


def last_anchor() -> Anchor | None:
    """The last event, to be noted outside the database; None before the first."""
    head = TrailHead.objects.first()
    return Anchor(head.number, head.digest) if head and head.number else None


def _ends() -> tuple[TrailHead, int]:
    """The end of the chain and the number of the last event, of one instant: others go on recording."""
    last = Event.objects.order_by("-number").values("number")[:1]
    head = TrailHead.objects.annotate(last=models.Subquery(last)).first()
    if head is None:
        return TrailHead(), last.values_list("number", flat=True).first() or 0
    return head, head.last or 0


def _in_order(until: int) -> Iterator[Event]:
    return Event.objects.filter(number__lte=until).order_by("number").iterator(chunk_size=EVENT_BATCH)


def _is_mark(event: Event, head: TrailHead) -> bool:
    """The event that says up to where older ones were removed."""
    facts = (event.data.get("through"), event.data.get("digest"))
    return event.act == TRIM and facts == (head.kept_after, head.kept_digest)


def _fault_of_ends(head: TrailHead, number: int, digest: str) -> str | None:
    if (head.number, head.digest) != (number, digest):
        return f"审计链尾不符：应到第 {head.number} 条，实有 {number} 条。"
    if not is_sealed(head):
        return "审计链尾的签章不符：有人绕过程序改写过审计记录，或密钥不是写入时的那一把。"
    return None


def _fault_of_marks(*, marked: bool, met: bool) -> str | None:
    if not marked:
        return "审计记录的开头不符：较早的记录被删除，没有对应的清理记录。"
    return None if met else "审计记录与以前记下的锚点不符：记录被截断或改写。"


def _fault(event: Event, expected_number: int, previous: str) -> str | None:
    if event.number != expected_number:
        return f"第 {expected_number} 条审计记录缺失，下一条是第 {event.number} 条。"
    if event.previous_digest != previous:
        return f"第 {event.number} 条审计记录与上一条不相连。"
    if event.digest != digest_of(event):
        return f"第 {event.number} 条审计记录的内容被改动。"
    return None
