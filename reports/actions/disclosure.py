"""确认社会公布清单 and taking it out: the head answers for each line, and each copy is on record."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Area, User
from office.refusals import Conflict, refuse_if
from office.roles import require
from reports.disclosure import Entry, Quarter, entries_of, entry_faults, file_name, workbook
from reports.models import PublicList
from reports.selectors import complainants, decided_cases


@transaction.atomic
def confirm_public_list(
    *, area: Area, quarter: Quarter, entries: Sequence[Entry], by: User, reason: str = "",
    expected_version: int | None = None, now: datetime | None = None,
) -> PublicList:  # fmt: skip
    """The list of a quarter, which may be empty; a second time is a correction and needs a reason.

    Raises:
        Refused: quarter not over, a case without decision, something missing, a person's name or number; all named.
        Conflict: another version was confirmed since the page was shown.
        PermissionDenied: not the head, or a foreign area.
    """
    require(by, "confirm_public_list")
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    now = now or timezone.now()
    Area.objects.select_for_update().get(pk=area.pk)
    last = PublicList.objects.filter(area=area, quarter=str(quarter)).order_by("version").last()
    version = last.version + 1 if last else 1
    if expected_version is not None and expected_version != version:
        raise Conflict(f"这个季度的清单刚由别人确认为版本 {version - 1}：没有再次确认。请查看后再更正。")
    faults = _time_faults(quarter, reason, last=last, now=now)
    decided = {found.case.pk for found in decided_cases(area, quarter)}
    if any(entry.case_id not in decided for entry in entries):
        faults.append("有的案件在这个季度没有处理决定，不能列入，请刷新页面。")
    names = complainants(entry.case_id for entry in entries)
    refuse_if([*faults, *entry_faults(entries, names=names)])
    row = PublicList.objects.create(
        area=area, quarter=str(quarter), version=version, rows=[entry.as_json() for entry in entries],
        reason=reason.strip(), confirmed_at=now, confirmed_by=by,
    )  # fmt: skip
    told = {"reason": row.reason} if row.reason else {}
    trail.record(
        "confirm_public_list", by=by, obj=row, now=now, quarter=row.quarter, version=version, rows=len(entries), **told
    )  # fmt: skip
    return row


@transaction.atomic
def export_public_list(*, confirmed: PublicList, by: User, now: datetime | None = None) -> tuple[str, bytes]:
    """The confirmed list as a workbook with its file name.

    Raises:
        PermissionDenied: the account may not see public lists.
    """
    require(by, "view_public_list")
    content = workbook(entries_of(confirmed.rows))
    trail.record(
        "export", by=by, obj=confirmed, now=now or timezone.now(), what="public_list", quarter=confirmed.quarter,
        version=confirmed.version, sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    return file_name(confirmed.area.short_name, Quarter.parse(confirmed.quarter)), content


def _time_faults(quarter: Quarter, reason: str, *, last: PublicList | None, now: datetime) -> list[str]:
    faults = []
    if timezone.localdate(now) <= quarter.last_on:
        faults.append(f"{quarter.label}还没有结束，请在季度结束以后确认。")
    if last and not reason.strip():
        faults.append(f"这个季度的清单已经确认过，更正须写明原因，另存为版本 {last.version + 1}。")
    if last is None and reason.strip():
        faults.append("这个季度的清单还没有确认过，不用写更正原因。")
    return faults
