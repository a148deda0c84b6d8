import json
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from config import health
from config.kept import KEPT
from office import append_only, trail
from office.models import CalendarYear, Event, User
from office.trail import check_chain
from tests import factories
from tests.test_templates import english_words

PASSWORD = "pass-of-the-test-5"
ENGLISH_TO_DJANGO = ("Forbidden", "Not Found", "Server Error", "Bad Request", "CSRF")


@pytest.fixture
def account(reference) -> User:
    return factories.user("clerk", username="li", password=PASSWORD)


def _sign_in(client: Client, username: str = "li", password: str = PASSWORD, **more: str):
    return client.post(reverse("login"), {"username": username, "password": password, **more})


def test_sign_in_is_one_event(client: Client, account: User) -> None:
    assert _sign_in(client, next="/reception/sessions/").headers["Location"] == "/reception/sessions/"
    assert Event.objects.get(act="sign_in").by == account


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_sign_in_leads_to_our_pages_only(client: Client, account: User, elsewhere: str) -> None:
    assert _sign_in(client, next=elsewhere).headers["Location"] == "/"


def test_sign_in_answers_alike_for_wrong_absent_and_disabled(client: Client, account: User) -> None:
    factories.user("clerk", username="gone", password=PASSWORD, is_active=False)

    pages = [_sign_in(client, "li", "wrong"), _sign_in(client, "nobody"), _sign_in(client, "gone")]
    said = [page.context["form"].non_field_errors()[0] for page in pages]
    assert len(set(said)) == 1
    assert {page.status_code for page in pages} == {200}
    assert Event.objects.filter(act="sign_in").count() == 0


def test_sign_out_by_post_is_one_event(client: Client, account: User) -> None:
    client.force_login(account)

    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).headers["Location"] == reverse("login")
    assert Event.objects.get(act="sign_out").by == account
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/logout/"])
def test_sign_in_of_the_admin_is_ours(client: Client, db, address: str) -> None:
    assert client.get(f"{address}?next=/admin/").headers["Location"] == "/accounts/login/?next=/admin/"


def test_large_type_is_kept_and_leads_back(client: Client, account: User) -> None:
    client.force_login(account)
    switch, before = reverse("large_type"), {"headers": {"referer": "http://testserver/reception/sessions/"}}
    assert "css/large.css" not in client.get("/").content.decode()

    assert client.post(switch, {"on": "1"}, **before).headers["Location"].endswith("/reception/sessions/")
    assert "css/large.css" in client.get("/").content.decode()
    client.post(switch, {"on": "1"})
    assert client.post(switch, headers={"referer": "https://elsewhere.example/"}).headers["Location"] == "/"
    assert "css/large.css" not in client.get("/").content.decode()
    assert [event.data for event in Event.objects.filter(act="set_large_type").order_by("number")] == [
        {"large_type": True},
        {"large_type": False},
    ]


def test_large_type_by_post_of_somebody_signed_in(client: Client, account: User) -> None:
    switch = reverse("large_type")

    assert client.post(switch, {"on": "1"}).headers["Location"].startswith(reverse("login"))
    client.force_login(account)
    assert client.get(switch).status_code == 405
    account.refresh_from_db()
    assert account.large_type is False


def _change_password(client: Client, old: str = PASSWORD, new: str = "another-word-6", again: str = ""):
    form = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(reverse("password_change"), form)


def test_one_time_password_is_changed_once_and_the_work_begins(client: Client, account: User) -> None:
    User.objects.filter(pk=account.pk).update(must_change_password=True)
    _sign_in(client)

    assert _change_password(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert User.objects.get(pk=account.pk).check_password("another-word-6")
    assert [event.act for event in Event.objects.order_by("number")][-2:] == ["sign_in", "change_own_password"]
    assert check_chain()[1] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"old": "not-it"},
        {"new": "short-7"},
        {"new": "1234567890"},
        {"again": "another-word-7"},
        {"new": PASSWORD},
        {"new": "password123"},
    ],
)
def test_unfit_password_changes_nothing(client: Client, account: User, wrong: dict) -> None:
    client.force_login(account)

    page = _change_password(client, **wrong)
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert english_words(page.content.decode()) == []
    assert "你" not in page.content.decode()
    assert User.objects.get(pk=account.pk).check_password(PASSWORD)
    assert Event.objects.filter(act="change_own_password").count() == 0


def test_new_password_ends_the_other_sessions(client: Client, account: User) -> None:
    other = Client()
    other.force_login(account)
    client.force_login(account)
    _change_password(client)

    assert (client.get("/").status_code, other.get("/").status_code) == (200, 302)


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=factories.SHANGHAI)


@pytest.fixture
def guarded(reference) -> None:
    """The triggers that `init` puts on what is kept."""
    append_only.install(KEPT)


def test_healthz_is_well(client: Client, guarded) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert json.loads(response.content) == {
        "ok": True,
        "database": True,
        "migrations": True,
        "disk": True,
        "warnings": [],
        "worker": {"last_run": None, "seen_at": None, "imports_waiting": 0},
    }


def test_health_tells_when_reminders_were_last_sent_and_warns_of_a_missed_day(client: Client, guarded) -> None:
    ran_at = datetime(2021, 4, 29, 8, 31, tzinfo=factories.SHANGHAI)
    with transaction.atomic():
        trail.record("send_reminders", by=None, now=ran_at)

    assert json.loads(client.get("/healthz").content)["worker"]["last_run"] == "2021-04-29T08:31:00+08:00"
    # The 1st to the 5th of May are rest days: on the 6th nothing is amiss yet but the 30th of April.
    warned = {day: len(health.health(now=noon(2021, *day)).warnings) for day in ((4, 30), (5, 4), (5, 6))}
    assert warned == {(4, 30): 0, (5, 4): 1, (5, 6): 1}
    with transaction.atomic():
        trail.record("send_reminders", by=None, now=ran_at + timedelta(days=1))
    assert health.health(now=noon(2021, 5, 6)).warnings == []


def test_health_unknown_year_warns_and_stays_well(guarded) -> None:
    CalendarYear.objects.filter(year=2026).delete()

    found = health.health(now=noon(2026, 5, 6))
    assert found.is_well
    assert found.warnings == ["2026 年的节假日安排尚未录入，期限为暂定"]


def test_health_names_what_the_database_no_longer_keeps(guarded) -> None:
    append_only.lift([Event])

    found = health.health(now=noon(2021, 5, 6))
    assert (found.is_well, found.warnings) == (True, ["数据库没有挡住对审计记录的改动：请运行一次 init 补上"])


def test_healthz_full_disk_is_unwell(client: Client, reference, monkeypatch) -> None:
    monkeypatch.setattr(health, "LOW_DISK_BYTES", 2**62)

    response = client.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content)["disk"] is False


def test_health_lost_database_is_unwell(db) -> None:
    def broken(*_query: object) -> None:
        raise DatabaseError("gone")

    with health.connection.execute_wrapper(broken):
        assert health.health(now=noon(2026, 5, 6)).checks["database"] is False


def test_favicon_is_ours(client: Client, db) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/img/favicon.svg"


@pytest.mark.parametrize(
    ("address", "status"), [("/nowhere/", 404), ("/admin/office/user/", 403), ("/admin/office/unit/?pk=1", 400)]
)
def test_error_pages_are_chinese(client: Client, head, address: str, status: int) -> None:
    client.force_login(head)
    response = client.get(address)
    said = response.content.decode()

    assert response.status_code == status
    assert 'lang="zh-hans"' in said
    assert [word for word in ENGLISH_TO_DJANGO if word in said] == []
    assert response.headers["Content-Security-Policy"].count("unsafe") == 0


def test_expired_form_is_told_in_chinese(account: User) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "li", "password": PASSWORD})

    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_broken_page_is_told_in_chinese(account: User, settings) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    settings.FILES_DIR = None
    settings.VAR_DIR = "/nowhere/at/all"

    response = client.get("/healthz")
    assert response.status_code == 500
    assert "程序出错了" in response.content.decode()


def test_every_page_forbids_foreign_and_inline_code(client: Client, head) -> None:
    client.force_login(head)
    policies = {client.get(address).headers["Content-Security-Policy"] for address in ("/", "/admin/", "/nowhere/")}

    assert len(policies) == 1
    assert {part.strip() for part in policies.pop().split(";")} == {
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    }
