"""The first accounts: once, also when two ask at the same instant."""

import pytest

from office import dataset
from office.actions.first_admin import create_first_admin
from office.models import Event, User
from office.refusals import Refused
from tests import factories
from tests.ledger.actions.test_races import at_once


def made(profile: str, settings, *names: str) -> list[tuple[str, list[str]]]:
    settings.SECURITY_PROFILE = profile
    return [(account.username, sorted(account.own_roles)) for account, _ in create_first_admin(names=names)]


def test_first_one_may_make_the_others(reference, settings) -> None:
    assert made("default", settings) == [("admin", ["secadmin", "sysadmin"])]
    assert dataset.current() == "real"
    assert list(Event.objects.filter(act="create_account").values_list("by", flat=True)) == [None]


def test_under_djbh_there_are_three(reference, settings) -> None:
    names = ("li", "wang", "zhao")
    assert made("djbh", settings, *names) == [("li", ["sysadmin"]), ("wang", ["secadmin"]), ("zhao", ["auditor"])]


def test_passwords_are_one_time_ones(reference) -> None:
    [(account, password)] = create_first_admin(names=["li"])
    assert (account.check_password(password), account.must_change_password) == (True, True)


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor"])
def test_not_a_second_time(reference, role: str) -> None:
    there = factories.user(role, username="li", is_active=False)
    with pytest.raises(Refused, match="已有管理账号：li（") as refusal:
        create_first_admin()
    assert there.role_names in refusal.value.missing[0]
    assert User.objects.count() == 1


def test_accounts_with_cases_are_no_hindrance(clerk, settings) -> None:
    assert made("default", settings) == [("admin", ["secadmin", "sysadmin"])]


@pytest.mark.parametrize(("profile", "names"), [("default", ["a", "b"]), ("djbh", ["a"]), ("djbh", ["a", "A", "c"])])
def test_wrong_names_make_nothing(reference, settings, profile: str, names: list[str]) -> None:
    with pytest.raises(Refused):
        made(profile, settings, *names)
    assert (User.objects.count(), dataset.current()) == (0, "empty")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one() -> None:
    came = at_once(*(lambda name=name: create_first_admin(names=[name]) for name in ("li", "wang")))
    assert came == [Refused.__name__, "done"]
    assert User.objects.count() == 1
