"""The days the ledger takes: between its first and its last, none to come, a next check later. Pure: takes dates, not rows.

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


def coming_faults(label: str, day: date | None, today: date) -> list[str]:
    """A day after today for something that is said to have happened, named by its label; none where no day was given."""
    return [f"{label} {day} 晚于今天。"] if day and day > today else []


def next_check_faults(day: date | None, *, after: date, what: str = "今天") -> list[str]:
    """Somebody looks again on a day later than `after`, which `what` names, and not too far ahead."""
    if day is None:
        return ["请填写下次核查日。"]
    early = [f"下次核查日 {day} 应当晚于{what} {after}。"] if day <= after else []
    return early + late_faults("下次核查日", day)
