"""Events past their time of keeping are removed from the trail's beginning; the chain verifies on from where it was cut.

依据：网络安全法第二十三条（日志留存不少于六个月）。The office keeps them three years unless it says otherwise.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from office import append_only, trail
from office.models import Event, User
from office.models.trail import KEPT
from office.months import months_on
from office.refusals import Refused
from office.roles import require

AT_ONCE = 50_000


@dataclass(frozen=True)
class Due:
    """What is past its time: how many events, and the last of them."""

    count: int
    last: Event | None


def due_for_removal(*, now: datetime) -> Due:
    """The events at the beginning that are older than `TRAIL_MONTHS`; one younger event among them ends it."""
    cutoff = months_on(now, -settings.TRAIL_MONTHS)
    first_kept = Event.objects.filter(at__gte=cutoff).order_by("number").first()
    old = Event.objects.filter(at__lt=cutoff)
    if first_kept is not None:
        old = old.filter(number__lt=first_kept.number)
    return Due(old.count(), old.order_by("number").last())


def trim_trail(*, by: User, now: datetime | None = None) -> int:
    """Removes them, in steps that are each whole and leave an event; returns how many were removed.

    Raises:
        PermissionDenied: not the auditor.
        Refused: the trail does not verify; then nothing is removed from it.
    """
    require(by, trail.TRIM)
    now = now or timezone.now()
    fault = trail.check_chain()[1]
    if fault:
        raise Refused([f"{fault}审计记录不完整时不清理，请先查明原因。"])
    removed = 0
    while step := _remove_some(by=by, now=now):
        removed += step
    return removed


@transaction.atomic
def _remove_some(*, by: User, now: datetime) -> int:
    head = trail.locked_head()
    due = due_for_removal(now=now)
    if due.last is None:
        return 0
    last = due.last
    if due.count > AT_ONCE:
        last = Event.objects.get(number=head.kept_after + AT_ONCE)
    facts: dict[str, Any] = {"through": last.number, "digest": last.digest, "until": timezone.localdate(last.at)}
    count = _delete_through(last.number)
    trail.begin_after(head, last)
    trail.record(trail.TRIM, by=by, now=now, removed=count, **facts)
    return count


def _delete_through(number: int) -> int:
    """The one place where events are deleted: the database's guard is off within this transaction alone."""
    was_guarded = not append_only.missing(KEPT)
    append_only.lift(KEPT)
    old = Event.objects.filter(number__lte=number)
    count = old._raw_delete(old.db)
    if was_guarded:
        append_only.install(KEPT)
    return count
