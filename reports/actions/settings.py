"""情况表设定: from which month on by which rule 已解决 is counted and what stands in column B.

依据：口径从某月起改变的，以文件为准；已封存的月份不受影响。
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.document_numbers import tidy_number
from office.models import Area, User
from office.refusals import refuse_if
from office.roles import require
from reports.actions.freeze import lock_tables
from reports.models import MonthlyTable, TableSetting
from reports.period import Month

SET = ("rule", "column_b", "heading")


@transaction.atomic
def set_table_form(
    *, area: Area, from_month: Month, by: User, rule: str, column_b: str, heading: str = "", document_number: str = "",
    now: datetime | None = None,
) -> TableSetting:  # fmt: skip
    """Sets an area's table from a month on, until a later month for which something else was set.

    Raises:
        Refused: a frozen month would change, another rule without its document number, nothing new, a row for each
            session where each district has one.
        PermissionDenied: not the head of this area.
    """
    require(by, "set_table_form")
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    now = now or timezone.now()
    lock_tables()
    before = TableSetting.objects.in_force(area, str(from_month))
    setting = TableSetting(
        area=area, from_month=str(from_month), rule=rule, column_b=column_b, heading=heading.strip(),
        document_number=tidy_number(document_number), at=now, by=by,
    )  # fmt: skip
    refuse_if([*_frozen_faults(area, from_month), *_faults(setting, before)])
    setting.save()
    changed = {name: getattr(setting, name) for name in SET if getattr(setting, name) != getattr(before, name)}
    trail.record(
        "set_table_form", by=by, obj=area, now=now, month=str(from_month), document_number=setting.document_number, **changed
    )  # fmt: skip
    return setting


def _frozen_faults(area: Area, from_month: Month) -> list[str]:
    frozen = MonthlyTable.objects.filter(area=area, month__gte=str(from_month)).order_by("month").last()
    if frozen is None:
        return []
    last = Month.parse(frozen.month)
    return [f"{last.label}的情况表已封存，设定不能回到它以前：请从{last.next.label}或以后的月份起。"]


def _faults(setting: TableSetting, before: TableSetting) -> list[str]:
    faults = []
    if all(getattr(setting, name) == getattr(before, name) for name in SET):
        faults.append("与这个月份现在的设定相同，不用再设定。")
    if setting.rule != before.rule and not setting.document_number:
        faults.append("改变已解决的口径，请填写依据的文号。")
    if setting.is_by_session and Area.objects.filter(parent=setting.area).exists():
        faults.append("有下级区划的，一个区划一行，不能一场接访一行。")
    return faults
