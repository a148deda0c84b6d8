"""What is wrong or doubtful in a workbook, cell by cell, without clear personal data."""

import re
from datetime import date, datetime

from office.sheets.findings import Problem
from reception.identity import mask_id, mask_name, mask_phone

SESSIONS_SHEET, CLAIMS_SHEET = "接访场次", "诉求台账"
SHOWN_CHARACTERS = 40
_MASKS = {
    **dict.fromkeys(("姓名", "来电人", "反映人姓名", "承办人员"), mask_name),
    **dict.fromkeys(("身份证号", "身份证号码", "银行账号"), mask_id),
    **dict.fromkeys(("手机", "联系电话", "反映人电话"), mask_phone),
}
# A phone has 11 digits, an ID number 15 or 18: they also turn up in columns where they do not belong.
_LONG_NUMBER = re.compile(r"\d{11,}[Xx]?", re.ASCII)


def problem(*, sheet: str, row: int | None, column: str, value: object, message: str) -> Problem:
    """A finding whose value and message show no personal data."""
    return Problem(sheet, row, column, shown(column, value), _LONG_NUMBER.sub(_stars, message))


def shown(column: str, value: object) -> str:
    """The cell as it may be shown: masked where it is personal, cut where it is long."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    if column in _MASKS:
        return _MASKS[column](text.removesuffix(".0"))
    text = _LONG_NUMBER.sub(_stars, text)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def _stars(match: re.Match[str]) -> str:
    return f"{match[0][:3]}{'*' * (len(match[0]) - 3)}"
