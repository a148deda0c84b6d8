"""追偿: what of an advance came back, also after the case is struck off; into the account it was paid from.

Lock order: case row, account row, end of the trail.
依据：实施方案六（三）“垫付后依法追偿”。
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ledger.actions.funds import (
    LONGEST,
    amount_faults,
    counter_entries,
    day_faults,
    lock_account,
    reason_faults,
    write_entry,
)
from ledger.actions.guard import bump, event_day, relock, require_on
from ledger.models import Advance, Case, FundEntry, Recovery
from ledger.selectors.advances import outstanding_of
from office import trail
from office.amounts import show_yuan
from office.models import StoredFile, User
from office.refusals import Refused, refuse_if


@transaction.atomic
def record_recovery(
    *, advance: Advance, by: User, amount_yuan: Decimal, on: date | None = None, text: str = "",
    file: StoredFile | None = None, submission: UUID | None = None, now: datetime | None = None,
) -> Recovery:  # fmt: skip
    """登记追偿: what came back on a day, also after striking off; into the account the advance was paid from.

    Raises:
        Refused: more than is outstanding, a day before the advance or to come, the advance is cancelled.
    """
    case = relock(advance.case)
    require_on(case, by, "record_recovery")
    if first := _first(case, submission):
        return first
    advance.refresh_from_db()
    now = now or timezone.now()
    day = event_day(on, now)
    refuse_if([*day_faults(day, now), *_faults(advance, amount_yuan, on=day, text=text)])
    recovery = Recovery.objects.create(
        advance=advance, on=day, amount_yuan=amount_yuan, text=text.strip(), file=file, submission=submission, at=now,
        by=by,
    )  # fmt: skip
    if advance.account:
        write_entry(
            lock_account(advance.account), kind=FundEntry.Kind.RECOVERED, on=day, amount_yuan=amount_yuan,
            text=f"案件 {case.number} 追回垫付", by=by, now=now, advance=advance, recovery=recovery,
        )  # fmt: skip
    bump(case)
    trail.record(
        "record_recovery", by=by, obj=case, now=now, number=case.number, advance=advance.pk, amount_yuan=amount_yuan,
        on=day,
    )  # fmt: skip
    return recovery


@transaction.atomic
def void_recovery(*, recovery: Recovery, by: User, reason: str, now: datetime | None = None) -> Recovery:
    """冲销追偿 that was entered wrongly; the account gets a counter-entry.

    Raises:
        Refused: no reason, cancelled before, or the money is no longer on the account.
    """
    case = relock(recovery.advance.case)
    require_on(case, by, "void_advance")
    recovery.refresh_from_db()
    now = now or timezone.now()
    problems = reason_faults(reason)
    if recovery.voided_at:
        problems.append("这笔追偿已经冲销过。")
    refuse_if(problems)
    recovery.voided_at, recovery.voided_by, recovery.void_reason = now, by, reason.strip()
    recovery.save(update_fields=["voided_at", "voided_by", "void_reason"])
    counter_entries(FundEntry.objects.filter(recovery=recovery), reason=reason, by=by, now=now)
    bump(case)
    trail.record(
        "void_recovery", by=by, obj=case, now=now, number=case.number, advance=recovery.advance_id,
        amount_yuan=recovery.amount_yuan,
    )  # fmt: skip
    return recovery


def _first(case: Case, submission: UUID | None) -> Recovery | None:
    """What a double click has written already."""
    first = Recovery.objects.filter(submission=submission).select_related("advance").first() if submission else None
    if first and first.advance.case_id != case.pk:
        raise Refused("这一页已经用来登记过另一个案件：请返回案件，重新打开后再填。")
    return first


def _faults(advance: Advance, amount_yuan: Decimal, *, on: date, text: str) -> list[str]:
    problems = amount_faults(amount_yuan)
    if advance.voided_at:
        problems.append("这笔垫付已冲销，不再追偿。")
    if on < advance.on:
        problems.append(f"追回日期 {on} 早于垫付日期 {advance.on}。")
    if len(text.strip()) > LONGEST:
        problems.append(f"说明最多 {LONGEST} 个字。")
    left = outstanding_of(advance)
    if not problems and amount_yuan > left:
        problems.append(f"追回金额 {show_yuan(amount_yuan)} 元超过这笔垫付待追偿的 {show_yuan(left)} 元，请核对。")
    return problems
