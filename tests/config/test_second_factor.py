"""The second factor: set up, asked for after the password, never taken twice, taken off when the telephone is lost."""

import threading
from datetime import timedelta

import pyotp
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from office.actions.second_factor import (
    NOT_THE_OWNER,
    TOO_OFTEN,
    WRONG,
    begin_second_factor,
    check_second_factor,
    confirm_second_factor,
    remove_second_factor,
)
from office.models import Event, SecondFactor, User
from office.refusals import Refused
from tests import factories

LOGIN, HOME, CODE = reverse("login"), reverse("home"), reverse("second_factor")
SETUP, PICTURE = reverse("second_factor_setup"), reverse("second_factor_picture")
PASSWORD = "Zheng-Qian-Lao-Dong-2021"


@pytest.fixture
def account(clerk) -> User:
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk


def code_of(account, *, steps: int = 0) -> str:
    secret = SecondFactor.objects.get(account=account).secret
    return pyotp.TOTP(secret).at(timezone.now() + timedelta(seconds=30 * steps))


@pytest.fixture
def with_factor(account) -> User:
    """Confirmed with the code of half a minute ago, so that the present one is unused."""
    begin_second_factor(account=account)
    confirm_second_factor(account=account, code=code_of(account, steps=-1), password=PASSWORD)
    return account


def half_in() -> Client:
    client = Client()
    answer = client.post(LOGIN, {"username": "clerk", "password": PASSWORD, "next": "/reception/sessions/"})
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert client.get(HOME).status_code == 302, "the password alone opens nothing"
    return client


def acts() -> list[str]:
    return [act for act in Event.objects.order_by("number").values_list("act", flat=True) if "load" not in act]


def test_set_up_on_its_page(client, account) -> None:
    client.force_login(account)
    shown = client.get(SETUP)
    secret = SecondFactor.objects.get().secret
    assert (shown.context["secret"], client.get(SETUP).context["secret"]) == (secret, secret)
    picture = client.get(PICTURE)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    wrong = client.post(SETUP, {"password": PASSWORD, "code": "000000"})
    assert wrong.context["form"].non_field_errors() == [WRONG]
    assert client.post(SETUP, {"password": PASSWORD, "code": code_of(account)}).status_code == 302
    again = client.get(SETUP)
    assert (secret in again.content.decode(), "已启用" in again.content.decode()) == (False, True)
    assert client.get(PICTURE).status_code == 404, "the secret is shown no more"
    assert acts() == ["confirm_second_factor"]


def test_set_up_by_who_knows_the_password(client, account) -> None:
    client.force_login(account)
    client.get(SETUP)
    missing = client.post(SETUP, {"code": code_of(account)})
    assert missing.context["form"].errors["password"] == ["请再输入一次您的密码。"]
    guesses = [{"password": f"guess {n}", "code": code_of(account)} for n in range(6)]
    said = [client.post(SETUP, guess).context["form"].non_field_errors()[0] for guess in guesses]
    assert said == [NOT_THE_OWNER] * 5 + [TOO_OFTEN]
    assert acts() == []


def test_set_up_without_a_password_of_ours(client, account) -> None:
    account.set_unusable_password()
    account.save()
    client.force_login(account)
    assert list(client.get(SETUP).context["form"].fields) == ["code"]
    assert client.post(SETUP, {"code": code_of(account)}).status_code == 302


def test_secret_is_not_in_the_database_in_clear(with_factor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM office_secondfactor")
        assert SecondFactor.objects.get().secret not in str(cursor.fetchone()[0])


def test_signing_in_with_a_code(with_factor) -> None:
    client = half_in()
    assert client.get(CODE).status_code == 200
    answer = client.post(CODE, {"code": code_of(with_factor)})
    assert (answer.status_code, answer["Location"]) == (302, "/reception/sessions/")
    assert client.get(HOME).status_code == 200
    assert Event.objects.get(act="sign_in").data["second_factor"] is True


def test_unconfirmed_one_is_not_asked_for(account) -> None:
    begin_second_factor(account=account)
    client = Client()
    client.post(LOGIN, {"username": "clerk", "password": PASSWORD})
    assert client.get(HOME).status_code == 200


def test_a_code_is_taken_once(with_factor) -> None:
    code = code_of(with_factor)
    assert half_in().post(CODE, {"code": code}).status_code == 302
    second = half_in()
    assert second.post(CODE, {"code": code}).context["form"].errors["code"] == [WRONG]
    assert second.post(CODE, {"code": code_of(with_factor, steps=-1)}).context["form"].errors["code"] == [WRONG]
    assert second.get(HOME).status_code == 302


def test_a_thousand_guesses_are_five(with_factor) -> None:
    client = half_in()
    said = [str(client.post(CODE, {"code": f"{n:06}"}).context["form"].errors["code"][0]) for n in range(1000)]
    assert [sentence == WRONG for sentence in said] == [True] * 5 + [False] * 995
    assert "过 15 分钟" in str(client.post(CODE, {"code": code_of(with_factor)}).context["form"].errors["code"][0])


def test_five_minutes_for_the_code(with_factor, monkeypatch) -> None:
    client = half_in()
    later = timezone.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.post(CODE, {"code": code_of(with_factor)})["Location"] == LOGIN


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
def test_account_changed_in_between(with_factor, change) -> None:
    client = half_in()
    User.objects.filter(pk=with_factor.pk).update(**change)
    assert client.post(CODE, {"code": code_of(with_factor)})["Location"] == LOGIN
    assert client.get(HOME).status_code == 302


def test_nobody_reaches_the_code_without_a_password(with_factor) -> None:
    client = Client()
    assert client.post(CODE, {"code": code_of(with_factor)})["Location"] == LOGIN


def test_required_by_the_office(client, account, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(account)
    assert client.get(HOME)["Location"] == SETUP
    assert (client.get(SETUP).status_code, client.get(PICTURE).status_code) == (200, 200)
    assert client.post(SETUP, {"password": PASSWORD, "code": code_of(account)}).status_code == 302
    assert client.get(HOME).status_code == 200


def test_lost_telephone(client, with_factor, secadmin, head) -> None:
    address = reverse("admin:office_user_second_factor", args=[with_factor.pk])
    client.force_login(head)
    assert client.post(address).status_code == 403
    client.force_login(secadmin)
    assert "解除二次验证" in client.get(address).content.decode()
    assert SecondFactor.objects.count() == 1
    client.post(address)
    assert (SecondFactor.objects.count(), acts()[-1]) == (0, "remove_second_factor")
    assert client.post(address).status_code == 422
    with pytest.raises(Refused, match="没有启用"):
        remove_second_factor(account=with_factor, by=secadmin)
    with pytest.raises(PermissionDenied):
        remove_second_factor(account=with_factor, by=with_factor)


@pytest.mark.django_db(transaction=True)
def test_one_code_at_five_counters_opens_one() -> None:
    factories.reference()
    account = factories.user("clerk", username="clerk")
    begin_second_factor(account=account)
    confirm_second_factor(account=account, code=code_of(account, steps=-1), password=PASSWORD)
    code, outcomes, gate = code_of(account), [], threading.Barrier(5)

    def enter() -> None:
        gate.wait()
        try:
            check_second_factor(account=account, code=code)
            outcomes.append("in")
        except Refused:
            outcomes.append("out")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] + ["out"] * 4
