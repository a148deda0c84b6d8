"""The numbers of the ledger as the office keeps them now."""

from ledger.numbers import Numbers
from office.selectors import numbers_of


def office_numbers() -> Numbers:
    """All of them in one query."""
    return numbers_of(Numbers)
