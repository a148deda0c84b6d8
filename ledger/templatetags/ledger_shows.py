"""How the ledger's pages write money and spans of time."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from ledger.selectors.case_sheet import CaseSheet
from office.amounts import show_yuan
from office.models import StoredFile
from reception.models import Claim
from reception.papers import period_text

register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    """``1,234.50``; 不详 for None."""
    return show_yuan(amount)


@register.filter
def without_sign(amount: Decimal) -> Decimal:
    """The size of money that went out."""
    return abs(amount)


@register.filter
def with_key(address: str, pk: int) -> str:
    """``/ledger/cases/0/`` with the key in place of 0: a page of fifty rows works its addresses out once."""
    return address.replace("/0/", f"/{pk}/")


@register.filter
def yuan_unit(amount: Decimal | None) -> str:
    """``1,234.50 元``; 不详 alone for None."""
    return show_yuan(amount) if amount is None else f"{show_yuan(amount)} 元"


@register.filter
def owed_period(claim: Claim) -> str:
    """``2020年11月—2021年3月``; empty where nothing is known."""
    return period_text(claim)


@register.filter
def unnamed(text: str, sheet: CaseSheet) -> str:
    """What somebody wrote, without the names that this account may not read."""
    return sheet.as_read(text)


@register.filter
def kept_back(file: StoredFile, sheet: CaseSheet) -> str:
    """What is said instead of the way to a file that this account may not open; else empty."""
    return sheet.kept_back(file)


@register.filter
def entry_day(row: Any) -> date | None:
    """The day on which something was entered, if that is not the day it happened on; else None."""
    day = timezone.localdate(row.at)
    return None if day == row.on else day
