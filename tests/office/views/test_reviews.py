"""The page of 账号复核."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from office.actions.reviews import review_account
from office.models import AccountReview, User
from tests import factories

PAGE = reverse("account_reviews")


@pytest.fixture
def officer(secadmin, client) -> User:
    User.objects.filter(pk=secadmin.pk).update(last_login=timezone.now())
    client.force_login(secadmin)
    return secadmin


def shown(client) -> list[tuple[str, bool, bool, bool]]:
    rows = client.get(PAGE).context["rows"]
    return [(row.account.username, row.is_due, row.is_unused, row.has_ended) for row in rows]


def test_what_needs_a_look_comes_first(client, officer) -> None:
    now = timezone.now()
    for name, days in (("old", 200), ("young", 100), ("new", 1)):
        account = factories.user("clerk", username=name, date_joined=now - timedelta(days=days))
        User.objects.filter(pk=account.pk).update(last_login=now - timedelta(days=min(days, 95)))
    factories.user("clerk", username="seconded", ends_on=timezone.localdate() - timedelta(days=1))
    factories.user("clerk", username="gone", is_active=False)
    assert shown(client) == [
        ("old", True, True, False),
        ("young", False, True, False),
        ("seconded", False, False, True),
        ("new", False, False, False),
        ("secadmin", False, False, False),
    ]
    assert "在用账号 5 个，3 个要看一看" in client.get(PAGE).content.decode()


def test_a_look_lasts_half_a_year(client, officer, clerk) -> None:
    now = timezone.now()
    User.objects.update(date_joined=now - timedelta(days=400), last_login=now)
    assert ("clerk", True, False, False) in shown(client)
    review_account(account=clerk, keep=True, by=officer, now=now - timedelta(days=180))
    assert ("clerk", False, False, False) in shown(client)
    page = client.get(PAGE).content.decode()
    assert f"{timezone.localdate() - timedelta(days=180)} {officer}" in page


def test_buttons_keep_or_disable(client, officer, clerk) -> None:
    address = reverse("account_review", args=[clerk.pk])
    assert client.post(address, {"keep": ""})["Location"] == PAGE
    assert "已复核，账号保留" in client.get(PAGE).content.decode()
    assert client.post(address, {}).status_code == 422
    assert User.objects.get(pk=clerk.pk).is_active
    client.post(address, {"disable": ""})
    assert (User.objects.get(pk=clerk.pk).is_active, AccountReview.objects.count()) == (False, 2)
    assert client.post(address, {"keep": ""}).status_code == 409
    assert (client.get(address).status_code, client.post(reverse("account_review", args=[0])).status_code) == (405, 404)


def test_own_row_has_no_button_to_disable(client, officer) -> None:
    page = client.get(PAGE).content.decode()
    assert ("保留 secadmin" in page, "停用 secadmin" in page) == (True, False)


def test_as_many_queries_for_many_as_for_one(client, officer, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30) as one:
        client.get(PAGE)
    for _ in range(5):
        review_account(account=factories.user("liaison", unit="住建"), keep=True, by=officer)
    with django_assert_max_num_queries(len(one)):
        client.get(PAGE)


@pytest.mark.parametrize("role", ["clerk", "head", "sysadmin", "auditor"])
def test_others_have_no_such_page(client, reference, role: str) -> None:
    client.force_login(factories.user(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(reverse("account_review", args=[1])).status_code == 403
