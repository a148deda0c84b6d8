"""查询码: given with the first receipt of a claim that has none, and renewed when a receipt is lost.

`register_claim` makes the code of every new claim; imported history gets its codes here. The trail never holds a code.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import trail
from office.models import User
from office.refusals import Conflict, Refused
from office.roles import require
from reception.models import Claim
from reception.receipt_codes import new_code

MARK_LENGTH = 16


@transaction.atomic
def give_receipt_code(*, claim: Claim, by: User, now: datetime | None = None) -> Claim:
    """生成查询码 for a claim that has none; a claim that has one keeps it, and nothing is written.

    Raises:
        Refused: the claim is void or merged.
    """
    require(by, "print_claim")
    claim = _locked(claim)
    if not claim.receipt_code:
        _write(claim, act="give_receipt_code", by=by, now=now)
    return claim


@transaction.atomic
def renew_receipt_code(*, claim: Claim, by: User, seen: str, now: datetime | None = None) -> Claim:
    """换发查询码: the old code is dead at once. `seen` is `mark_of` the code that the page showed.

    Raises:
        Refused: the claim is void or merged, or has no code yet.
        Conflict: the code was renewed meanwhile; the receipt printed with it stays good.
    """
    require(by, "renew_receipt_code")
    claim = _locked(claim)
    if not claim.receipt_code:
        raise Refused(f"{claim.number}还没有查询码：请在登记回执页按“生成查询码”。")
    if mark_of(claim) != seen:
        raise Conflict(f"{claim.number}的查询码刚刚已经换发，请打开登记回执，打印新的回执。")
    _write(claim, act="renew_receipt_code", by=by, now=now)
    return claim


def mark_of(claim: Claim) -> str:
    """Tells one code of a claim from the next without telling the code; empty for none."""
    return claim.receipt_code_index[:MARK_LENGTH]


def _locked(claim: Claim) -> Claim:
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if not claim.is_live:
        raise Refused(f"{claim.number}已作废或已判重，不再发查询码；已判重的，请打印先前那件诉求的回执。")
    return claim


def _write(claim: Claim, *, act: str, by: User, now: datetime | None) -> None:
    claim.receipt_code = new_code()
    claim.save(update_fields=["receipt_code", "receipt_code_index"])
    trail.record(act, by=by, obj=claim, now=now or timezone.now(), number=claim.number)
