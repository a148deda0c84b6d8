"""Puts what is to be remembered into the inboxes, once per event."""

from datetime import datetime

from django.utils import timezone

from ledger.actions.messages import Letter, post, told_since
from ledger.messages import To
from ledger.reminders import CATCH_UP, Day
from ledger.selectors.numbers import office_numbers
from ledger.selectors.recipients import Recipients
from ledger.selectors.reminders import CaseReminder, due_reminders
from office.models import User
from office.workdays import Calendar

# No reminder is repeated for longer.
_TOLD_WITHIN = 3 * CATCH_UP


def remind_of_cases(*, calendar: Calendar, now: datetime) -> int:
    """Tells units and office what has come up on their cases; safe to repeat.

    Returns:
        How many messages were new.
    """
    accounts = Recipients()
    found = due_reminders(Day(timezone.localdate(now), calendar), office_numbers())
    # Most of what is due was told on the days before; the database would refuse it again, one by one.
    told = told_since(now - _TOLD_WITHIN)
    letters = (
        Letter(user=user, key=each.reminder.key, text=each.reminder.text, case_id=each.case_id)
        for each in found
        for user in _users(each, accounts)
    )
    return post([letter for letter in letters if (letter.user.pk, letter.key) not in told], now=now)


def _users(each: CaseReminder, accounts: Recipients) -> list[User]:
    found: dict[int, User] = {}
    for to in each.reminder.to:
        found |= {user.pk: user for user in _of(to, each, accounts)}
    return list(found.values())


def _of(to: To, each: CaseReminder, accounts: Recipients) -> list[User]:
    if to is To.HEAD:
        return accounts.heads(each.area_id)
    if to is To.CLERK:
        return accounts.clerks(each.area_id)
    # A unit without an account is called by the office.
    return accounts.liaisons(each.unit_id) or accounts.clerks(each.area_id)
