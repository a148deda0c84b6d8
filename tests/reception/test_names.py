import pytest

from reception.names import tidy_name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 云南建工 ", "云南建工"),
        ("云南 建工(集团)有限公司", "云南建工（集团）有限公司"),
        ("南屏小区\u3000３期Ａ区", "南屏小区3期A区"),
        ("Yunnan  Works Ltd", "Yunnan Works Ltd"),
        ("云南 ABC 公司", "云南ABC公司"),
        ("第①标段，二期", "第①标段，二期"),
        ("南屏\u200b小区", "南屏小区"),
        ("", ""),
    ],
)
def test_one_spelling(typed, stored):
    assert tidy_name(typed) == stored
    assert tidy_name(stored) == stored
