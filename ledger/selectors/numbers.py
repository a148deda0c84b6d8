"""The numbers of the ledger that the office may edit, in one query."""

from dataclasses import dataclass

from ledger.deadlines import SOON_DAYS
from office.selectors import parameters


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Working days of the usual limits, days of the lights, and what 无法联系 asks for."""

    limit_workdays: int
    low_income_limit_workdays: int
    soon_days: int
    contact_attempts: int
    contact_days: int

    def usual_workdays(self, *, is_low_income: bool) -> int:
        """How many working days the office usually gives."""
        return self.low_income_limit_workdays if is_low_income else self.limit_workdays


def office_numbers() -> Numbers:
    """As the office keeps them now."""
    kept = parameters(
        office_limit_days="15", office_limit_low_income_days="5", due_soon_days=str(SOON_DAYS), contact_attempts="3",
        contact_days="15",
    )  # fmt: skip
    return Numbers(
        limit_workdays=int(kept["office_limit_days"]),
        low_income_limit_workdays=int(kept["office_limit_low_income_days"]),
        soon_days=int(kept["due_soon_days"]),
        contact_attempts=int(kept["contact_attempts"]),
        contact_days=int(kept["contact_days"]),
    )
