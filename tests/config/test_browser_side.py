"""What a browser may ask for and is given: own host, own forms, bounded sizes, headers on files and faults, passwords, sessions."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from office.models import User
from tests.config.walk import (
    HEADERS,
    Visit,
    away_fault,
    header_fault,
    kept_fault,
    policy_fault,
    type_fault,
    typed_fault,
)
from tests.source import ROOT

pytestmark = pytest.mark.django_db
PASSWORD = "Zhong-Shu-9太平 "  # a space and other letters count as typed
OTHER_PASSWORD = "换一个 " + "长" * 61


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/static/js/intake.js", "/nowhere/", "/static/nowhere.js"])
def test_files_and_absent_pages_have_the_same_headers(client: Client, path: str) -> None:
    answer = client.get(path)
    visit = Visit("anonymous", path, path, answer.status_code, dict(answer.headers))

    assert (policy_fault(visit), header_fault(visit), type_fault(visit)) == ("", "", "")


def test_rules_find_their_samples() -> None:
    def with_headers(**headers: str) -> Visit:
        return Visit("head", "/", "home", 200, {name.replace("_", "-"): value for name, value in headers.items()})

    assert policy_fault(with_headers()) == "no policy"
    assert policy_fault(with_headers(Content_Security_Policy="default-src 'self'")) == "may be framed"
    loose = "default-src 'self'; script-src 'unsafe-inline'; frame-ancestors 'none'"
    assert policy_fault(with_headers(Content_Security_Policy=loose)) == loose
    assert header_fault(with_headers(Access_Control_Allow_Origin="*")).split(", ") == [
        *HEADERS,
        "Access-Control-Allow-Origin",
    ]
    assert type_fault(with_headers(Content_Type="text/html")) == "text/html"
    assert kept_fault(with_headers(Cache_Control="max-age=60")) == "max-age=60"
    assert away_fault(with_headers(Location="//elsewhere.example/")) == "//elsewhere.example/"
    assert typed_fault(Visit("head", "/", "home", 200, {}, typed=["name"])) == "name"


def test_a_fault_has_the_same_headers(clerk: User, settings: Any) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(clerk)
    settings.FILES_DIR = settings.VAR_DIR = None
    answer = client.get("/healthz")
    visit = Visit("clerk", "/healthz", "healthz", answer.status_code, dict(answer.headers))

    assert answer.status_code == 500
    assert (policy_fault(visit), header_fault(visit), kept_fault(visit)) == ("", "", "")


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "testserver.elsewhere.example", "testserver:80@elsewhere.example"]
)
def test_another_host_is_refused(client: Client, host: str) -> None:
    answer = client.get("/accounts/login/", headers={"host": host})

    assert answer.status_code == 400
    assert "elsewhere.example" not in answer.content.decode()


@pytest.mark.parametrize(
    "place",
    [
        "//elsewhere.example/",
        "https://elsewhere.example/",
        "https:elsewhere.example",
        "/\\elsewhere.example/",
        "javascript:x()",
    ],
)
def test_signing_in_leads_nowhere_else(client: Client, clerk: User, place: str) -> None:
    clerk.set_password(PASSWORD)
    clerk.save()
    answer = client.post(f"{reverse('login')}?next={place}", {"username": clerk.username, "password": PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_too_long_a_form_is_refused(client: Client) -> None:
    long = {"username": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}

    assert client.post(reverse("login"), long).status_code == 400
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 16 * 1024 * 1024
    many = {f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert client.post(reverse("login"), many).status_code == 400


def test_a_form_without_its_token_is_refused(clerk: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)

    assert client.post(reverse("large_type"), {"on": "1"}).status_code == 403
    foreign = {"origin": "https://elsewhere.example"}
    assert client.post(reverse("login"), {"username": "x"}, headers=foreign).status_code == 403


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/admin/", "/static/js/intake.js", "/nowhere/"])
def test_trace_is_answered_by_nobody(client: Client, path: str) -> None:
    answer = client.trace(path, headers={"x-secret": "seen"})

    assert answer.status_code in (302, 404, 405)
    assert answer.streaming or "seen" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/static/", "/static/js/", "/static/js", "/static/../config/settings.py", "/.git/config"]
)
def test_folders_are_not_listed(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_scripts_keep_nothing_in_the_browser() -> None:
    kept = re.compile("localStorage|sessionStorage|indexedDB|document\\.cookie|caches\\.open|serviceWorker")

    assert [path.name for path in sorted((ROOT / "static/js").glob("*.js")) if kept.search(path.read_text())] == []


def sign_in(client: Client, account: User, password: str) -> HttpResponse:
    return client.post(reverse("login"), {"username": account.username, "password": password})


def test_signing_in_renews_the_session_and_signing_out_ends_it(clerk: User) -> None:
    clerk.set_password(PASSWORD)
    clerk.save()
    client, thief = Client(), Client()
    client.force_login(clerk)
    fixed = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("logout"))
    client.cookies[settings.SESSION_COOKIE_NAME] = fixed
    sign_in(client, clerk, PASSWORD)

    token = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert token != fixed
    assert re.fullmatch("[a-z0-9]{32}", token)
    thief.cookies[settings.SESSION_COOKIE_NAME] = token
    assert thief.get("/").status_code == 200
    answer = client.post(reverse("logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert thief.get("/").headers["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("password", [PASSWORD, OTHER_PASSWORD, "x" * 128])
def test_a_password_is_taken_as_typed(client: Client, clerk: User, password: str, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # ten slow ones are not the point
    clerk.set_password("Erst-7Mal-3heute")
    clerk.save()
    client.force_login(clerk)
    new = {"old_password": "Erst-7Mal-3heute", "new_password1": password, "new_password2": password}
    assert client.post(reverse("password_change"), new).status_code == 302

    assert sign_in(Client(), clerk, password).status_code == 302
    changed = [password.strip(), password.lower(), password.upper(), password[:-1], password[:64]]
    for other in {text for text in changed if text != password}:
        assert sign_in(Client(), clerk, other).status_code == 200, other


def test_passwords_are_masked_and_may_be_pasted(client: Client, clerk: User) -> None:
    pages = [client.get(reverse("login")).content.decode()]
    client.force_login(clerk)
    pages.append(client.get(reverse("password_change")).content.decode())
    fields = [found for page in pages for found in re.findall(r'<input[^>]*name="[^"]*password[^"]*"[^>]*>', page)]

    assert len(fields) == 4
    assert [found for found in fields if 'type="password"' not in found] == []
    assert [found for found in fields if "onpaste" in found or 'autocomplete="off"' in found] == []
    assert "paste" not in "".join(
        path.read_text() for path in (ROOT / "static/js").glob("*.js") if "roll" not in path.name
    )


def test_passwords_are_kept_through_a_slow_function(clerk: User) -> None:
    clerk.set_password(PASSWORD)
    hasher = identify_hasher(clerk.password)

    assert (hasher.algorithm, hasher.iterations >= 600_000) == ("pbkdf2_sha256", True)
