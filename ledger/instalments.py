"""Were the promises of a payment plan kept? Counted from the payments, never stored. Pure: takes dates, not rows.

依据：和解分期（R77）：到期未足额支付即为未履行；多付的计入下一期。
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal("0.00")


class Kept(StrEnum):
    """How a promise stands on a day."""

    PENDING = "未到期"
    DUE = "到期"
    PAID = "已付"
    BROKEN = "逾期未付"


@dataclass(frozen=True)
class Promise:
    """So much by that day."""

    due_on: date
    amount_yuan: Decimal


@dataclass(frozen=True)
class Standing:
    """One promise with its state; `short_yuan` is what its day still lacks, all promises before it included.

    `was_late`: it has been paid, but not by its day.
    """

    promise: Promise
    state: Kept
    short_yuan: Decimal
    was_late: bool


def standings(promises: Iterable[Promise], payments: Sequence[tuple[date, Decimal]], *, today: date) -> list[Standing]:
    """Cumulative payments against cumulative promises, in the order of their days; the last day itself is in time."""
    found, promised = [], ZERO
    for promise in sorted(promises, key=lambda promise: promise.due_on):
        promised += promise.amount_yuan
        short = max(promised - _paid_by(payments, today), ZERO)
        found.append(
            Standing(
                promise=promise,
                state=_state(promise.due_on, short, today),
                short_yuan=short,
                was_late=not short and _paid_by(payments, promise.due_on) < promised,
            )
        )
    return found


def _paid_by(payments: Sequence[tuple[date, Decimal]], day: date) -> Decimal:
    return sum((amount for on, amount in payments if on <= day), ZERO)


def _state(due_on: date, short: Decimal, today: date) -> Kept:
    if not short:
        return Kept.PAID
    if due_on < today:
        return Kept.BROKEN
    return Kept.DUE if due_on == today else Kept.PENDING
