"""决定是否移送公安: what the head makes of an order to pay that was not followed. 移送 itself is a procedure.

依据：刑法第二百七十六条之一，法释〔2013〕3号第四条；实施方案六（四）移送公安。
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ledger.actions.guard import event_day, relock
from ledger.actions.move import move
from ledger.actions.requests import word_faults
from ledger.models import Case
from ledger.selectors.major import major_facts
from office import trail
from office.models import User

LONGEST_REASON = 300


@transaction.atomic
def decide_police(
    *, case: Case, by: User, transfers: bool, reason: str, on: date | None = None,
    expected_version: int | None = None, now: datetime | None = None,
) -> Case:  # fmt: skip
    """Ends the hint at 拒不支付劳动报酬 for the orders whose day has passed; a later order may bring it back.

    Raises:
        Refused: no reason, case finished, no order to pay that has passed without the money, a day to come or not after
            that order's.
    """
    relock(case, expected_version)
    now = now or timezone.now()
    day = event_day(on, now)
    orders = major_facts([case], today=timezone.localdate(now))[case.pk].expired_orders
    problems = [] if orders else [f"案件 {case.number} 没有期限已过而未履行的责令支付，不必决定。"]
    problems += [f"决定日期 {day} 应当晚于责令支付的期限 {due}。" for due in sorted(set(orders)) if day <= due]
    if reason.strip():
        problems += word_faults(reason, "理由", LONGEST_REASON)
    said = f"{'移送公安' if transfers else '不移送公安'}：{reason.strip()}" if reason.strip() else ""
    move(
        case=case, name="decide_police", by=by, on=day, note=said, data={"transfers": transfers},
        also_missing=problems, now=now,
    )  # fmt: skip
    trail.record("decide_police", by=by, obj=case, now=now, number=case.number, transfers=transfers, on=day)
    return case
