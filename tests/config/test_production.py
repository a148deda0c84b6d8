"""PRODUCTION=1 as a process of its own: nothing for `check --deploy` to find, cookies, redirects and HSTS as promised."""

import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEYS = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY")
# Asks for the sign-in page over TLS and without, and tells what came back.
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
def told(**how):
    answer = Client().get("/accounts/login/", **how)
    cookies = {name: dict(cookie) for name, cookie in answer.cookies.items()}
    return {"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies}
print(json.dumps({
    "plain": told(), "tls": told(secure=True), "foreign": told(secure=True, headers={"host": "elsewhere.example"}),
    "names": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    "session": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE,
                settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_DOMAIN],
    "debug": settings.DEBUG,
}))
"""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a production process is started with; nothing of the test's own settings."""
    kept = {name: value for name, value in os.environ.items() if name not in {*KEYS, "DATABASE_URL", "ALLOWED_HOSTS"}}
    keys = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in KEYS}
    base = {"PRODUCTION": "1", "VAR_DIR": str(folder), "ALLOWED_HOSTS": "testserver"}
    return kept | keys | base | {"DJANGO_SETTINGS_MODULE": "config.settings"} | more


def run(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    told = [sys.executable, *command]
    return subprocess.run(
        told, cwd=ROOT, env=environment(folder, **more), capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return _answers(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def plain_answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return _answers(tmp_path_factory.mktemp("plain"), PLAIN_HTTP="1")


def _answers(folder: Path, **more: str) -> dict[str, Any]:
    result = run(folder, "-W", "ignore", "-c", ASK, **more)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("more", [{}, {"PLAIN_HTTP": "1"}])
def test_deploy_check_finds_nothing(tmp_path: Path, more: dict[str, str]) -> None:
    result = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level=INFO", **more)

    silenced = "(4 silenced)" if more else "(0 silenced)"
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.strip() == f"System check identified no issues {silenced}."


def test_deploy_check_can_find_something(tmp_path: Path) -> None:
    result = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level=WARNING", PRODUCTION="0")

    assert (result.returncode, "security.W004" in result.stderr) == (1, True)


def test_plain_requests_are_led_to_tls(answers: dict[str, Any]) -> None:
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["Location"] == "https://testserver/accounts/login/"


def test_browsers_stay_with_tls_for_a_year(answers: dict[str, Any]) -> None:
    assert answers["tls"]["status"] == 200
    said = answers["tls"]["headers"]["Strict-Transport-Security"]
    assert said == "max-age=31536000; includeSubDomains; preload"


def test_cookies_are_bound_to_this_host_and_to_tls(answers: dict[str, Any]) -> None:
    assert answers["names"] == ["__Host-session", "__Host-csrf"]
    assert answers["session"] == [True, True, "Lax", None, "/", None]
    (name, cookie) = answers["tls"]["cookies"].popitem()
    assert (name, answers["tls"]["cookies"]) == ("__Host-csrf", {})
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_another_host_is_refused_and_not_named(answers: dict[str, Any]) -> None:
    assert answers["foreign"]["status"] == 400
    assert "elsewhere.example" not in json.dumps(answers["foreign"])


def test_debug_is_off(answers: dict[str, Any]) -> None:
    assert answers["debug"] is False


def test_network_without_tls_is_served(plain_answers: dict[str, Any]) -> None:
    assert plain_answers["plain"]["status"] == 200
    assert "Strict-Transport-Security" not in plain_answers["plain"]["headers"]
    (name, cookie) = plain_answers["plain"]["cookies"].popitem()
    assert (name, bool(cookie["secure"]), cookie["httponly"]) == ("csrftoken", False, True)


def test_any_host_is_no_setting_of_production(tmp_path: Path) -> None:
    result = run(tmp_path, "manage.py", "check", ALLOWED_HOSTS="*")

    assert (result.returncode, result.stdout) == (1, "")
    assert "ALLOWED_HOSTS 不能写 *" in result.stderr
