"""Who may take cases out, asked by the action itself; what is in the files is tested with the pages."""

import pytest
from django.core.exceptions import PermissionDenied

from ledger.actions.exports import Export, export_case_table, export_cases
from ledger.models import Case
from office.models import Event, User
from tests import factories

ASKED = {"purpose": "报分管领导"}


def take_list(by: User, *columns: str) -> Export:
    return export_cases(cases=Case.objects.all(), order="", columns=columns, conditions="", by=by, **ASKED)


def take_roll(by: User, case: Case, **asked: bool) -> None:
    export_case_table(case=case, what="roll", by=by, **ASKED, **asked)


@pytest.mark.parametrize("role", ["leader", "sysadmin", "auditor"])
def test_others_take_nothing_out(head: User, role: str) -> None:
    case, other = factories.case(head), factories.user(role)
    for take in (lambda: take_list(other, "number"), lambda: take_roll(other, case)):
        with pytest.raises(PermissionDenied, match="您的岗位不能进行“导出案件清单”"):
            take()
    assert not Event.objects.filter(act__startswith="export").exists()


def test_only_what_the_account_sees_goes_out(head: User, foreign_liaison: User) -> None:
    factories.case(head)
    assert [take_list(user, "number").rows for user in (head, foreign_liaison)] == [1, 0]


def test_people_are_not_the_clerks(head: User, clerk: User) -> None:
    case = factories.case(head)
    for take in (lambda: take_list(clerk, "number", "id_number"), lambda: take_roll(clerk, case, with_identity=True)):
        with pytest.raises(PermissionDenied, match="含个人信息"):
            take()


def test_who_reads_for_the_city_takes_nothing_out_in_another_role_either(head: User) -> None:
    case, reader = factories.case(head), factories.user("city", "liaison", unit="住建")
    for take in (lambda: take_list(reader, "number"), lambda: take_roll(reader, case)):
        with pytest.raises(PermissionDenied, match="市级只查看"):
            take()
