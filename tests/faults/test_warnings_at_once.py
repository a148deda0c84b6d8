"""Counters that register claims about one project at the same instant: one warning, as if they had come in turn."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from ledger.actions.cases import check_correction
from ledger.actions.early_warning import watch_correction
from ledger.models import EarlyWarning, Message
from office.models import User
from reception.actions.claims import correct_claim, data_of
from reception.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

COUNTERS, ROUNDS = 4, 5
# Numbers of two years come from two counters, which do not keep these claims apart.
DAYS = (date(2021, 12, 31), date(2022, 1, 4))


def take_at_once(by: User, *sites: str, **values) -> None:
    """Each counter takes one claim of this site, under its names in turn, every other one of the year before."""
    start = Barrier(COUNTERS)

    def take(place: int) -> None:
        try:
            start.wait(timeout=30)
            factories.claim(by, project_name=sites[place % len(sites)], received_on=DAYS[place % 2], **values)
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


def test_claims_at_once_under_two_names_bring_one_warning(reference, clerk, head) -> None:
    firm = {"general_contractor_name": "云南宏建建筑工程有限公司"}
    for number in range(1, ROUNDS + 1):
        names = (f"南屏小区{number}期", f"临翔区南屏小区（{number}期）建设项目")
        factories.claim(clerk, project_name=names[0], received_on=date(2021, 12, 30), **firm)
        # The other name is known too, but its claim is too long ago to count.
        factories.claim(clerk, project_name=names[1], received_on=date(2021, 3, 1), **firm)
        take_at_once(clerk, *names, **firm)
    assert list(EarlyWarning.objects.values_list("claims_count", flat=True)) == [3] * ROUNDS
    assert Message.objects.filter(user=head).count() == ROUNDS


def test_corrections_at_once_bring_one_warning(reference, clerk, head) -> None:
    for number in range(ROUNDS):
        site = f"工地{number}"
        factories.claim(clerk, project_name=site)
        claims = [factories.claim(clerk, project_name=f"误记{number}之{n}") for n in range(COUNTERS)]
        EarlyWarning.objects.all().delete()
        start = Barrier(COUNTERS)

        def correct(claim: Claim, site: str = site, start: Barrier = start) -> None:
            try:
                start.wait(timeout=30)
                correct_claim(
                    claim=claim, by=head, data=replace(data_of(claim), project_name=site), reason="更正",
                    before_correction=check_correction, after_correction=watch_correction,
                )  # fmt: skip
            finally:
                connection.close()

        with ThreadPoolExecutor(COUNTERS) as counters:
            list(counters.map(correct, claims))
        assert list(EarlyWarning.objects.values_list("claims_count", flat=True)) == [3]
