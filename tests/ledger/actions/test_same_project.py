"""Whose claims may be judged to be one matter or two."""

import pytest

from ledger.actions.same_project import decide_same_matter
from ledger.models import SameMatter
from office.refusals import Refused
from tests import factories


def test_claims_of_another_area_are_not_judged(clerk) -> None:
    claims = [factories.claim(clerk).pk for _ in range(2)]
    stranger = factories.user("head", area=factories.area("530921"))
    with pytest.raises(Refused, match="请刷新页面"):
        decide_same_matter(claims=claims, by=stranger, is_same=False, reason="两个标段")
    assert SameMatter.objects.count() == 0
