from math import log2

import pytest

from reception.receipt_codes import LENGTH, SIGNS, new_code, show_code, tidy_code

CODE = "K7MP3XQ29HTVA6B0"


def test_codes_have_eighty_bits_and_no_sign_that_looks_like_another() -> None:
    assert (len(set(SIGNS)), LENGTH * log2(len(SIGNS))) == (32, 80)
    assert set("OILU") & set(SIGNS) == set()


def test_new_codes_are_whole_and_never_the_same() -> None:
    codes = {new_code() for _ in range(5000)}
    assert (len(codes), {len(code) for code in codes}, set("".join(codes)) == set(SIGNS)) == (5000, {16}, True)
    assert [code for code in codes if tidy_code(code) != code] == []


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "K7MP 3XQ2 9HTV A6B0",
        "k7mp-3xq2-9htv-a6b0",
        " k7mp　3xq2—9htv_a6b0。",
        "Ｋ７ＭＰ３ＸＱ２９ＨＴＶＡ６Ｂ０",
        "K7MP3XQ29HTUA6BO",
        "查询码：K7MP 3XQ2 9HTV A6B0",
        "https://reception.example/progress/#K7MP3XQ29HTVA6B0",
    ],
)
def test_tidy_code_forgives_how_it_was_typed(typed: str) -> None:
    assert tidy_code(typed) == CODE


def test_letters_that_are_none_mean_the_figure_they_look_like() -> None:
    assert tidy_code("OILU oilu 0000 0000") == "011V011V00000000"


@pytest.mark.parametrize("typed", ["", "K7MP", CODE + "0", CODE[:-1], "查询码", "#", CODE[:-1] + "\0", CODE[:-1] + "é"])
def test_what_cannot_be_a_code_comes_out_empty(typed: str) -> None:
    assert tidy_code(typed) == ""


def test_show_code_groups_by_four() -> None:
    assert (show_code(CODE), show_code("")) == ("K7MP 3XQ2 9HTV A6B0", "")
