"""Signing in: how often a password is looked at, what is said and kept of it, and when a sitting ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from office.actions.accounts import change_account, reset_password
from office.models import Event, User
from office.sign_in import LOCKED
from tests import factories

LOGIN, HOME = reverse("login"), reverse("home")
RIGHT = "Zheng-Qian-Lao-Dong-2021"


@pytest.fixture
def account(clerk) -> User:
    clerk.set_password(RIGHT)
    clerk.must_change_password = False
    clerk.save()
    return clerk


def try_in(password, username="clerk", address="10.0.0.1", client=None):
    client = client or Client()
    return client.post(LOGIN, {"username": username, "password": password}, REMOTE_ADDR=address)


def said(answer) -> list[str]:
    return [str(error) for error in answer.context["form"].non_field_errors()]


def acts() -> list[str]:
    return list(_events().values_list("act", flat=True))


def _events():
    return Event.objects.filter(act__startswith="sign_in").order_by("number")


def test_a_thousand_guesses_are_five(account, monkeypatch) -> None:
    looked_at = []
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: looked_at.append(raw) or check(self, raw))
    for number in range(1000):
        answer = try_in(f"wrong-{number}", address=f"10.0.{number % 250}.{number // 250}")
    assert (len(looked_at), said(answer)) == (5, [LOCKED])
    assert said(try_in(RIGHT)) == [LOCKED], "not even the right one is looked at"
    assert acts() == ["sign_in_failed"] * 5 + ["sign_in_locked"]


def test_spelled_otherwise_it_is_the_same_name(account) -> None:
    for name in ("clerk", "Clerk", "CLERK", "ｃlerk", "clerK"):
        try_in("wrong", username=name)
    assert said(try_in(RIGHT)) == [LOCKED]


def test_one_address_over_many_names(account) -> None:
    for number in range(50):
        try_in("wrong", username=f"nobody{number}")
    assert said(try_in(RIGHT)) == [LOCKED]
    assert try_in(RIGHT, address="10.0.0.2").status_code == 302


def test_locked_for_a_quarter_of_an_hour(account, monkeypatch) -> None:
    for _ in range(6):
        try_in("wrong")
    later = timezone.now() + timedelta(minutes=15)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert try_in(RIGHT).status_code == 302


def test_right_one_opens_all_tries_again(account) -> None:
    for _ in range(3):
        for _ in range(4):
            try_in("wrong")
        assert try_in(RIGHT).status_code == 302


def test_new_password_may_be_typed_at_once(account, secadmin) -> None:
    for _ in range(6):
        try_in("wrong")
    password = reset_password(account=account, by=secadmin)
    assert try_in(password).status_code == 302


def test_nothing_typed_is_kept(account) -> None:
    try_in("Secret-Word", username="my-password-by-mistake")
    try_in("Secret-Word")
    kept = str(list(Event.objects.values_list("data", "object_id")))
    assert ("Secret-Word" in kept, "by-mistake" in kept) == (False, False)
    facts = [(event.data, event.object_id) for event in _events()]
    assert facts == [
        ({"from_address": "10.0.0.1", "known": False}, ""),
        ({"from_address": "10.0.0.1", "known": True}, str(account.pk)),
    ]


def test_absent_and_disabled_are_told_alike(account) -> None:
    absent = said(try_in("wrong", username="nobody"))
    account.is_active = False
    account.save()
    assert said(try_in(RIGHT)) == absent != []


def signed_in(account) -> Client:
    client = Client()
    assert try_in(RIGHT, client=client).status_code == 302
    return client


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"roles": ["clerk", "head"]},
        {"is_active": False},
        {"unit": "住建"},
        {"area": "530900"},
    ],
)
def test_sitting_ends_with_what_the_account_may(account, secadmin, change) -> None:
    client = signed_in(account)
    assert is_in(client)
    kept = {"roles": ["clerk"], "display_name": "张三", "is_active": True, "unit": None, "area": account.area}
    change_account(account=account, by=secadmin, **kept)
    assert is_in(client), "a new name alone ends nothing"
    if "unit" in change:
        change = {"unit": factories.unit(change["unit"])}
    if "area" in change:
        change = {"area": factories.area(change["area"])}
    change_account(account=account, by=secadmin, **(kept | change))
    assert not is_in(client)


def test_sitting_ends_with_the_password(account, secadmin) -> None:
    client = signed_in(account)
    reset_password(account=account, by=secadmin)
    assert not is_in(client)


def test_left_alone_it_ends_and_says_so(account, monkeypatch) -> None:
    client = signed_in(account)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=14))
    assert is_in(client)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=28))
    assert is_in(client), "the last page kept it"
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=44))
    answer = client.get(HOME, follow=True)
    assert answer.redirect_chain == [(f"{LOGIN}?next=/", 302)]
    assert "已有 15 分钟没有操作" in answer.content.decode()
    assert acts()[-1] == "sign_in_over"


def test_a_page_that_asks_by_itself_keeps_nobody_in(account, monkeypatch) -> None:
    session = factories.session(account)
    live, here = reverse("reception:session_live", args=[session.pk]), reverse("here")
    client = signed_in(account)
    now = timezone.now()
    for minutes in (5, 10, 14):
        monkeypatch.setattr(timezone, "now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        assert client.get(live).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=15))
    assert client.get(live).status_code == 302

    client = signed_in(account)
    for minutes in range(20, 60, 5):
        monkeypatch.setattr(timezone, "now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        assert client.get(here).status_code == 204, "whoever types is there"
