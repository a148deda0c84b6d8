"""The numbers of the ledger that the office may edit, each named as its parameter, with the usual value. Pure.

`ledger.selectors.numbers.office_numbers` reads them as the office keeps them.
"""

from dataclasses import dataclass

from ledger.major import MajorNumbers


@dataclass(frozen=True, kw_only=True)
class Numbers(MajorNumbers):
    """Usual limits, lights, reminders, lists, what 无法联系 asks for, and what makes a case major."""

    # Working days from assignment.
    office_limit_days: int = 15
    office_limit_low_income_days: int = 5
    # Calendar days for the lights, working days for the reminders.
    due_soon_days: int = 3
    # Working days after assignment, and after the end of the limit.
    sign_days: int = 1
    contact_within_days: int = 3
    notice_days: int = 5
    # Calendar days.
    stalled_days: int = 60
    long_open_days: int = 180
    # The registration counts as the first visit.
    repeat_visits: int = 2
    # Calendar days before a guarantee expires.
    guarantee_remind_days: int = 30
    # 无法联系: attempts on different days, calendar days between the first and the last.
    contact_attempts: int = 3
    contact_days: int = 15

    def usual_workdays(self, *, is_low_income: bool) -> int:
        """How many working days the office usually gives."""
        return self.office_limit_low_income_days if is_low_income else self.office_limit_days
