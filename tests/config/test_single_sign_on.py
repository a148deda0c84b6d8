"""Signing in by 统一身份认证, at a real service over HTTP: whose ticket, which account, and never a role from outside."""

from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pyotp
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.forms import BY_SERVICE_ONLY
from config.single_sign_on import NO_ACCOUNT, NOT_VOUCHED, TOO_OFTEN
from office.actions.identity import link_identity
from office.actions.second_factor import begin_second_factor, confirm_second_factor
from office.models import Event, SecondFactor, User
from office.refusals import Refused
from tests import factories
from tests.identity_server import IdentityServer, identity_server

LOGIN, HOME, START, RETURN = (reverse(name) for name in ("login", "home", "service_start", "service_return"))
PASSWORD = "Zheng-Qian-Lao-Dong-2021"


@pytest.fixture
def server(settings) -> Iterator[IdentityServer]:
    with identity_server() as running:
        settings.IDENTITY_SERVICE = "office.cas.CasService"
        settings.IDENTITY_SERVICE_URL = running.url
        running.present = "zhang-0001"
        yield running


@pytest.fixture
def account(clerk) -> User:
    clerk.external_id = "zhang-0001"
    clerk.set_password(PASSWORD)
    clerk.save()
    return clerk


def sent_back(client: Client, *, onwards: str = "") -> str:
    """Out to the service and to where it sends the browser: our own address, with state and ticket."""
    away = client.get(START, {"next": onwards} if onwards else {})["Location"]
    at = urlsplit(away)
    connection = HTTPConnection(at.netloc)
    connection.request("GET", f"{at.path}?{at.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{back.path}?{back.query}"


def acts() -> list[str]:
    found = Event.objects.filter(act__startswith="sign_").order_by("number")
    return list(found.values_list("act", flat=True))


def said(client: Client) -> str:
    return client.get(LOGIN).content.decode()


def test_signed_in_with_the_roles_of_ours(server, account) -> None:
    client = Client()
    answer = client.get(sent_back(client, onwards="/reception/sessions/"))
    assert (answer.status_code, answer["Location"]) == (302, "/reception/sessions/")
    assert client.get(HOME).wsgi_request.user.own_roles == {"clerk"}
    assert Event.objects.get(act="sign_in").data["by_service"] is True
    assert server.asked == ["/cas/login", "/cas/serviceValidate"]


def test_never_to_a_foreign_page(server, account) -> None:
    client = Client()
    assert client.get(sent_back(client, onwards="https://evil.invalid/"))["Location"] == HOME


@pytest.mark.parametrize("change", [{"external_id": None}, {"is_active": False}, {"ended": True}])
def test_without_an_account_in_use_nobody_gets_in(server, account, change: dict) -> None:
    ends_on = timezone.localdate() - timedelta(days=1) if change.pop("ended", False) else None
    User.objects.filter(pk=account.pk).update(ends_on=ends_on, **change)
    client = Client()
    assert client.get(sent_back(client))["Location"] == LOGIN
    assert (NO_ACCOUNT in said(client), client.get(HOME).status_code, acts()) == (True, 302, ["sign_in_refused"])
    assert User.objects.count() == 1, "none is made"
    assert "zhang-0001" not in str(Event.objects.get(act="sign_in_refused").data)


def test_a_ticket_is_good_once_and_in_the_browser_that_asked(server, account) -> None:
    client, other = Client(), Client()
    back = sent_back(client)
    assert other.get(back)["Location"] == LOGIN
    assert NOT_VOUCHED in said(other), "another browser has not asked"
    assert client.get(back)["Location"] == HOME
    client.post(reverse("logout"))
    assert client.get(back)["Location"] == LOGIN


@pytest.mark.parametrize("ticket", ["", "ST-made-up", "x" * 5000])
def test_made_up_tickets_open_nothing(server, account, ticket: str) -> None:
    client = Client()
    state = sent_back(client).split("state=")[1].split("&")[0]
    assert client.get(RETURN, {"state": state, "ticket": ticket})["Location"] == LOGIN
    assert (client.get(HOME).status_code, acts()) == (302, ["sign_in_refused"])


def test_ticket_of_another_program_opens_nothing(server, account) -> None:
    client = Client()
    state = sent_back(client).split("state=")[1].split("&")[0]
    ticket = server.ticket_for("https://other.invalid/back")
    assert client.get(RETURN, {"state": state, "ticket": ticket})["Location"] == LOGIN


SUCCESS = "<authenticationSuccess><user>zhang-0001</user></authenticationSuccess>"
BOMB = '<!DOCTYPE a [<!ENTITY b "zhang-0001">]><a>&b;</a>'


@pytest.mark.parametrize("answer", ["", "<a", "{}", SUCCESS, BOMB, "<a>" + "x" * 70_000 + "</a>", "\x00"])
def test_unreadable_answers_open_nothing(server, account, answer: str) -> None:
    server.answer = answer.encode()
    client = Client()
    assert client.get(sent_back(client))["Location"] == LOGIN
    assert (NOT_VOUCHED in said(client), client.get(HOME).status_code) == (True, 302)


def test_service_that_is_down_lets_nobody_in(server, account, settings) -> None:
    client = Client()
    back = sent_back(client)
    settings.IDENTITY_SERVICE_URL = "http://127.0.0.1:9/cas"
    assert client.get(back)["Location"] == LOGIN
    assert Event.objects.get(act="sign_in_refused").data["reason"] == "the service is not reached"


def test_second_factor_is_asked_for_all_the_same(server, account) -> None:
    begin_second_factor(account=account)
    secret = pyotp.TOTP(SecondFactor.objects.get().secret)
    confirm_second_factor(account=account, code=secret.at(timezone.now() - timedelta(seconds=30)), password=PASSWORD)
    client = Client()
    assert client.get(sent_back(client))["Location"] == reverse("second_factor")
    assert client.get(HOME).status_code == 302
    assert client.post(reverse("second_factor"), {"code": secret.at(timezone.now())})["Location"] == HOME
    assert Event.objects.get(act="sign_in").data == {
        "from_address": "127.0.0.1", "second_factor": True, "by_service": True
    }  # fmt: skip


def test_passwords_of_ours_are_not_asked_about(server, account, settings) -> None:
    User.objects.filter(pk=account.pk).update(
        must_change_password=True, password_set_at=timezone.now() - timedelta(days=400)
    )
    client = Client()
    client.get(sent_back(client))
    page = client.get(HOME)
    assert (page.status_code, len(page.context["menu"]) > 1) == (200, True)


def test_signed_out_here_with_a_way_to_sign_out_there(server, account) -> None:
    client = Client()
    client.get(sent_back(client))
    answer = client.post(reverse("logout"))
    page = client.get(answer["Location"]).content.decode()
    assert (answer["Location"], f"{server.url}/logout?service=" in page) == (f"{LOGIN}?over=", True)
    assert (acts(), client.get(HOME).status_code) == (["sign_in", "sign_out"], 302)


def test_identity_taken_away_ends_the_sitting(server, account, secadmin) -> None:
    client = Client()
    client.get(sent_back(client))
    assert client.get(HOME).status_code == 200
    link_identity(account=account, external_id="", by=secadmin)
    assert client.get(HOME).status_code == 302


def test_an_identity_belongs_to_one_account(account, secadmin, head) -> None:
    with pytest.raises(Refused, match="已属于另一个账号"):
        link_identity(account=head, external_id=" zhang-0001 ", by=secadmin)
    link_identity(account=head, external_id=" li-0002 ", by=secadmin)
    link_identity(account=head, external_id="li-0002", by=secadmin)
    assert (User.objects.get(pk=head.pk).external_id, Event.objects.filter(act="link_identity").count()) == (
        "li-0002",
        1,
    )
    for other in (secadmin, factories.user("clerk")):
        link_identity(account=other, external_id="", by=secadmin)


def test_security_officer_enters_it_on_the_page_of_accounts(client, account, head, secadmin) -> None:
    client.force_login(secadmin)
    page = reverse("admin:office_user_change", args=[head.pk])
    form = {
        "display_name": "王",
        "roles": ["head"],
        "area": head.area_id,
        "email": "",
        "ends_on": "",
        "is_active": "on",
    }
    taken = client.post(page, form | {"external_id": "zhang-0001"})
    assert "已属于另一个账号" in taken.content.decode()
    assert client.post(page, form | {"external_id": "li-0002"}).status_code == 302
    assert User.objects.get(pk=head.pk).external_id == "li-0002"
    assert client.post(page, form | {"external_id": ""}).status_code == 302
    assert User.objects.get(pk=head.pk).external_id is None


def try_in(username: str):
    return Client().post(LOGIN, {"username": username, "password": PASSWORD})


def test_passwords_switched_off_but_for_one_account(server, account, settings, monkeypatch) -> None:
    factories.user("secadmin", username="emergency", password=PASSWORD)
    settings.LOCAL_SIGN_IN, settings.BREAK_GLASS_ACCOUNT = False, "emergency"
    looked_at = []
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: looked_at.append(self) or check(self, raw))
    assert list(try_in("clerk").context["form"].non_field_errors()) == [BY_SERVICE_ONLY]
    assert looked_at == []
    assert try_in("emergency").status_code == 302


def test_fifty_ways_out_of_one_address_are_enough(server, account) -> None:
    client = Client()
    for _ in range(50):
        assert client.get(START)["Location"].startswith(server.url)
    assert client.get(START)["Location"] == LOGIN
    assert TOO_OFTEN in said(client)


def test_without_a_service_there_is_no_such_way(client, account) -> None:
    assert client.get(START)["Location"] == LOGIN
    assert client.get(RETURN, {"state": "", "ticket": "ST-1"})["Location"] == LOGIN
    assert "统一身份认证登录" not in said(client)
    assert (client.post(START).status_code, client.post(RETURN).status_code) == (405, 405)
