"""三员分立: refused by the action, and by the database whoever asks it; put on and taken off with the profile."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import DatabaseError, connection, transaction

from office import separate_duties
from office.actions.accounts import account_faults, change_account
from office.models import User, UserRole
from office.refusals import Refused
from office.roles import SEPARATE_ROLES, Role
from office.separate_duties import amiss, separation_faults, settle
from tests import factories
from tests.ledger.actions.test_races import at_once

TABLE = UserRole._meta.db_table
NOT_SETTLED = ["数据库对岗位的限制与安全模式（SECURITY_PROFILE）不符：请运行一次 init"]


@pytest.fixture
def djbh(db, settings) -> Iterator[None]:
    settings.SECURITY_PROFILE = "djbh"
    settle()
    yield
    settings.SECURITY_PROFILE = "default"
    settle()


def stored(*roles: str) -> bool:
    """True if the database takes an account with these roles, past every action."""
    try:
        with transaction.atomic():
            account = factories.user(roles[0])
            UserRole.objects.bulk_create([UserRole(user=account, role=role) for role in roles[1:]])
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize(("one", "other"), [pair for pair in product(Role, Role) if pair[0] != pair[1]])
def test_every_pair_of_roles(djbh, one: str, other: str) -> None:
    may_be_joined = not {one, other} & SEPARATE_ROLES
    assert (separation_faults([one, other]) == [], stored(one, other)) == (may_be_joined, may_be_joined)


def test_both_of_two_rows_written_at_once_are_looked_at(djbh) -> None:
    account = factories.user()
    with pytest.raises(DatabaseError), transaction.atomic():
        UserRole.objects.bulk_create([UserRole(user=account, role=role) for role in ("clerk", "auditor")])
    assert UserRole.objects.count() == 0


@pytest.mark.parametrize("change", ["role = 'auditor'", "user_id = {auditor}"])
def test_a_row_is_not_changed_into_it_either(djbh, change: str) -> None:
    account, auditor = factories.user("clerk", "head"), factories.user("auditor")
    set_to = change.format(auditor=auditor.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {set_to} WHERE user_id = {account.pk} AND role = 'head'")
    assert User.objects.get(pk=account.pk).own_roles == {"clerk", "head"}


def test_one_separate_role_is_exchanged_for_another(djbh, secadmin) -> None:
    account = factories.user("auditor")
    kept = {"display_name": "王", "is_active": True, "area": account.area}
    change_account(account=account, by=secadmin, roles=["sysadmin"], **kept)
    change_account(account=account, by=secadmin, roles=["clerk", "head"], **kept)
    assert User.objects.get(pk=account.pk).own_roles == {"clerk", "head"}
    with pytest.raises(
        Refused, match="三员分立：系统、安全、审计岗位各用单独的账号，也不兼办案岗位（现为登记员、审计管理员）"
    ):
        change_account(account=account, by=secadmin, roles=["clerk", "auditor"], **kept)


def test_the_default_profile_asks_for_none_of_it(reference) -> None:
    assert account_faults(roles=["sysadmin", "auditor"], unit=None, area=None) == []
    assert (stored("sysadmin", "auditor"), stored("secadmin", "clerk"), amiss()) == (True, True, [])


def test_settled_again_nothing_changes_and_what_is_gone_comes_back(djbh) -> None:
    settle()
    assert amiss() == []
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER separate_duties_update{on}")
    assert amiss() == NOT_SETTLED
    settle()
    assert amiss() == []


def test_profile_changed_without_init_is_told(djbh, settings) -> None:
    settings.SECURITY_PROFILE = "default"
    assert amiss() == NOT_SETTLED
    settle()
    assert (amiss(), stored("sysadmin", "auditor")) == ([], True)


@pytest.fixture
def joined(reference, settings) -> None:
    """Accounts of the time before, of which two break the new profile."""
    factories.user("sysadmin", "auditor", username="li")
    factories.user("clerk", "secadmin", username="wang", is_active=False)
    factories.user("clerk", "head", username="zhao")
    settings.SECURITY_PROFILE = "djbh"


def test_accounts_of_before_are_named_and_nothing_is_put_on(joined) -> None:
    with pytest.raises(Refused) as refusal:
        settle()
    assert refusal.value.missing[:2] == [
        "账号 li 同时是系统管理员、审计管理员。",
        "账号 wang 同时是登记员、安全管理员。",
    ]
    assert not set(separate_duties._NAMES) & separate_duties.installed_triggers()
    assert amiss() == [
        *NOT_SETTLED, "有 2 个账号的岗位不符合三员分立：请运行 check --database default 查看是哪几个"
    ]  # fmt: skip


def test_init_and_check_refuse_accounts_of_before(joined, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    settings.FILES_DIR = tmp_path / "files"
    with pytest.raises(CommandError, match="账号 li 同时是系统管理员、审计管理员"):
        call_command("init")
    with pytest.raises(SystemCheckError, match="账号 wang 同时是登记员、安全管理员：不符合三员分立"):
        call_command("check", databases=["default"])


@pytest.mark.django_db(transaction=True)
def test_two_roles_given_at_the_same_instant(settings) -> None:
    settings.SECURITY_PROFILE = "djbh"
    settle()
    try:
        account = factories.user()

        def give(role: str) -> None:
            try:
                with transaction.atomic():
                    UserRole.objects.create(user_id=account.pk, role=role)
            except DatabaseError as error:
                raise Refused("held apart") from error

        came = at_once(*(lambda role=role: give(role) for role in ("sysadmin", "auditor", "clerk")))
        assert came == [Refused.__name__, Refused.__name__, "done"]
        assert UserRole.objects.count() == 1
    finally:
        settings.SECURITY_PROFILE = "default"
        settle()
