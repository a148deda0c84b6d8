import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.text(st.characters() | st.sampled_from(" \t\u3000\u200b\ufeff\u00ad-\u2014\u2212９ａ张"), max_size=30))
def test_every_text_comes_out_as_the_rule_says(text):
    """The short cuts for ordinary texts change nothing."""
    form = "".join(
        c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and unicodedata.category(c) != "Cf"
    )
    assert fold(text) == form
    assert normalise(text) == "".join(c for c in form.upper() if unicodedata.category(c) != "Pd" and c != "\u2212")
