"""Fields that every act shares."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from ledger.forms.base import coming_day


def test_a_coming_day_may_lie_far_ahead_but_not_beyond_the_last() -> None:
    field = coming_day("下次核查日")
    assert field.clean("2100-12-31") == date(2100, 12, 31)
    for typed in ("2101-01-01", "9999-12-31"):
        with pytest.raises(ValidationError) as refused:
            field.clean(typed)
        assert refused.value.messages == ["下次核查日不能晚于 2100-12-31，请核对年份。"]
