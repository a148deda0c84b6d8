"""Taking a table or the statistics out of the program: allowed, done and recorded in one step."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Area, Unit, User
from office.roles import require
from reports.annex import file_name, workbook
from reports.assessment import assess
from reports.assessment import file_name as assessment_name
from reports.assessment import workbook as assessment_workbook
from reports.figures.assessment import Period
from reports.figures.groups import Period as GroupPeriod
from reports.figures.groups import count
from reports.figures.statistics import Span
from reports.freeze import with_notes
from reports.groups import file_name as groups_name
from reports.groups import workbook as groups_workbook
from reports.period import Month
from reports.statistics import build_statistics
from reports.statistics import file_name as statistics_name
from reports.statistics import workbook as statistics_workbook
from reports.table import build_table


@transaction.atomic
def export_table(*, area: Area, month: Month, by: User, now: datetime | None = None) -> tuple[str, bytes]:
    """The live table as a workbook with its file name; filing date is the day of the export. Holds no personal data.

    Raises:
        PermissionDenied: the account may not see tables.
    """
    require(by, "view_table")
    now = now or timezone.now()
    today = timezone.localdate(now)
    table = with_notes(build_table(area=area, month=month), today=today)
    content = workbook(table, filed_on=today)
    trail.record("export", by=by, obj=area, now=now, what="monthly_table", month=str(month), rule=table.rule)
    return file_name(table), content


@transaction.atomic
def export_statistics(*, area: Area, span: Span, by: User, now: datetime | None = None) -> tuple[str, bytes]:
    """The statistics of an area and its twelve months as a workbook with its file name. Holds no personal data.

    Raises:
        PermissionDenied: the account may not see statistics.
    """
    require(by, "view_statistics")
    now = now or timezone.now()
    content = statistics_workbook(build_statistics(span=span, today=timezone.localdate(now)))
    trail.record("export", by=by, obj=area, now=now, what="statistics", month=str(span.until))
    return statistics_name(area, span), content


@transaction.atomic
def export_assessment(
    *, area: Area, period: Period, by: User, unit: Unit | None = None, now: datetime | None = None
) -> tuple[str, bytes]:
    """The assessment of an area, or of one of its units, as a workbook with its file name. Holds no personal data.

    Raises:
        PermissionDenied: the account may not see the assessment.
    """
    require(by, "view_assessment")
    now = now or timezone.now()
    found = assess(area=area, period=period, today=timezone.localdate(now), unit=unit)
    told = {"unit": str(unit)} if unit else {}
    trail.record(
        "export", by=by, obj=area, now=now, what="assessment", month=f"{period.first}至{period.last}", **told
    )  # fmt: skip
    return assessment_name(area, period), assessment_workbook(found)


@transaction.atomic
def export_groups(*, period: GroupPeriod, by: User, now: datetime | None = None) -> tuple[str, bytes]:
    """The months' figures told apart, as a workbook with its file name. Holds no personal data.

    Raises:
        PermissionDenied: the account may not see tables.
    """
    require(by, "view_table")
    content = groups_workbook(count(period))
    told = {"campaign": str(period.campaign)} if period.campaign else {}
    trail.record(
        "export", by=by, obj=period.area, now=now or timezone.now(), what="groups",
        month=f"{period.first}至{period.last}", **told,
    )  # fmt: skip
    return groups_name(period), content
