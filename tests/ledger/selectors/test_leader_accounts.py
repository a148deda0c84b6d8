"""The account of a leader who heads a unit keeps that unit: whose complaints he may not read is seen from it."""

import pytest
from django.test import Client

from ledger.models import Case, Leader
from ledger.selectors.leader_accounts import leader_unit_faults
from office.models import User
from office.refusals import Refused
from office.unit_ties import UNIT_TIES
from tests import factories


@pytest.fixture
def account(reference) -> User:
    return factories.user("leader", unit="住建")


@pytest.fixture
def heading(account) -> Leader:
    return factories.leader(user=account, unit=factories.unit("住建"))


def sentence(account: User) -> str:
    return f"{account}是住建的包案领导，回避凭账号的单位生效：请主任或系统管理员先在“包案领导”中取下这个账号，再改账号的单位。"


def refused(account: User, by: User, **values) -> list[str]:
    with pytest.raises(Refused) as caught:
        factories.changed_account(account, by, **values)
    assert User.objects.get(pk=account.pk).unit == account.unit
    return caught.value.missing


def test_asked_once_of_every_change() -> None:
    assert UNIT_TIES.count(leader_unit_faults) == 1


@pytest.mark.parametrize("name", ["交通", None])
def test_unit_is_neither_changed_nor_cleared(account, heading, secadmin, name: str | None) -> None:
    unit = factories.unit(name) if name else None
    assert refused(account, secadmin, unit=unit) == [sentence(account)]
    assert refused(account, secadmin, unit=unit, is_active=False) == [sentence(account)]
    Leader.objects.update(user=None)
    assert factories.changed_account(account, secadmin, unit=unit).unit == unit


def test_everything_else_may_be_changed(account, heading, secadmin) -> None:
    factories.changed_account(account, secadmin, display_name="杨新", roles=["leader", "liaison"], is_active=False)
    after = User.objects.get(pk=account.pk)
    assert (after.display_name, after.is_active, after.own_roles) == ("杨新", False, {"leader", "liaison"})


def test_leader_of_no_unit_and_another_persons_account_are_free(account, secadmin) -> None:
    factories.leader(user=account)
    factories.leader(user=factories.user("leader", unit="住建"), unit=factories.unit("住建"))
    assert factories.changed_account(account, secadmin, unit=factories.unit("交通")).unit == factories.unit("交通")


def test_account_may_come_back_to_the_unit(account, heading, secadmin) -> None:
    User.objects.filter(pk=account.pk).update(unit=None)
    account = User.objects.get(pk=account.pk)
    assert refused(account, secadmin, unit=factories.unit("交通")) == [sentence(account)]
    factories.changed_account(account, secadmin, display_name="杨新")
    assert factories.changed_account(account, secadmin, unit=factories.unit("住建")).unit == factories.unit("住建")


def test_who_has_left_is_free_unless_cases_are_still_shown_to_him(account, heading, head, clerk, secadmin) -> None:
    case = factories.case(clerk)
    factories.led(case, head, heading)
    Leader.objects.update(is_active=False)
    assert list(Case.objects.visible_to(account)) == [case]
    assert refused(account, secadmin, unit=None) == [sentence(account)]
    factories.led(case, head, factories.leader(), on=factories.ASSIGNED_ON)
    assert not Case.objects.visible_to(account).exists()
    assert factories.changed_account(account, secadmin, unit=None).unit is None


def test_account_page_says_so(client: Client, account, heading, secadmin) -> None:
    client.force_login(secadmin)
    told = {"display_name": "杨", "area": account.area_id, "roles": ["leader"], "is_active": "on"}
    form = client.post(f"/admin/office/user/{account.pk}/change/", told).context["adminform"].form
    assert form.non_field_errors() == [sentence(account)]
    assert client.post(f"/admin/office/user/{account.pk}/change/", told | {"unit": account.unit_id}).status_code == 302
