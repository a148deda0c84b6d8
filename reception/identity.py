"""ID numbers and phones: one form, warnings, masks. A wrong number is warned of, never a reason to lose a person.

依据：GB 11643—1999《公民身份号码》（18 位，末位为校验码；15 位旧号码缺世纪与校验码）。
"""

import re
import unicodedata
from datetime import date

from office.text import fold, normalise

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
EIGHTEEN = re.compile(r"\d{17}[\dX]", re.ASCII)
FIFTEEN = re.compile(r"\d{15}", re.ASCII)
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"(?:010|02\d)[2-9]\d{7}|(?:0[3-9]\d{2})?[2-9]\d{6,7}", re.ASCII)
EARLIEST_BIRTH = date(1900, 1, 1)
STAR = "*"
LEAST_HIDDEN = 4
TAIL, SHORTEST_WITH_TAIL = 4, 7
ID_NUMBER, PHONE = "身份证号", "手机"
# Inside other text: 18 or 15 figures of an ID number, 11 of a mobile phone, neither part of something longer.
_ID_WITHIN = re.compile(r"(?<![0-9A-Z])(?:\d{17}[\dX]|\d{15})(?![0-9A-Z])", re.ASCII)
_MOBILE_WITHIN = re.compile(r"(?<![0-9A-Z])1[3-9]\d{9}(?![0-9A-Z])", re.ASCII)
# Figures as people write them: in groups, in full-width, over the end of a line. Eleven are a phone or more; ten with a
# nought before them a landline.
_GAP = r"[\s.\-\uff0d\u2013\u2014()\uff08\uff09\u00b7]{0,2}"
_WRITTEN = re.compile(
    r"(?P<kept>[AJY]\d{6}-\d{4}-\d{4,9}(?!\d)|(?<!\d)(?:19|20)\d\d([-./])\d{1,2}\2\d{1,2}(?!\d))"
    rf"|(?<!\d)\+?(?P<figures>\d(?:{_GAP}\d)+(?:{_GAP}[Xx\uff38\uff58])?)"
)
MANY_FIGURES, LANDLINE_FIGURES = 11, 10
_OUR_NUMBER = re.compile(r"[A-Z]?\d{6}-\d{4}-\d{4,9}", re.ASCII)
_LOCAL_LINE = re.compile(r"[3-9]\d{7}|[2-9]\d{6}", re.ASCII)


def normalise_id(text: str) -> str:
    """Half-width, upper case, without spaces and hyphens; the form that is stored and searched."""
    return normalise(text)


def check_id_number(text: str, *, today: date | None = None) -> list[str]:
    """Warnings in Chinese, empty for a sound number and for an empty one; with ``today`` also of a birth to come."""
    number = normalise_id(text)
    if not number:
        return []
    if FIFTEEN.fullmatch(number):
        return ["身份证号为 15 位旧号码，请尽量核对并改填 18 位号码。", *_birth_warnings(f"19{number[6:12]}", today)]
    if len(number) != 18:
        return [f"身份证号应为 18 位，现为 {len(number)} 位，请核对。"]
    if not EIGHTEEN.fullmatch(number):
        return ["身份证号前 17 位应为数字，末位应为数字或 X，请核对。"]
    warnings = _birth_warnings(number[6:14], today)
    if check_digit(number[:17]) != number[17]:
        warnings.append("身份证号校验码不符，可能有一位输错，请核对。")
    return warnings


def check_digit(first_17: str) -> str:
    """The 18th character that belongs to 17 digits."""
    return CHECK_DIGITS[sum(int(d) * w for d, w in zip(first_17, WEIGHTS, strict=True)) % 11]


def normalise_phone(value: object) -> str:
    """Digits as dialled: without spaces, hyphens, brackets, +86; a whole-number cell (13800000000.0) as digits.

    Text that is no phone number is kept in its folded form, for ``check_phone`` to warn of.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    number = re.sub(r"[()]", "", normalise(str(value)))
    for prefix in ("+86", "0086"):
        number = number.removeprefix(prefix)
    # 13 digits that begin with 86 are a mobile number written without its plus sign.
    if len(number) == 13 and number.startswith("86") and MOBILE.fullmatch(number[2:]):
        number = number[2:]
    return number


def check_phone(text: object) -> list[str]:
    """Warnings in Chinese, empty for a mobile or landline number and for an empty one."""
    number = normalise_phone(text)
    if not number or MOBILE.fullmatch(number) or LANDLINE.fullmatch(number):
        return []
    if not number.isdecimal():
        return ["电话号码含有数字以外的字符，请核对。"]
    if len(number) == 11:
        return ["手机号应以 13 至 19 开头，固定电话应以 0 加区号开头，请核对。"]
    return [f"电话号码应为 11 位手机号或带区号的固定电话，现为 {len(number)} 位，请核对。"]


def personal_number_in(text: str) -> tuple[str, str] | None:
    """(`身份证号` or `手机`, the number in its stored form) if a text holds somebody's number, else None.

    Such a text never goes into an address. Numbers of claims and cases are none, nor is a day written as 20210412.
    """
    folded = fold(text).upper()
    if _OUR_NUMBER.fullmatch("".join("-" if unicodedata.category(c) == "Pd" else c for c in folded)):
        return None
    for form in (normalise(text), *map(normalise, text.split())):
        if found := _ID_WITHIN.search(form):
            return ID_NUMBER, found[0]
    for form in (normalise_phone(text), *map(normalise_phone, text.split())):
        if MOBILE.fullmatch(form) or (LANDLINE.fullmatch(form) and (len(form) > 9 or _LOCAL_LINE.fullmatch(form))):
            return PHONE, form
        if found := _MOBILE_WITHIN.search(form):
            return PHONE, found[0]
    return None


def without_numbers(text: str) -> str:
    """What somebody wrote, with stars for every number that may be a person's: identity card, account, phone.

    Days, amounts, document numbers and those of our cases stay. It rather hides a number too many.
    """
    return _WRITTEN.sub(_starred, text)


def _starred(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    figures = [unicodedata.decimal(sign) for sign in found["figures"] if sign.isdecimal()]
    is_landline = len(figures) >= LANDLINE_FIGURES and figures[0] == 0
    return STAR * LEAST_HIDDEN if len(figures) >= MANY_FIGURES or is_landline else found[0]


def mask_id(text: str) -> str:
    """``530***********1234``: the first three and the last four; short or broken numbers are hidden whole."""
    return _mask(normalise_id(text), head=3, tail=4)


def mask_phone(text: str) -> str:
    """``138****1234``: the first three and the last four; of a landline only the last three are shown."""
    number = normalise_phone(text)
    return _mask(number, head=3, tail=4) if MOBILE.fullmatch(number) else _mask(number, head=0, tail=3)


# Stands where a name or a text stood in a case that nobody can be found in any more.
DEIDENTIFIED = "已去标识"


def mask_name(text: str) -> str:
    """``张*``, ``张*三``, ``欧**华``: the first and, from three characters on, the last; one character is hidden."""
    if text == DEIDENTIFIED:
        return text
    name = fold(text)
    if len(name) <= 2:
        return name[: len(name) - 1] + STAR * bool(name)
    return name[0] + STAR * (len(name) - 2) + name[-1]


def tails_of(*, id_number: str, phone: str) -> tuple[str, str]:
    """The last four of each, as `/progress/` asks for them; empty for a number that is absent or too short to tell by."""
    numbers = (normalise_id(id_number), normalise_phone(phone))
    first, second = (number[-TAIL:] if len(number) >= SHORTEST_WITH_TAIL else "" for number in numbers)
    return first, second


def mask_account(text: str) -> str:
    """``************1234``: the last four of a bank account."""
    return _mask(normalise_id(text), head=0, tail=4)


def mask_address(text: str) -> str:
    """``临翔区凤翔街***``: what tells the area, not the house; short addresses are hidden whole."""
    address = text.strip()
    return (address[:6] if len(address) > 8 else "") + STAR * 3 if address else ""


def _mask(number: str, *, head: int, tail: int) -> str:
    hidden = len(number) - head - tail
    if hidden < LEAST_HIDDEN:
        return STAR * len(number)
    return number[:head] + STAR * hidden + number[len(number) - tail :]


def _birth_warnings(digits: str, today: date | None) -> list[str]:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return ["身份证号中的出生日期不存在，请核对。"]
    if born < EARLIEST_BIRTH or (today is not None and born > today):
        return ["身份证号中的出生日期不在合理范围内，请核对。"]
    return []
