"""The office limit waits while others decide: the one place that asks whether an open procedure pauses it.

Asked by `ledger.actions.clocks` of every limit that begins, is moved or runs on again, and when a procedure is opened.
Called inside the transaction of an act that has locked the case.
依据：等待仲裁、法院、公安期间，办理期限中止，另定下次核查日；statutory deadlines run on.
"""

from datetime import date, datetime

from django.db.models import Max, QuerySet

from ledger.models import Clock, ClockChange, Procedure
from ledger.reference_data import OFFICE_LIMIT
from office.models import User

Change = ClockChange.Kind
REASON_LENGTH = 300


def wait_for_procedures(clock: Clock, *, on: date, by: User | None, now: datetime) -> date | None:
    """Pauses a running office limit that an open procedure holds, from `on` at the earliest; returns that day.

    None if it runs on: nothing is waited for; it is paused already; it has run out, since others' work does not make
    good what was late before; or a person let it run on although that procedure was open. The next check may lie
    behind: then it is overdue, and that is what the case shows.
    """
    if clock.closed_on or clock.paused_on or clock.rule.code != OFFICE_LIMIT:
        return None
    held_by = (
        _not_overruled(clock, waited_for(clock.case_id)).select_related("kind").order_by("opened_on", "pk").first()
    )
    if held_by is None:
        return None
    day = max(filter(None, (on, held_by.opened_on, clock.started_on, resumed_on(clock))))
    if day > clock.due_on:
        return None
    clock.paused_on, clock.pause_reason = day, f"等待{held_by.kind}"
    clock.next_check_on = earliest_check(clock.case_id)
    clock.save(update_fields=["paused_on", "pause_reason", "next_check_on"])
    change = write_change(
        clock, Change.PAUSE, on=day, before=clock.due_on, after=clock.next_check_on, reason=clock.pause_reason, by=by,
        now=now,
    )  # fmt: skip
    Procedure.objects.filter(pk=held_by.pk).update(pause=change)
    return day


def follow_checks(clock: Clock) -> bool:
    """A limit paused by a procedure is looked at on the earliest check of those it waits for; False if there are none."""
    day = earliest_check(clock.case_id)
    if day and clock.next_check_on != day and is_paused_by_procedure(clock):
        clock.next_check_on = day
        clock.save(update_fields=["next_check_on"])
    return day is not None


def waited_for(case_id: int) -> QuerySet[Procedure]:
    """The open procedures of a case that pause its limit and were not found to have no bearing on the wages."""
    return Procedure.objects.filter(case=case_id, closed_on=None, exempted_at=None, kind__pauses_limit=True)


def earliest_check(case_id: int) -> date | None:
    """The day on which somebody looks first at what the limit waits for; None if it waits for nothing."""
    return waited_for(case_id).order_by("next_check_on").values_list("next_check_on", flat=True).first()


def is_paused_by_procedure(clock: Clock) -> bool:
    """Also by one that is closed and went to another case with its claim, while this case waits for a later one."""
    return _began_with_procedure(clock.changes.filter(kind=Change.PAUSE).order_by("-id").first())


def resumed_on(clock: Clock) -> date | None:
    """The last day from which it ran on after a pause; no pause may begin before it."""
    return clock.changes.filter(kind=Change.RESUME).aggregate(day=Max("on"))["day"]


def write_change(
    clock: Clock, kind: str, *, on: date, by: User | None, now: datetime, before: date | None = None,
    after: date | None = None, reason: str = "",
) -> ClockChange:  # fmt: skip
    """One line of what happened to a deadline."""
    return ClockChange.objects.create(
        clock=clock, kind=kind, on=on, before=before, after=after, reason=reason.strip()[:REASON_LENGTH], at=now, by=by
    )


def _not_overruled(clock: Clock, waiting: QuerySet[Procedure]) -> QuerySet[Procedure]:
    """Where a person ended a pause that a procedure had begun, only what was opened since then holds the limit."""
    resumed = clock.changes.filter(kind=Change.RESUME).order_by("-id").first()
    if resumed is None:
        return waiting
    ended = clock.changes.filter(kind=Change.PAUSE, id__lt=resumed.pk).order_by("-id").first()
    return waiting.filter(at__gt=resumed.at) if _began_with_procedure(ended) else waiting


def _began_with_procedure(pause: ClockChange | None) -> bool:
    return pause is not None and Procedure.objects.filter(pause=pause).exists()
