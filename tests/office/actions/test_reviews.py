"""复核账号: who may, what is kept of it, and what it ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from office.actions.reviews import review_account
from office.models import AccountReview, Event, User
from office.refusals import Conflict, Refused
from tests import factories
from tests.ledger.actions.test_races import at_once


def events() -> list[dict]:
    return list(Event.objects.filter(act="review_account").values_list("data", flat=True))


def test_kept_it_stays_as_it_is(secadmin) -> None:
    account = factories.user("clerk", "head")
    review = review_account(account=account, keep=True, by=secadmin)
    assert (review.is_kept, review.by, review.roles) == (True, secadmin, "登记员、主任")
    assert User.objects.get(pk=account.pk).is_active
    assert events() == [{"roles": ["clerk", "head"], "is_active": True}]


def test_disabled_it_is_out_at_the_next_click(secadmin, clerk, client) -> None:
    client.force_login(clerk)
    assert review_account(account=clerk, keep=False, by=secadmin).is_kept is False
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"
    assert events() == [{"roles": ["clerk"], "is_active": False}]
    with pytest.raises(Conflict, match="已经停用"):
        review_account(account=clerk, keep=True, by=secadmin)


def test_kept_twice_on_a_day_is_one_review(secadmin, clerk) -> None:
    now = timezone.now()
    first = review_account(account=clerk, keep=True, by=secadmin, now=now)
    assert review_account(account=clerk, keep=True, by=secadmin, now=now) == first
    review_account(account=clerk, keep=True, by=secadmin, now=now + timedelta(days=1))
    review_account(account=clerk, keep=False, by=secadmin, now=now + timedelta(days=1))
    assert list(AccountReview.objects.values_list("is_kept", flat=True)) == [False, True, True]
    assert len(events()) == 3


def test_own_account_is_another_officers_if_there_is_one(secadmin) -> None:
    with pytest.raises(Refused, match="不能停用自己的账号"):
        review_account(account=secadmin, keep=False, by=secadmin)
    assert review_account(account=secadmin, keep=True, by=secadmin).is_kept
    other = factories.user("secadmin")
    with pytest.raises(Refused, match="由另一位安全管理员复核"):
        review_account(account=secadmin, keep=True, by=secadmin)
    assert review_account(account=other, keep=True, by=secadmin).by == secadmin


@pytest.mark.parametrize("role", ["clerk", "head", "sysadmin", "auditor", "city"])
def test_only_the_security_officer(reference, role: str) -> None:
    with pytest.raises(PermissionDenied):
        review_account(account=factories.user("clerk"), keep=True, by=factories.user(role))
    assert events() == []


@pytest.mark.django_db(transaction=True)
def test_kept_and_disabled_at_the_same_instant() -> None:
    account, officers = factories.user("clerk"), [factories.user("secadmin") for _ in range(2)]
    came = at_once(*(lambda by=by: review_account(account=account, keep=False, by=by) for by in officers))
    assert came == [Conflict.__name__, "done"]
    assert AccountReview.objects.count() == len(events()) == 1
