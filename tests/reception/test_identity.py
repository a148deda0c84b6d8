from datetime import date

import pytest

from reception.identity import (
    ID_NUMBER,
    PHONE,
    check_digit,
    check_id_number,
    check_phone,
    mask_account,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
    normalise_id,
    normalise_phone,
    personal_number_in,
)
from tests.identity_numbers import make_id


def test_check_digit_of_the_standards_own_examples():
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


def test_sound_numbers_have_no_warning():
    for sequence in range(1, 200):
        assert check_id_number(make_id(sequence=sequence)) == []
    assert check_id_number("") == []
    assert check_id_number(" ") == []


def test_every_single_wrong_character_is_warned_of():
    number = make_id(sequence=7)
    for position in range(18):
        for other in "0123456789":
            if other != number[position]:
                assert check_id_number(number[:position] + other + number[position + 1 :]) != []


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("53090219010101", ["身份证号应为 18 位，现为 14 位，请核对。"]),
        ("5309021901010100123", ["身份证号应为 18 位，现为 19 位，请核对。"]),
        ("53090219010101A012", ["身份证号前 17 位应为数字，末位应为数字或 X，请核对。"]),
        ("X30902190101010012", ["身份证号前 17 位应为数字，末位应为数字或 X，请核对。"]),
        ("530902010101001", ["身份证号为 15 位旧号码，请尽量核对并改填 18 位号码。"]),
        (
            "530902011301001",
            ["身份证号为 15 位旧号码，请尽量核对并改填 18 位号码。", "身份证号中的出生日期不存在，请核对。"],
        ),
    ],
)
def test_check_id_number_warnings(text, warnings):
    assert check_id_number(text) == warnings


@pytest.mark.parametrize(
    ("birth", "warning"),
    [
        ("19010229", "身份证号中的出生日期不存在，请核对。"),
        ("19010431", "身份证号中的出生日期不存在，请核对。"),
        ("18991231", "身份证号中的出生日期不在合理范围内，请核对。"),
        ("20210413", "身份证号中的出生日期不在合理范围内，请核对。"),
    ],
)
def test_check_id_number_birth_date(birth, warning):
    first_17 = f"530902{birth}001"
    assert check_id_number(first_17 + check_digit(first_17), today=date(2021, 4, 12)) == [warning]


def test_check_id_number_takes_any_spelling():
    number = next(n for n in (make_id(sequence=s) for s in range(1, 50)) if n.endswith("X"))
    spelled = f" {number[:6]}-{number[6:14]} {number[14:].lower()}"
    assert check_id_number(spelled) == []
    assert normalise_id(spelled) == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("+86 13800000000", "13800000000"),
        ("+86-138-0000-0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        (13800000000, "13800000000"),
        (13800000000.0, "13800000000"),
        ("0883-2123456", "08832123456"),
        ("（0883）2123456", "08832123456"),
        ("", ""),
        (None, ""),
        ("无", "无"),
        (1.5, "1.5"),
    ],
)
def test_normalise_phone(value, number):
    assert normalise_phone(value) == number


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("", False),
        ("13800000000", False),
        ("+86 199 0000 0000", False),
        ("0883-2123456", False),
        ("2123456", False),
        ("01012345678", True),
        ("010-62345678", False),
        ("12800000000", True),
        ("1380000000", True),
        ("138000000000", True),
        ("无", True),
        ("13800000000转2", True),
    ],
)
def test_check_phone(text, warned):
    assert bool(check_phone(text)) is warned


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (mask_id, "530902190101011234", "530***********1234"),
        (mask_id, "53090219010101123x", "530***********123X"),
        (mask_id, "530902010101001", "530********1001"),
        (mask_id, "12345678", "********"),
        (mask_id, "", ""),
        (mask_phone, "13800001234", "138****1234"),
        (mask_phone, "+86 138-0000-1234", "138****1234"),
        (mask_phone, "0883-2123456", "********456"),
        (mask_phone, "12345", "*****"),
        (mask_phone, "", ""),
        (mask_account, "6222 0210 0000 1234", "************1234"),
        (mask_account, "1234567", "*******"),
        (mask_account, "", ""),
        (mask_address, "临翔区凤翔街道南屏社区一号", "临翔区凤翔街***"),
        (mask_address, "临翔区凤翔街道一", "***"),
        (mask_address, "", ""),
        (mask_name, "张三", "张*"),
        (mask_name, "张小三", "张*三"),
        (mask_name, "欧阳华华", "欧**华"),
        (mask_name, " 张 三 ", "张*"),
        (mask_name, "张", "*"),
        (mask_name, "", ""),
    ],
)
def test_masks(mask, text, shown):
    assert mask(text) == shown


def test_make_id_never_makes_a_living_persons_number():
    with pytest.raises(ValueError, match="1900 to 1905"):
        make_id(birth=date(1980, 1, 1))
    assert make_id(birth=date(1905, 12, 31), sequence=999).startswith("53090219051231999")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (make_id(), ID_NUMBER),
        (f"张三{make_id().lower()}", ID_NUMBER),
        ("530902 19020304 001X", ID_NUMBER),
        ("530902020304001", ID_NUMBER),
        ("13800000001", PHONE),
        ("+86 138-0000-0001", PHONE),
        ("张三 13800000001", PHONE),
        ("张三13800000001", PHONE),
        ("0883-2123456", PHONE),
        ("2123456", PHONE),
        ("530902-2021-12345", None),
        ("J530902-2021-12345", None),
        ("530902－2021－0001", None),
        ("2021-0001", None),
        ("20210412", None),
        ("123456", None),
        ("张三", None),
        ("", None),
    ],
)
def test_somebodys_number_in_a_text(text, kind):
    found = personal_number_in(text)
    assert (found[0] if found else None) == kind


def test_somebodys_number_comes_in_its_stored_form():
    assert personal_number_in(f"张三 {make_id().lower()}") == (ID_NUMBER, make_id())
    assert personal_number_in("+86 138-0000-0001") == (PHONE, "13800000001")
