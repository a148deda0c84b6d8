"""Every URL of the program × every role: what the declarations say is what happens."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from office.models import User
from office.roles import Role
from office.urls_registry import guarded
from tests import factories
from tests.addresses import Address, addresses, fill

# The admin asks once more, by `edit_roles`, whether a person who may look may also write.
ASK_AGAIN = ("_add", "_change", "_delete", "_history", "_reset_password")
SIGN_IN = "/accounts/login/?next="


@pytest.fixture
def people(db) -> dict[Role, User]:
    """One account per role, with the unit or area it needs."""
    return {role: factories.user(role, unit="住建" if role == Role.LIAISON else None) for role in Role}


def test_every_url_declares_its_roles() -> None:
    assert [url.name or url.path for url in addresses() if url.access is None] == []


def test_only_these_urls_are_open_to_anybody() -> None:
    opened = {url.name for url in addresses() if url.access and url.access.anonymous and not url.access.public}

    assert opened == {
        "login", "logout", "healthz", "favicon", "second_factor", "admin:login", "admin:logout",
        "service_start", "service_return",
    }  # fmt: skip


def test_only_these_urls_are_for_people_outside() -> None:
    assert {url.name for url in addresses() if url.access and url.access.public} == {
        "notice:list",
        "notice:page",
        "notice:calendar",
        "progress",
    }


def test_public_page_opens_for_anybody_and_can_be_switched_off(rf: RequestFactory, settings: Any, db: None) -> None:
    view = guarded(lambda _request: HttpResponse("in"), public=True)
    request = rf.get("/")
    request.user = AnonymousUser()
    assert view(request).content == b"in"

    settings.PUBLIC_PAGES = False
    answer = view(request)
    assert (answer.status_code, "本页没有开放" in answer.content.decode()) == (404, True)


def test_every_other_url_names_at_least_one_role() -> None:
    assert [url.name for url in addresses() if url.access and not url.access.anonymous and not url.access.roles] == []


def test_addresses_lead_to_the_view_they_are_named_after() -> None:
    named = [url for url in addresses() if not url.name.endswith(":")]

    assert [url.name for url in named if resolve(url.path).view_name != url.name] == []


@pytest.mark.parametrize(
    ("route", "path"),
    [
        ("ledger/case/<int:pk>/", "/ledger/case/999999/"),
        ("admin/^(?P<app_label>ledger|office)/$", "/admin/ledger/"),
        ("admin/office/unit/<path:object_id>/change/", "/admin/office/unit/999999/change/"),
    ],
)
def test_fill(route: str, path: str) -> None:
    assert fill(route) == path


def test_role_by_url(people: dict[Role, User], client: Client) -> None:
    """Reading every address in every role, and as nobody: only declared roles get past the guard."""
    wrong = []
    closed = [url for url in addresses() if url.access and not url.access.anonymous]
    for url in closed:
        if not client.get(url.path).headers.get("Location", "").startswith(SIGN_IN):
            wrong.append(f"nobody {url.path}")
    for role, user in people.items():
        client.force_login(user)
        wrong += [f"{role} {url.path}" for url in closed if not _as_declared(client, url, role)]
    assert wrong == []
    assert len(closed) * (len(Role) + 1) > 400


def _as_declared(client: Client, url: Address, role: Role) -> bool:
    response = client.get(url.path)
    if role not in url.access.roles:
        return response.status_code == 403
    return response.status_code < 403 or response.status_code in (404, 405) or url.name.endswith(ASK_AGAIN)


def test_guard_lets_nobody_in_without_the_role(rf: RequestFactory, people: dict[Role, User]) -> None:
    view = guarded(lambda _request: HttpResponse("in"), roles=[Role.HEAD])
    request = rf.get("/")
    request.user = people[Role.CLERK]
    with pytest.raises(PermissionDenied):
        view(request)

    request.user = people[Role.HEAD]
    assert view(request).content == b"in"

    request.user.is_active = False
    with pytest.raises(PermissionDenied):
        view(request)
