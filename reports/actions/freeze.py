"""封存并签字: the month is counted, checked, written as form and as snapshot, and chained: all in one transaction.

依据：实施方案七“每月3日前将上月接访情况报送”；what was sent never changes, a correction is a new version with its reason.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import Area, User
from office.refusals import Conflict, refuse_if
from office.roles import require
from office.selectors import calendar
from reports.annex import workbook
from reports.city import counted_table, is_city, sources
from reports.freeze import LONGEST_REMARK, blocks, freeze_warnings, is_early, not_to_freeze, with_notes, with_remarks
from reports.frozen import columns_of
from reports.models import MonthlyTable, TableHead
from reports.period import Month
from reports.snapshot import canonical, content_of, digest_of, sha256_of
from reports.table import Table


@transaction.atomic
def freeze_table(
    *, area: Area, month: Month, by: User, as_of: datetime | None = None, reason: str = "",
    remarks: dict[int, str] | None = None, expected_version: int | None = None, now: datetime | None = None,
) -> MonthlyTable:  # fmt: skip
    """Freezes a month by the rule the area has set for it; a city's is made of the tables its districts froze.

    `remarks` by row number replace the 备注 built by rule; both are kept.
    `expected_version` is the version the signer was shown the page for: if somebody else froze meanwhile, nothing is
    written.

    Raises:
        Refused: the month may not be frozen yet, a correction without reason, or a check that blocks; all named.
        Conflict: another version was frozen since the page was shown.
        PermissionDenied: not the head (of a city: nor the city), or a foreign area.
    """
    city = is_city(area)
    require(by, "freeze_city_table" if city else "freeze_table")
    if area.pk not in by.area_ids:
        raise PermissionDenied("这个区划不在您的工作范围内。")
    now = now or timezone.now()
    head = lock_tables()
    last = MonthlyTable.objects.of_month(area, str(month)).last()
    _same_as_shown(last, expected_version)
    today = timezone.localdate(now)
    refuse_if([*not_to_freeze(month, today=today, calendar=calendar()), *_reason_faults(last, reason, remarks)])
    by_rule = with_notes(counted_table(area=area, month=month, as_of=as_of), today=today)
    signed = with_remarks(by_rule, remarks or {})
    content = workbook(signed, filed_on=today)
    refuse_if(blocks(signed, workbook=content))
    table = MonthlyTable(
        number=head.number + 1, area=area, month=str(month), version=last.version + 1 if last else 1,
        rule=by_rule.rule, is_early=is_early(month, today=today), filed_on=today, reason=reason.strip(), workbook=content,
        previous_digest=head.digest, frozen_at=now, frozen_by=by,
    )  # fmt: skip
    _seal(table, signed, by_rule=by_rule, corrects=last)
    table.save()
    head.number, head.digest = table.number, table.digest
    head.save(update_fields=["number", "digest"])
    trail.record(
        "freeze_table", by=by, obj=table, now=now, month=str(month), rule=table.rule, version=table.version,
        sha256=table.digest, warnings=len(signed.warnings), **({"reason": table.reason} if table.reason else {}),
    )  # fmt: skip
    return table


def lock_tables() -> TableHead:
    """Holds back every freeze until the transaction ends: for what must not change under one."""
    TableHead.objects.get_or_create(only=True)
    return TableHead.objects.select_for_update().get(only=True)


def _seal(table: MonthlyTable, signed: Table, *, by_rule: Table, corrects: MonthlyTable | None) -> None:
    """Writes the snapshot and its digest, which covers the columns, the form's bytes and the digest before it."""
    told = content_of(signed, by_rule=by_rule) | columns_of(table)
    told |= {
        "signed_by": str(table.frozen_by),
        "workbook_sha256": sha256_of(bytes(table.workbook)),
        "corrects": corrects.digest if corrects else "",
        "warnings": [*signed.warnings, *freeze_warnings(signed)],
    }
    if is_city(table.area):
        told |= {"sources": sources(signed), "previous_of_area": _last_of_area(table)}
    table.snapshot = canonical(told)
    table.digest = digest_of(table.snapshot)


def _last_of_area(table: MonthlyTable) -> str:
    """The digest of the city's table before this one: its own chain within the chain of all."""
    rows = MonthlyTable.objects.filter(area=table.area, number__lt=table.number).order_by("number")
    last = rows.values_list("digest", flat=True).last()
    return last or ""


def _same_as_shown(last: MonthlyTable | None, expected: int | None) -> None:
    coming = last.version + 1 if last else 1
    if expected is not None and last is not None and expected != coming:
        raise Conflict(
            f"{last.frozen_by}已封存这个月的版本 {last.version}：没有再次封存。请查看已封存的表；确需更正的，写明原因另存新版本。"
        )


def _reason_faults(last: MonthlyTable | None, reason: str, remarks: dict[int, str] | None) -> list[str]:
    faults = []
    if last is not None and not reason.strip():
        faults.append(
            f"这个月已封存版本 {last.version}，不能改动。确需更正的，请写明更正原因，另存为版本 {last.version + 1}。"
        )
    if last is None and reason.strip():
        faults.append("这个月还没有封存过，不用写更正原因。")
    if any(len(text) > LONGEST_REMARK for text in (remarks or {}).values()):
        faults.append(f"备注最多 {LONGEST_REMARK} 个字，请精简。")
    return faults
