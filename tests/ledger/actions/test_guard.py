"""Who may act on a case: the role first, told in words, then whether the case is within reach."""

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.guard import require_on
from tests import factories


def test_role_and_reach_are_told_apart(head, clerk, liaison, foreign_liaison) -> None:
    case = factories.case(head)
    require_on(case, head, "assign")
    for user in (clerk, liaison, foreign_liaison):
        with pytest.raises(PermissionDenied, match="您的岗位不能进行"):
            require_on(case, user, "strike_off")
    with pytest.raises(PermissionDenied, match="没有这个案件"):
        require_on(case, foreign_liaison, "sign_for")
