"""Two appointments or endings, or one and a move of the account, at the same instant. Real threads and commits, on either database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from office.actions.accounts import change_account
from office.actions.deputies import appoint_deputy, end_deputyship
from office.models import Deputy, Event, User
from office.refusals import Refused
from office.trail import check_chain
from tests import factories
from tests.ledger.actions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_person_is_appointed_once_and_ended_once() -> None:
    factories.reference()
    heads, clerk, today = [factories.user("head") for _ in range(2)], factories.user("clerk"), timezone.localdate()
    when = {"starts_on": today, "ends_on": today + timedelta(days=7), "reason": "学习"}

    came = at_once(
        *(lambda head=head: appoint_deputy(head=head, deputy=clerk, by=head, **when) for head in heads)
    )  # fmt: skip
    assert came == [Refused.__name__, "done"]
    given = Deputy.objects.get()

    came = at_once(*(lambda: end_deputyship(deputyship=given, on=today, by=given.head) for _ in range(2)))
    assert came == [Refused.__name__, "done"]
    assert Event.objects.filter(act__in=("appoint_deputy", "end_deputyship")).count() == 2
    assert check_chain()[1] is None


def test_account_is_appointed_or_moved_not_both() -> None:
    factories.reference()
    head, secadmin = factories.user("head"), factories.user("secadmin")
    liaison, today = factories.user("liaison", unit="人社"), timezone.localdate()
    elsewhere = factories.unit("交通")

    came = at_once(
        lambda: appoint_deputy(
            head=head, deputy=liaison, starts_on=today, ends_on=today + timedelta(days=7), reason="学习", by=head
        ),
        lambda: change_account(
            account=liaison, by=secadmin, roles=["liaison"], display_name="王", is_active=True, unit=elsewhere,
            area=liaison.area,
        ),
    )  # fmt: skip
    assert came == [Refused.__name__, "done"]
    assert Deputy.objects.exists() == (User.objects.get(pk=liaison.pk).unit != elsewhere)
