"""The first month's table in the demo: signed, corrected, sent and answered; so that later claims come to later months."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from config.demo.desk import Desk
from office.frozen_months import frozen_faults
from reception.models import ReceptionSession
from reports.actions.freeze import freeze_table
from reports.actions.submission import record_receipt, submit_table
from reports.models import MonthlyTable
from reports.period import Month

FIRST = Month(2021, 4)
# The 1st to the 3rd of May 2021 were rest days: the table went out early.
EARLY, CORRECTED = date(2021, 4, 30), date(2021, 5, 6)


def open_to_claims(sessions: list[ReceptionSession]) -> list[ReceptionSession]:
    """Sessions whose month is not signed yet: claims and their ends would be dated into it."""
    return [row for row in sessions if not frozen_faults("", row.held_on or date.max, area_id=row.area_id)]


def sign_first_month(desk: Desk) -> None:
    """An early table and its correction, which went to the city and came back with a receipt."""
    if MonthlyTable.objects.exists():
        return
    told = {"area": desk.area, "month": FIRST, "by": desk.head}
    freeze_table(now=_at(EARLY), **told)
    now = _at(CORRECTED)
    table = freeze_table(reason="提前报送以后至月末的变动", now=now, **told)
    submit_table(
        table=table, by=desk.head, sent_on=CORRECTED, person="示例报送人", document_number="示例治欠办〔2021〕9号", now=now
    )  # fmt: skip
    answered = now + timedelta(days=1)
    record_receipt(table=table, by=desk.clerk, received_on=answered.date(), person="示例市级经办人", now=answered)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(16)))
