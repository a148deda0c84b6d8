"""Who may write history, and of which area; what is written is tested with the workbooks it comes from."""

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.history import record_history
from tests import factories


def test_history_is_written_by_the_head_of_the_area(head, clerk) -> None:
    nothing = {"sessions": [], "cases": [], "source": factories.code("source", "employer"), "sha256": "0" * 64}
    for by, code in ((clerk, "530902"), (head, "530999")):
        with pytest.raises(PermissionDenied):
            record_history(area=factories.area(code), by=by, **nothing)
