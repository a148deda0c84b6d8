"""What the paper says of the time for which wages are owed."""

import pytest

from reception.models import Claim
from reception.papers import period_text


@pytest.mark.parametrize(
    ("owed_from", "owed_until", "text"),
    [
        ("2020-11", "2021-03", "2020年11月—2021年3月"),
        ("2020-11-05", "", "2020年11月5日起"),
        ("", "2021-03", "至2021年3月"),
        ("", "", ""),
    ],
)
def test_period_text_names_what_is_known(owed_from, owed_until, text):
    assert period_text(Claim(owed_from=owed_from, owed_until=owed_until)) == text
