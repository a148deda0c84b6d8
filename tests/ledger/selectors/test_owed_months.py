"""The database counts the months of wages as the rule does, however the days were written."""

from datetime import date
from itertools import product

from ledger.major import period_months
from ledger.selectors.owed_months import with_owed_months
from reception.models import Claim
from tests import factories

SINCE = ("", "2020-08", "2020-08-01", "2020-08-31", "2020-02-29", "2021-01-30")
UNTIL = ("", "2020-08", "2021-02", "2020-02-29", "2021-02-27", "2021-02-28", "2021-03-30", "2020-12-31")
RECEIVED = (date(2021, 4, 26), date(2021, 2, 28), date(2024, 2, 29), date(2021, 4, 30), date(2020, 12, 31))


def test_database_and_rule_agree(head) -> None:
    claim = factories.claim(head)
    for since, until, received in product(SINCE, UNTIL, RECEIVED):
        if until and received != RECEIVED[0]:
            continue
        Claim.objects.filter(pk=claim.pk).update(owed_from=since, owed_until=until, received_on=received)
        (found,) = with_owed_months(Claim.objects.all(), claim="").values_list("owed_months", flat=True)
        expected = period_months(since, until, received)
        assert (found if found is None else max(found, 0)) == expected, (since, until, received)
