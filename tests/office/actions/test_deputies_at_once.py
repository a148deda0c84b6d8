"""Two appointments, or two endings, at the same instant. Real threads and commits, on either database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from office.actions.deputies import appoint_deputy, end_deputyship
from office.models import Deputy, Event
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
