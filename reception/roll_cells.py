"""Single cells of a pasted wage roll: what they are by their content, and the spelling the grid takes them in.

Pure. A cell that cannot be read keeps what was pasted: the grid says in that very cell what is wrong with it.
"""

import re
from datetime import date
from decimal import Decimal

from office.amounts import parse_yuan
from office.partial_dates import parse_day_or_month
from office.pasted_table import is_nothing
from office.text import fold, normalise
from reception.identity import EIGHTEEN, FIFTEEN, MOBILE

ID, PHONE, ACCOUNT, DAY, PERIOD, AMOUNT, JOB, TEXT = "id", "phone", "account", "day", "period", "amount", "job", "text"
TEN_THOUSAND = 10_000
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?(\d{1,2})", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?", re.ASCII)
_DAY = r"\d{4}(?:[-/.]\d{1,2}(?:[-/.]\d{1,2})?|年\d{1,2}月(?:\d{1,2}[日号]?)?)|(?:19|20)\d{4}(?:\d\d)?"
_PERIOD = re.compile(rf"({_DAY})[-—–~至到]+({_DAY}|今|现在)", re.ASCII)
_MIDNIGHT = re.compile(r"(?<=\d)\s+0?0:00(?::00)?$", re.ASCII)
_JOB = re.compile(r"(?:工|工人|员|长|师|师傅|手|班组)$")
_NUMBERED = re.compile(r"^\d{1,4}[.、．]\s*")
_BIRTH = slice(6, 14)


def kind_of(cell: str) -> str:
    """What a cell without heading holds, most likely."""
    number = normalise(cell.lstrip("'’‘"))
    lost = SCIENTIFIC.fullmatch(fold(cell))
    if MOBILE.fullmatch(number):
        return PHONE
    if lost:
        return {17: ID, 10: PHONE}.get(int(lost[1]), ACCOUNT)
    if _is_id(number):
        return ID
    if number.isdecimal() and 12 <= len(number) <= 25:
        return ACCOUNT
    if _PERIOD.fullmatch(fold(cell)):
        return PERIOD
    if not fold(cell).isdecimal() and _is_day(cell):
        return DAY
    if read_yuan(cell) is not None:
        return AMOUNT
    return JOB if _JOB.search(fold(cell)) and len(fold(cell)) > 1 else TEXT


def looks_lost(text: str) -> bool:
    """True for a number that a spreadsheet has shortened (`5.30902E+17`): its last figures are gone."""
    return SCIENTIFIC.fullmatch(fold(text)) is not None


def read_yuan(cell: str, *, in_ten_thousands: bool = False) -> Decimal | None:
    """The sum in a cell; None if it is none."""
    try:
        amount = parse_yuan(cell.lstrip("'’‘"))
    except ValueError:
        return None
    has_unit = fold(cell).rstrip("元").endswith("万")
    return amount * TEN_THOUSAND if amount is not None and in_ten_thousands and not has_unit else amount


def tidy_amount(cell: str, *, in_ten_thousands: bool = False) -> str:
    """`5,000.00`; empty for a dash; what cannot be read as it stands."""
    if is_nothing(cell):
        return ""
    amount = read_yuan(cell, in_ten_thousands=in_ten_thousands)
    return cell.strip() if amount is None else f"{amount:,.2f}"


def tidy_number(cell: str) -> str:
    """An ID number, phone or account without spaces and the apostrophe that marks text in a sheet."""
    return "" if is_nothing(cell) else fold(cell.lstrip("'’‘")).upper()


def tidy_day(cell: str) -> str:
    """ISO text of day or month; what cannot be read as it stands."""
    if is_nothing(cell):
        return ""
    text = _MIDNIGHT.sub("", cell.strip())
    compact = _COMPACT.fullmatch(fold(text))
    try:
        return parse_day_or_month("-".join(filter(None, compact.groups())) if compact else text)
    except ValueError:
        return cell.strip()


def tidy_period(cell: str) -> tuple[str, str]:
    """Both ends of `2020年10月至2021年2月`; one day alone is the beginning; `至今` leaves the end open."""
    found = _PERIOD.fullmatch(fold(cell))
    if not found:
        return tidy_day(cell), ""
    return tidy_day(found[1]), tidy_day(found[2]) if found[2][0].isdecimal() else ""


def tidy_name(cell: str) -> str:
    """A name without the number some people write before it."""
    return "" if is_nothing(cell) else _NUMBERED.sub("", cell.strip())


def _is_id(number: str) -> bool:
    """18 or 15 figures with a day of birth inside; a figure too few or too many passes if the year of birth fits."""
    if EIGHTEEN.fullmatch(number):
        return _is_birth(number[_BIRTH]) or not number.isdecimal()
    if FIFTEEN.fullmatch(number):
        return _is_birth(f"19{number[6:12]}")
    return number[:-1].isdecimal() and len(number) in (17, 19) and "1900" <= number[6:10] <= "2015"


def _is_birth(figures: str) -> bool:
    try:
        born = date(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2015


def _is_day(cell: str) -> bool:
    try:
        parse_day_or_month(_MIDNIGHT.sub("", cell.strip()))
    except ValueError:
        return False
    return True
