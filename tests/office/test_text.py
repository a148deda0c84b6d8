import pytest

from office.text import fold, normalise


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        (" ２０２１ 年\t", "2021年"),
        ("涉及金额（元）*", "涉及金额(元)*"),
        ("a\u200bb\ufeff\u3000c", "abc"),
        ("张·三", "张·三"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text", ["53090219010101123x", "530902-19010101-123X", "５３０９０２ 19010101 123ｘ", "530902—190101–01123X"]
)
def test_normalise_brings_spellings_together(text):
    assert normalise(text) == "53090219010101123X"
