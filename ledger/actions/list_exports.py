"""Taking one of the other lists out of the program as a workbook: allowed, recorded, and then sent row by row."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ledger.actions.exports import PERSONAL, Export, described, purpose_faults
from ledger.selectors.case_export import Reader
from ledger.selectors.list_export import ListKind, keys_of, rows_of
from office import trail
from office.models import User
from office.refusals import Refused
from office.roles import holds, require
from office.sheets.stream import Table, stream
from reception.identity_access import knows_nobody

MASKED = "姓名已隐去，不含证件号、电话和来访人的话。"


@transaction.atomic
def export_list(
    *, kind: ListKind, purpose: str, by: User, since: date | None = None, until: date | None = None,
    with_identity: bool = False, now: datetime | None = None,
) -> Export:  # fmt: skip
    """All rows of the list that the account sees and whose day lies in the period, both ends included.

    The trail gets how many rows, which columns, which period and what for, and nothing of any person.

    Raises:
        PermissionDenied: the account may not export this list, or not with personal columns.
        Refused: a period that ends before it begins, or no purpose that can be kept.
    """
    act = "export_identity" if with_identity else "export_cases"
    require(by, act)
    if knows_nobody(by) or not holds(by, kind.roles):
        raise PermissionDenied("您的岗位不能导出这张清单。")
    purpose = " ".join(purpose.split())
    if faults := [*_period_faults(since, until), *purpose_faults(purpose)]:
        raise Refused(faults)
    now = now or timezone.now()
    today = timezone.localdate(now)
    columns = kind.columns_for(personal=with_identity)
    keys = keys_of(kind, by, since=since, until=until)
    rows = rows_of(kind, keys, columns, reader=Reader(by, today, clear=with_identity))
    conditions = period_in_words(since, until)
    told, footer = described(
        kind.title, conditions=conditions, purpose=purpose, rows=len(keys), by=by, now=now,
        note=PERSONAL if with_identity else MASKED, is_personal=with_identity,
    )  # fmt: skip
    tables = [Table(kind.title, [column.head for column in columns], rows, footer), told]
    what = [column.head.title for column in columns]
    facts: dict[str, Any] = {
        "what": kind.title,
        "rows": len(keys),
        "columns": what,
        "conditions": conditions,
        "purpose": purpose,
    }
    trail.record(act, by=by, now=now, **facts)
    return Export(f"{kind.title}（{by.area.short_name}）{today:%Y%m%d}.xlsx", len(keys), stream(tables))


def period_in_words(since: date | None, until: date | None) -> str:
    """`2021-04-01 至 2021-06-30`; 全部 for none."""
    if since and until:
        return f"{since} 至 {until}"
    return f"{since} 起" if since else f"{until} 止" if until else "全部"


def _period_faults(since: date | None, until: date | None) -> list[str]:
    return ["起始日期晚于截止日期：请对调或改正。"] if since and until and since > until else []
