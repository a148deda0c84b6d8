"""Open cases with what reminders are reckoned from: one query for each kind, however many cases there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q

from ledger import reminders
from ledger.models import (
    Case,
    Clock,
    Evidence,
    Guarantee,
    Lead,
    Procedure,
    ProgressNote,
    StabilityMeasure,
    Supervision,
)
from ledger.numbers import Numbers
from ledger.reminders import Day, Reminder
from ledger.selectors.advances import advances_to_recover
from ledger.selectors.named_lists import unpaid_instalments
from ledger.workflow import OPEN, Status

# Further ahead than any number of working days that the office would want to be warned.
_AHEAD = timedelta(days=60)
_OFFICE_LIMIT = "办理期限"


@dataclass(frozen=True)
class CaseReminder:
    """A reminder with its case, if it is of one, and the unit it concerns."""

    reminder: Reminder
    case_id: int | None
    area_id: int
    unit_id: int | None


def due_reminders(day: Day, numbers: Numbers) -> Iterator[CaseReminder]:
    """Everything to be told of cases on this day, told before or not."""
    yield from _deadlines(day, numbers)
    yield from _without_clock(day, numbers)
    yield from _unsigned(day, numbers)
    yield from _without_contact(day, numbers)
    yield from _instalments(day, numbers)
    yield from _supervisions(day)
    yield from _procedures(day)
    yield from _guarantees(day, numbers)
    yield from _measures(day)
    yield from _leads(day)
    yield from _recoveries(day)


def _around(field: str, day: Day) -> Q:
    """Dates that some rule may look at: the others need not be read."""
    past = day.today - 4 * reminders.CATCH_UP
    return Q(**{f"{field}__gte": past, f"{field}__lte": day.today + _AHEAD})


def _deadlines(day: Day, numbers: Numbers) -> Iterator[CaseReminder]:
    """Every clock that is a duty, not the leading one alone: the others run on behind one that is over."""
    clocks = Clock.objects.filter(closed_on=None, rule__is_duty=True, case__status__in=OPEN)
    rows = clocks.filter(_around("due_on", day) | _around("next_check_on", day)).order_by()
    for pk, due_on, check_on, label, *case in rows.values_list("pk", "due_on", "next_check_on", "rule__label", *_CASE):
        if check_on:
            yield from _told(reminders.of_next_check(pk, case[1], check_on, day=day), case)
        else:
            found = reminders.of_deadline(pk, case[1], due_on, label=label, day=day, numbers=numbers)
            yield from _told(found, case)


def _without_clock(day: Day, numbers: Numbers) -> Iterator[CaseReminder]:
    """Cases that brought a deadline along, but no clock."""
    running = Clock.objects.filter(case=OuterRef("pk"), closed_on=None, rule__is_duty=True)
    cases = Case.objects.filter(_around("due_on", day), ~Exists(running), status__in=OPEN).order_by()
    for due_on, *case in cases.values_list("due_on", *_OWN):
        found = reminders.of_deadline(f"case{case[0]}", case[1], due_on, label=_OFFICE_LIMIT, day=day, numbers=numbers)
        yield from _told(found, case)


def _unsigned(day: Day, numbers: Numbers) -> Iterator[CaseReminder]:
    cases = Case.objects.filter(_around("assigned_on", day), status=Status.ASSIGNED, return_asked_on=None).order_by()
    for assigned_on, *case in cases.values_list("assigned_on", *_OWN):
        yield from _told(reminders.of_signing(case[0], case[1], assigned_on, day=day, numbers=numbers), case)


def _without_contact(day: Day, numbers: Numbers) -> Iterator[CaseReminder]:
    since = {"case": OuterRef("pk"), "on__gte": OuterRef("assigned_on")}
    notes = ProgressNote.objects.filter(**since)
    attempts = Evidence.objects.filter(**since, kind=Evidence.Kind.CONTACT)
    cases = Case.objects.filter(
        _around("assigned_on", day), ~Exists(notes), ~Exists(attempts), status=Status.IN_PROGRESS
    ).order_by()
    for assigned_on, *case in cases.values_list("assigned_on", *_OWN):
        yield from _told(reminders.of_contact(case[0], case[1], assigned_on, day=day, numbers=numbers), case)


def _instalments(day: Day, numbers: Numbers) -> Iterator[CaseReminder]:
    rows = unpaid_instalments(day.today + _AHEAD).filter(_around("due_on", day), case__status__in=OPEN)
    for pk, due_on, *case in rows.values_list("pk", "due_on", *_CASE):
        yield from _told(reminders.of_instalment(pk, case[1], due_on, day=day, numbers=numbers), case)


def _procedures(day: Day) -> Iterator[CaseReminder]:
    """Not those for which the paused deadline says the same on the same day."""
    said = Clock.objects.filter(
        case=OuterRef("case"), closed_on=None, rule__is_duty=True, next_check_on=OuterRef("next_check_on")
    )
    rows = Procedure.objects.filter(_around("next_check_on", day), ~Exists(said), closed_on=None, case__status__in=OPEN)
    for pk, check_on, kind, *case in rows.order_by().values_list("pk", "next_check_on", "kind__label", *_CASE):
        yield from _told(reminders.of_procedure(pk, case[1], check_on, kind=kind, day=day), case)


def _supervisions(day: Day) -> Iterator[CaseReminder]:
    rows = Supervision.objects.filter(_around("reply_due_on", day), replied_on=None, case__status__in=OPEN)
    asked = rows.exclude(kind=Supervision.Kind.REMIND).annotate(asked_unit=F("unit"))
    for pk, due_on, unit_id, *case in asked.order_by().values_list("pk", "reply_due_on", "asked_unit", *_CASE):
        # Told to the unit that was asked, which need not be the responsible one.
        yield from _told(reminders.of_supervision(pk, case[1], due_on, day=day), [*case[:3], unit_id])


def _guarantees(day: Day, numbers: Numbers) -> Iterator[CaseReminder]:
    ahead = day.today + timedelta(days=numbers.guarantee_remind_days) + _AHEAD
    rows = Guarantee.objects.filter(ended_on=None, expires_on__gte=day.today, expires_on__lte=ahead).order_by()
    for pk, project, expires_on, area_id in rows.values_list("pk", "project__name", "expires_on", "area_id"):
        for reminder in reminders.of_guarantee(pk, project, expires_on, day=day, numbers=numbers):
            yield CaseReminder(reminder, None, area_id, None)


def _measures(day: Day) -> Iterator[CaseReminder]:
    """Told to the unit of the person who answers for the measure; also on a case that is finished."""
    rows = StabilityMeasure.objects.filter(_around("next_check_on", day), ended_on=None).order_by()
    for pk, check_on, number, case_id, area_id, unit_id in rows.values_list(
        "pk", "next_check_on", "case__number", "case", "case__area_id", "unit"
    ):
        yield from _told(reminders.of_measure(pk, number, check_on, day=day), [case_id, number, area_id, unit_id])


def _leads(day: Day) -> Iterator[CaseReminder]:
    rows = Lead.objects.filter(_around("next_check_on", day), status=Lead.Status.OPEN).order_by()
    for pk, check_on, number, area_id in rows.values_list("pk", "next_check_on", "number", "area_id"):
        assert check_on is not None  # noqa: S101  an open lead has one, and the filter asks for it
        yield from _told(reminders.of_lead(pk, number, check_on, day=day), [None, number, area_id, None])


def _recoveries(day: Day) -> Iterator[CaseReminder]:
    """On finished cases too: what was advanced is recovered after striking off."""
    rows = advances_to_recover().filter(_around("recover_by", day))
    for pk, recover_by, *case in rows.values_list("pk", "recover_by", *_CASE):
        yield from _told(reminders.of_recovery(pk, case[1], recover_by, day=day), case)


_OWN = ("pk", "number", "area_id", "responsible_unit_id")
_CASE = ("case__pk", "case__number", "case__area_id", "case__responsible_unit_id")


def _told(found: Iterable[Reminder], case: list) -> Iterator[CaseReminder]:
    pk, _, area_id, unit_id = case
    for reminder in found:
        yield CaseReminder(reminder, pk, area_id, unit_id)
