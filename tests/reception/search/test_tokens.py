import pytest

from reception.search.tokens import (
    MOST_WORDS,
    TOO_MANY,
    TOO_SHORT,
    Word,
    clean,
    is_found_in,
    matter_tokens,
    name_tokens,
    pairs,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("云南建工（集团）", "云南建工集团"),
        ("Ａ１ 标段", "a1标段"),
        ("买买提·阿不都", "买买提阿不都"),
        ("lü", "lv"),
        ("\"'*-%_:(){}^ \x00;", ""),
        ("𬭎三", "𬭎三"),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "found"), [("南屏小区", ["南屏", "屏小", "小区"]), ("岩甲", ["岩甲"]), ("岩", ["岩"]), ("", [])]
)
def test_pairs(text, found):
    assert pairs(text) == found


def test_line_of_people_is_pairs_then_pinyin_each_person_once():
    assert name_tokens(["张三", "张三", "李四"]) == "张三 0 李四 0 zhang zhangsan san zhangs zs li lisi si lis ls"


def test_foreign_name_is_a_token_of_its_own():
    assert name_tokens(["Aye Mya"]) == "ay ye em my ya 0 ayemya"


def test_line_of_the_matter_ends_each_text_and_keeps_numbers_whole():
    assert matter_tokens(["南屏路", "甲乙公司"], numbers=["GD-2021/7"]) == "南屏 屏路 0 甲乙 乙公 公司 0 gd20217"
    assert matter_tokens([], numbers=[""]) == ""


def test_words_are_all_wanted():
    assert words_of("张三 南屏小") == [Word("张三", ("张三",), False), Word("南屏小", ("南屏", "屏小"), False)]


def test_pinyin_may_be_typed_with_spaces():
    assert [word.text for word in words_of("Zhang San")] == ["zhangsan"]
    assert [word.text for word in words_of("zs 南屏")] == ["zs", "南屏"]


@pytest.mark.parametrize("typed", ["", " ", "张", "张三 李", "*", "%", '"', "-- '"])
def test_one_character_is_too_short(typed):
    with pytest.raises(ValueError, match=TOO_SHORT[:6]):
        words_of(typed)


def test_too_many_words():
    with pytest.raises(ValueError, match=TOO_MANY[:6]):
        words_of("张三 " * (MOST_WORDS + 1))


@pytest.mark.parametrize(
    ("typed", "text", "person", "found"),
    [
        ("屏小", "南屏小区", False, True),
        ("屏区", "南屏小区", False, False),
        ("zs", "张三", True, True),
        ("zs", "张三", False, False),
        ("单", "单", True, False),
    ],
)
def test_what_matched(typed, text, person, found):
    words = words_of(typed) if len(typed) > 1 else [Word("无", ("无",), False)]
    assert is_found_in(words[0], text, person=person) is found
