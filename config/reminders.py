"""The day's reminders of every room: what `send_reminders` does by hand and the background process once a day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from config.mail import mail_unread
from ledger.actions.instalments import request_reopening_for_broken_promises
from ledger.actions.messages import Letter, delete_old, post
from ledger.actions.reminders import remind_of_cases
from ledger.messages import chinese_day
from ledger.reminders import Day, is_working_time
from ledger.selectors.recipients import Recipients
from office import throttle, trail
from office.models import Event, TrailHead
from office.roles import ACTS
from office.selectors import calendar
from office.workdays import Calendar
from reception.actions.drafts import remove_old_drafts
from reports.filing import due_on, planned_on, reminded_on
from reports.period import Month

ACT = "send_reminders"
# The last run lies among the events of a few days; further back nobody looks.
LOOKED_BACK = 20_000


@dataclass(frozen=True)
class Sent:
    """What one run did; `in_working_time` False: nothing at all."""

    in_working_time: bool
    messages: int = 0
    reopenings: int = 0
    mails: int = 0
    unsent_mails: int = 0


def send_reminders(*, now: datetime) -> Sent:
    """Tells everybody what has come up; safe to repeat, and from several processes at once. At night and on rest days
    nothing is sent: the next working day makes up for it."""
    days = calendar()
    if not is_working_time(timezone.localtime(now), days):
        return Sent(in_working_time=False)
    before = last_run_at()
    asked = request_reopening_for_broken_promises(today=timezone.localdate(now), now=now)
    sent = remind_of_cases(calendar=days, now=now) + _remind_of_table(calendar=days, now=now)
    delete_old(now=now)
    throttle.delete_old(now=now)
    remove_old_drafts(now=now)
    is_first = before is None or timezone.localdate(before) < timezone.localdate(now)
    if is_first or sent or asked:
        with transaction.atomic():
            trail.record(ACT, by=None, now=now, sent=sent, requests=len(asked))
    mails = mail_unread(since=before, now=now)
    return Sent(True, sent, len(asked), mails.sent, mails.failed)


def last_run_at() -> datetime | None:
    """When reminders were last sent; None if never, or so long ago that it no longer matters."""
    last = TrailHead.objects.values_list("number", flat=True).first() or 0
    events = Event.objects.filter(number__gt=last - LOOKED_BACK, act=ACT).order_by("-number")
    return events.values_list("at", flat=True).first()


def is_due(*, now: datetime) -> bool:
    """True in working time of a day on which nothing has been sent yet."""
    if not is_working_time(timezone.localtime(now), calendar()):
        return False
    last = last_run_at()
    return last is None or timezone.localdate(last) < timezone.localdate(now)


def missed_day(*, today: date, last_run: datetime | None) -> bool:
    """True if a whole working day has passed since the last run: the background process does not run."""
    return last_run is not None and timezone.localdate(last_run) < calendar().previous_workday(today)


def _remind_of_table(*, calendar: Calendar, now: datetime) -> int:
    """The table of the running month, five working days ahead, to those who make it."""
    day = Day(timezone.localdate(now), calendar)
    # From the 1st to the 3rd the month that is due is the last one.
    months = [Month.of(day.today).previous, Month.of(day.today)]
    due = [month for month in months if day.tells(reminded_on(month, calendar=calendar), due_on(month))]
    accounts = Recipients()
    letters = [
        Letter(user=user, key=f"monthly_table:{month}", text=_table_text(month, calendar))
        for month in due
        for user in accounts.holding(*ACTS["view_table"][1])
    ]
    return post(letters, now=now)


def _table_text(month: Month, calendar: Calendar) -> str:
    day, due = planned_on(month, calendar=calendar), chinese_day(due_on(month))
    if day < month.end:
        return f"{month.label}情况表请于 {chinese_day(day)} 下班前提前报送：{due} 截止，1日至3日都是休息日。"
    return f"{month.label}情况表请于 {chinese_day(day)} 报送，最迟 {due}。"
