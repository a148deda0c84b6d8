"""Made-up ID numbers with a right check digit: area 530902 and a birth year nobody alive has."""

from datetime import date

from reception.identity import check_digit

AREA = "530902"


def make_id(area: str = AREA, birth: date = date(1901, 1, 1), sequence: int = 1) -> str:
    """An 18-character number; refuses any birth year after 1905, so that no real person's number is made."""
    if not 1900 <= birth.year <= 1905:
        raise ValueError("made-up numbers have a birth year from 1900 to 1905")
    first_17 = f"{area}{birth:%Y%m%d}{sequence:03d}"
    return first_17 + check_digit(first_17)
