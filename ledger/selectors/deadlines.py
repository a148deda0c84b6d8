"""Dates that are proposed or looked at: the usual deadline of a case, the last day on which a unit may object.

依据：实施方案六（三）（办理期限由本办确定，低收入农村劳动力从快）；信访工作条例第二十三条（退回异议五个工作日）。
"""

from datetime import date

from ledger.models import Case
from office.selectors import calendar, parameter
from office.workdays import Calendar

RETURN_WORKDAYS = 5


def default_due_on(case: Case, on: date, with_calendar: Calendar | None = None) -> date:
    """The deadline a case assigned on that day usually gets: 15 working days, 5 for low-income workers (editable)."""
    low_income = case.case_claims.filter(
        claim__is_low_income=True, claim__voided_at=None, claim__merged_into=None
    ).exists()
    length = parameter("office_limit_low_income_days", "5") if low_income else parameter("office_limit_days", "15")
    return (with_calendar or calendar()).add_workdays(on, int(length)).on


def return_limit_on(assigned_on: date, with_calendar: Calendar | None = None) -> date:
    """The last day for 申请退回: the fifth working day after the assignment."""
    return (with_calendar or calendar()).add_workdays(assigned_on, RETURN_WORKDAYS).on
