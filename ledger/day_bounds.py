"""The first and the last day the ledger takes: what lies outside is a slip of the pen. Pure: takes dates, not rows.

依据：欠薪台账所记的事都在 2000 年以后；a day far ahead would leave no room to count a deadline on from it.
"""

from datetime import date

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def early_faults(label: str, day: date | None) -> list[str]:
    """A day before `EARLIEST`, named by its label; none where no day was given."""
    return [f"{label} {day} 早于 {EARLIEST.year} 年，请核对。"] if day and day < EARLIEST else []


def late_faults(label: str, day: date | None) -> list[str]:
    """A day after `LATEST`, named by its label; none where no day was given."""
    return [f"{label} {day} 晚于 {LATEST}，请核对年份。"] if day and day > LATEST else []
