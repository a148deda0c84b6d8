import pytest

from ledger.forms.progress import ProgressForm

CODE = "K7MP3XQ29HTVA6B0"


def form(code: str = CODE, last_four: str = "1234") -> ProgressForm:
    return ProgressForm({"code": code, "last_four": last_four})


@pytest.mark.parametrize(
    ("typed", "tail"),
    [
        ("1234", "1234"),
        (" 12 34 ", "1234"),
        ("１２３４", "1234"),
        ("123X", "123X"),
        ("123x", "123X"),
        ("123*", "123X"),
        ("123×", "123X"),
        ("13812341234", "1234"),
        ("53090219000101123X", "123X"),
    ],
)
def test_last_four_forgives_how_it_was_typed(typed: str, tail: str) -> None:
    typed_form = form(last_four=typed)
    assert (typed_form.is_valid(), typed_form.cleaned_data) == (True, {"code": CODE, "last_four": tail})


@pytest.mark.parametrize("typed", ["", "123", "号码忘了吧", "12\x0034", "----"])
def test_last_four_that_are_none_are_told(typed: str) -> None:
    typed_form = form(last_four=typed)
    assert (typed_form.is_valid(), list(typed_form.errors)) == (False, ["last_four"])


@pytest.mark.parametrize("typed", ["", "K7MP", CODE * 2, "J530902-2021-0001", "é" * 16, "A" * 300])
def test_code_that_can_be_none_is_told(typed: str) -> None:
    typed_form = form(code=typed)
    assert (typed_form.is_valid(), list(typed_form.errors)) == (False, ["code"])


def test_both_faults_are_named_at_once() -> None:
    assert list(form("", "").errors) == ["code", "last_four"]
