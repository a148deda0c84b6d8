"""Whose table is sent and acknowledged; how it is done is tested with the pages."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from reports.actions.freeze import freeze_table
from reports.actions.submission import record_receipt, submit_table
from reports.period import Month
from tests import factories
from tests.reports import rows

NOW = datetime(2021, 5, 2, 10, tzinfo=rows.OFFICE_TIME)
SENT = {"person": "王岗位", "now": NOW}


def test_another_areas_table_is_neither_sent_nor_acknowledged(head) -> None:
    table = freeze_table(area=factories.area(), month=Month(2021, 4), by=head, now=NOW)
    stranger = factories.user("head", area=factories.area("530921"))
    with pytest.raises(PermissionDenied, match="不在您的工作范围内"):
        submit_table(table=table, by=stranger, sent_on=date(2021, 5, 2), **SENT)
    submit_table(table=table, by=head, sent_on=date(2021, 5, 2), **SENT)
    with pytest.raises(PermissionDenied, match="不在您的工作范围内"):
        record_receipt(table=table, by=stranger, received_on=date(2021, 5, 2), **SENT)


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "sysadmin", "secadmin", "auditor"])
def test_others_neither_send_nor_acknowledge(head, role: str) -> None:
    table = freeze_table(area=factories.area(), month=Month(2021, 4), by=head, now=NOW)
    by = factories.user(role)
    with pytest.raises(PermissionDenied):
        submit_table(table=table, by=by, sent_on=date(2021, 5, 2), **SENT)
    submit_table(table=table, by=head, sent_on=date(2021, 5, 2), **SENT)
    with pytest.raises(PermissionDenied):
        record_receipt(table=table, by=by, received_on=date(2021, 5, 2), **SENT)
