"""When a password must be changed: never, or under djbh after ninety days, with a reminder before."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from office.actions.accounts import change_own_password, reset_password
from office.actions.second_factor import begin_second_factor
from office.models import User
from office.password_age import due_on, needs_new_password, reminder
from tests import factories

CHANGE, HOME, SETUP = reverse("password_change"), reverse("home"), reverse("second_factor_setup")
PASSWORD = "Zheng-Qian-Lao-Dong-2021"
# Late in the evening of the 1st of March in Beijing.
SET_AT = datetime(2021, 3, 1, 23, 30, tzinfo=factories.SHANGHAI)
DUE = date(2021, 5, 30)


@pytest.fixture
def account(clerk, settings) -> User:
    settings.SECURITY_PROFILE = "djbh"
    clerk.password_set_at = SET_AT
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk


@pytest.mark.parametrize(
    ("today", "told", "needed"),
    [
        (date(2021, 5, 15), "", False),
        (date(2021, 5, 16), "密码还有 14 天到期（5月30日起", False),
        (date(2021, 5, 29), "密码还有 1 天到期（5月30日起", False),
        (DUE, "", True),
        (date(2022, 1, 1), "", True),
    ],
)
def test_ninety_days_with_a_reminder(account, today: date, told: str, needed: bool) -> None:
    said = reminder(account, today=today)
    assert (said.startswith(told), bool(said), needs_new_password(account, today=today)) == (True, bool(told), needed)
    assert due_on(account) == DUE


def test_of_unknown_age_it_is_due_at_once(account) -> None:
    account.password_set_at = None
    assert needs_new_password(account, today=date(2021, 3, 1))
    assert reminder(account, today=date(2021, 3, 1)) == ""


def test_the_default_has_no_rotation(account, settings) -> None:
    settings.SECURITY_PROFILE = "default"
    assert (due_on(account), reminder(account, today=DUE), needs_new_password(account, today=DUE)) == (None, "", False)


def test_each_new_password_begins_its_own_days(account, secadmin) -> None:
    at = SET_AT + timedelta(days=10)
    reset_password(account=account, by=secadmin, now=at)
    account.refresh_from_db()
    assert account.password_set_at == at
    change_own_password(account=account, password="Zheng-Qian-7", now=at + timedelta(days=1))
    assert User.objects.get(pk=account.pk).password_set_at == at + timedelta(days=1)


def set_days_ago(account, days: int) -> None:
    User.objects.filter(pk=account.pk).update(password_set_at=timezone.now() - timedelta(days=days))


def test_too_old_only_the_page_that_changes_it_opens(client, account) -> None:
    client.force_login(account)
    set_days_ago(account, 90)
    assert client.get(HOME)["Location"] == CHANGE
    page = client.get(CHANGE)
    assert "密码用到期了" in page.content.decode()
    assert page.context["menu"] == []
    words = {"old_password": PASSWORD, "new_password1": "Zheng-Qian-7", "new_password2": "Zheng-Qian-7"}
    assert client.post(CHANGE, words)["Location"] == HOME
    assert client.get(HOME)["Location"] == SETUP, "djbh asks for a second factor as well"


def test_reminded_when_signing_in(account) -> None:
    set_days_ago(account, 80)
    client = Client()
    client.post(reverse("login"), {"username": "clerk", "password": PASSWORD})
    assert "密码还有 10 天到期" in client.get(SETUP).content.decode()
    assert "现在的密码用到" in client.get(CHANGE).content.decode()


def test_second_factor_is_asked_for_under_djbh(client, account) -> None:
    set_days_ago(account, 0)
    client.force_login(account)
    assert client.get(HOME)["Location"] == SETUP
    assert client.get(SETUP).context["required"] is True
    assert begin_second_factor(account=account).confirmed_at is None
