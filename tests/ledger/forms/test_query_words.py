import pytest

from ledger.forms.query_words import count_in_words


@pytest.mark.parametrize(
    ("count", "words"),
    [(None, ""), (0, "共 0 件"), (1204, "共 1,204 件"), (10_000, "共 10,000 件"), (10_001, "超过 10,000 件")],
)
def test_count_in_words(count, words):
    assert count_in_words(count) == words
