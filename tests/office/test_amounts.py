from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.amounts import in_words, parse_yuan, show_yuan


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (0, "0.00"),
        (15000, "15000.00"),
        (4444.44, "4444.44"),
        (4444.440000000001, "4444.44"),
        (0.1 + 0.2, "0.30"),
        (-0.0, "0.00"),
        (1e5, "100000.00"),  # a number cell is a number, however it is written
        (Decimal("12.5"), "12.50"),
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1，234，567.8", "1234567.80"),
        ("12.5万", "125000.00"),
        ("12.5 万元", "125000.00"),
        ("0.000001万", "0.01"),
        ("49万", "490000.00"),
        ("1.000001万", "10000.01"),
        ("１２３４．５０", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("￥50元", "50.00"),
        ("人民币 50 元整", "50.00"),
        ("007", "7.00"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_parse_yuan(value, amount):
    parsed = parse_yuan(value)
    assert str(parsed) == amount


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (-1, "不能为负"),
        (-0.01, "不能为负"),
        ("-5", "不能为负"),
        ("－5", "不能为负"),
        ("−5万", "不能为负"),
        ("1e5", "不是可识别的金额"),
        ("1E5", "不是可识别的金额"),
        ("+5", "不是可识别的金额"),
        ("12,34.50", "不是可识别的金额"),
        ("1.2.3", "不是可识别的金额"),
        (".5", "不是可识别的金额"),
        ("0x10", "不是可识别的金额"),
        ("一万", "不是可识别的金额"),
        ("5亿", "不是可识别的金额"),
        ("٣", "不是可识别的金额"),
        ("约5万", "不是可识别的金额"),
        ("NaN", "不是可识别的金额"),
        ("", "金额为空"),
        ("元", "金额为空"),
        ("不详", "此处不能填"),
        (float("nan"), "不是金额"),
        (float("inf"), "不是金额"),
        (True, "不是金额"),
        (None, "不是金额"),
        ("0.001", "超过两位小数"),
        ("4444.440000000001", "超过两位小数"),
        ("1.0000001万", "超过两位小数"),
        (4444.445, "超过两位小数"),
        (4444.4401, "超过两位小数"),
        (Decimal("1.001"), "超过两位小数"),
        (1e12, "过大"),
        (1e300, "过大"),
        ("1000000000000", "过大"),
        ("100000000万", "过大"),
    ],
)
def test_parse_yuan_refuses(value, reason):
    with pytest.raises(ValueError, match=reason):
        parse_yuan(value)


def test_parse_yuan_unknown_where_allowed():
    assert parse_yuan(" 不 详", allow_unknown=True) is None
    assert parse_yuan("5", allow_unknown=True) == 5


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_show_parses_back_and_floats_too(amount):
    assert parse_yuan(show_yuan(amount)) == amount
    assert parse_yuan(float(amount)) == amount


def test_show_yuan():
    assert (show_yuan(Decimal("1234567.5")), show_yuan(Decimal("0.005")), show_yuan(None)) == (
        "1,234,567.50",
        "0.01",
        "不详",
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("105.03", "壹佰零伍元零叁分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("15000", "壹万伍仟元整"),
        ("10005", "壹万零伍元整"),
        ("100000", "壹拾万元整"),
        ("490000", "肆拾玖万元整"),
        ("1000500", "壹佰万零伍佰元整"),
        ("10000000", "壹仟万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("100000001", "壹亿零壹元整"),
        ("101000000", "壹亿零壹佰万元整"),
        ("120000000", "壹亿贰仟万元整"),
        ("20300405067.80", "贰佰零叁亿零肆拾万伍仟零陆拾柒元捌角整"),
    ],
)
def test_in_words(amount, words):
    assert in_words(Decimal(amount)) == words


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_in_words_reads_back(yuan):
    words = in_words(Decimal(yuan))
    assert "零零" not in words
    assert not words.startswith("零")
    assert read_words(words.removesuffix("元整")) == yuan


def read_words(words):
    """The other way round, written without looking at the rule under test."""
    total = group = digit = 0
    for character in words:
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in "拾佰仟":
            group += digit * {"拾": 10, "佰": 100, "仟": 1000}[character]
            digit = 0
        else:
            total += (group + digit) * {"万": 10**4, "亿": 10**8}[character]
            group = digit = 0
    return total + group + digit


@pytest.mark.parametrize("amount", ["-1", "1000000000000"])
def test_in_words_out_of_range(amount):
    with pytest.raises(ValueError, match="超出"):
        in_words(Decimal(amount))
