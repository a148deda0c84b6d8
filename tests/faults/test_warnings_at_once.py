"""Counters that register claims about one project at the same instant: one warning, as if they had come in turn."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from ledger.models import EarlyWarning, Message
from office.models import User
from reception.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

COUNTERS, ROUNDS = 4, 5
# Numbers of two years come from two counters, which do not keep these claims apart.
DAYS = (date(2021, 12, 31), date(2022, 1, 4))


def take_at_once(by: User, site: str) -> None:
    """Each counter takes one claim of this site, every other one of the year before."""
    start = Barrier(COUNTERS)

    def take(place: int) -> None:
        try:
            start.wait(timeout=30)
            factories.claim(by, project_name=site, received_on=DAYS[place % 2])
        finally:
            connection.close()

    with ThreadPoolExecutor(COUNTERS) as counters:
        list(counters.map(take, range(COUNTERS)))


def test_claims_at_once_bring_one_warning(reference, clerk, head) -> None:
    for number in range(ROUNDS):
        # Known before, so that the claims do not wait for each other where it is made.
        factories.claim(clerk, project_name=f"工地{number}", received_on=date(2021, 12, 30))
        take_at_once(clerk, f"工地{number}")
    assert Claim.objects.count() == ROUNDS * (COUNTERS + 1)
    assert list(EarlyWarning.objects.values_list("claims_count", flat=True)) == [3] * ROUNDS
    assert Message.objects.filter(user=head).count() == ROUNDS
