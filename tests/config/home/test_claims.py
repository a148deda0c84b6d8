from datetime import datetime, timedelta

from django.utils import timezone

from config.home.claims import MOST, registered_today
from office.models import User
from reception.models import Claim
from tests import factories


def test_claims_registered_today_by_oneself_latest_first(clerk) -> None:
    other = factories.user("clerk")
    mine = [factories.claim(clerk) for _ in range(2)]
    yesterdays, others = factories.claim(clerk), factories.claim(other)
    Claim.objects.filter(pk=yesterdays.pk).update(registered_at=timezone.now() - timedelta(days=1))

    today = timezone.localdate()
    assert [own.claim for own in registered_today(clerk, today=today)] == mine[::-1]
    assert [own.claim for own in registered_today(other, today=today)] == [others]
    assert [own.name for own in registered_today(clerk, today=today)] == ["岩甲", "岩甲"]


def test_claims_begin_with_the_day_of_the_office(clerk) -> None:
    claim = factories.claim(clerk)
    midnight = datetime(2021, 4, 26, tzinfo=factories.SHANGHAI)
    for at, expected in ((midnight, [claim]), (midnight - timedelta(seconds=1), [])):
        Claim.objects.filter(pk=claim.pk).update(registered_at=at)
        assert [own.claim for own in registered_today(clerk, today=midnight.date())] == expected


def test_claims_are_few(clerk) -> None:
    for _ in range(MOST + 1):
        factories.claim(clerk)

    assert len(registered_today(clerk, today=timezone.localdate())) == MOST


def test_claims_of_others_than_clerks_are_none(clerk, head, liaison) -> None:
    factories.claim(head)

    assert registered_today(head, today=timezone.localdate()) == []
    assert registered_today(liaison, today=timezone.localdate()) == []


def test_claims_of_a_district_that_the_clerk_has_left_are_none(clerk) -> None:
    factories.claim(clerk)
    clerk.area = factories.area("530921")
    clerk.save()

    assert registered_today(User.objects.get(pk=clerk.pk), today=timezone.localdate()) == []
