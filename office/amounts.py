"""Money as people write and read it. Always ``Decimal`` yuan with at most two decimals; never a float inside."""

import re
from decimal import ROUND_HALF_UP, Decimal

from office.text import fold

CENT = Decimal("0.01")
ARTEFACT = Decimal("0.000001")
LIMIT = Decimal("1000000000000")  # what Decimal(14, 2) holds
UNKNOWN = "不详"
HOW = "请填数字，如 1234.50、1,234.50 或 12.5万"
PLAIN = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
CURRENCY = re.compile(r"^(?:¥|人民币)|(?:元|元整)$")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def parse_yuan(value: object, *, allow_unknown: bool = False) -> Decimal | None:
    """Yuan with two decimals from a cell or a form; None for 不详 where that is allowed.

    A number cell may carry the dust of binary fractions (4444.440000000001); typed text may not have more than
    two decimals. ``ValueError`` in Chinese names what was written and how to write it.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        raise ValueError(f"“{value}”不是金额，{HOW}。")  # noqa: TRY004  one error to catch for whatever a cell holds
    if isinstance(value, str):
        text = fold(value)
        if text == UNKNOWN:
            _refuse_unknown_unless(allow_unknown)
            return None
        amount = _from_text(value, text)
    else:
        amount = _from_number(value)
    return _checked(value, amount)


def show_yuan(amount: Decimal | None) -> str:
    """``1,234.50``; 不详 for None."""
    return UNKNOWN if amount is None else f"{amount.quantize(CENT, ROUND_HALF_UP):,}"


def in_words(amount: Decimal) -> str:
    """The amount in capitals as on receipts and vouchers: 壹万伍仟元整, 壹佰零伍元零叁分.

    依据：《支付结算办法》附件一《正确填写票据和结算凭证的基本规定》。
    """
    cents = int(amount.quantize(CENT, ROUND_HALF_UP) * 100)
    if not 0 <= cents < LIMIT * 100:
        raise ValueError(f"金额 {amount} 超出可写成大写的范围。")
    yuan, (jiao, fen) = cents // 100, divmod(cents % 100, 10)
    if cents == 0:
        return "零元整"
    words = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not fen:
        return words + "整"
    if jiao:
        # 元位是零、角位不是零时，“零”可写可不写；写上更不易被改动。
        gap = "零" if yuan and yuan % 10 == 0 else ""
        return words + gap + DIGITS[jiao] + "角" + (f"{DIGITS[fen]}分" if fen else "整")
    return words + ("零" if yuan else "") + f"{DIGITS[fen]}分"


def _refuse_unknown_unless(allowed: bool) -> None:
    if not allowed:
        raise ValueError(f"此处不能填“{UNKNOWN}”，{HOW}。")


def _from_text(value: str, text: str) -> Decimal:
    text = CURRENCY.sub("", text)
    ten_thousands = text.endswith("万")
    text = text.removesuffix("万")
    if text.startswith(("-", "−")) and PLAIN.fullmatch(text[1:]):
        raise ValueError(f"“{value}”是负数，金额不能为负。")
    if not PLAIN.fullmatch(text):
        raise ValueError(f"“{value}”不是可识别的金额，{HOW}。" if text else f"金额为空，{HOW}。")
    amount = Decimal(text.replace(",", ""))
    return amount * 10_000 if ten_thousands else amount


def _from_number(value: int | float | Decimal) -> Decimal:
    # str() gives a float's shortest form; anything further from a cent than dust was typed so and is refused later.
    amount = Decimal(str(value))
    if not amount.is_finite():
        raise ValueError(f"“{value}”不是金额，{HOW}。")
    nearest = amount.quantize(CENT, ROUND_HALF_UP) if abs(amount) < LIMIT else amount
    return nearest if isinstance(value, float) and abs(amount - nearest) <= ARTEFACT else amount


def _checked(value: object, amount: Decimal) -> Decimal:
    if amount < 0:
        raise ValueError(f"“{value}”是负数，金额不能为负。")
    if amount >= LIMIT:
        raise ValueError(f"“{value}”过大，请核对单位是元还是万元。")
    rounded = amount.quantize(CENT)
    if rounded != amount:
        raise ValueError(f"“{value}”超过两位小数，金额最小到分。")
    return abs(rounded)  # no minus zero


def _whole(yuan: int) -> str:
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    words, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(words)
            continue
        words += ("零" if words and (gap or group < 1000) else "") + _thousands(group) + GROUPS[place]
        gap = False
    return words


def _thousands(group: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return words
