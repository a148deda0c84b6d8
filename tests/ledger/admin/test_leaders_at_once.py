"""An account is named as that of a unit's leader while its unit is changed. Real threads and commits, on either
database.
"""

import pytest
from django.test import Client

from ledger.models import Leader
from office.actions.accounts import change_account
from office.models import User
from tests import factories
from tests.ledger.actions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_account_is_named_or_moved_not_both() -> None:
    factories.reference()
    head, secadmin, account = factories.user("head"), factories.user("secadmin"), factories.user("leader", unit="住建")
    unit, elsewhere, client = factories.unit("住建"), factories.unit("交通"), Client()
    client.force_login(head)
    told = {
        "area": head.area_id, "kind": "unit_head", "name": "杨局长", "position": "局长", "unit": unit.pk,
        "user": account.pk, "is_active": "on",
    }  # fmt: skip

    at_once(
        lambda: client.post("/admin/ledger/leader/add/", told),
        lambda: change_account(
            account=account, by=secadmin, roles=["leader"], display_name="杨", is_active=True, unit=elsewhere,
            area=account.area,
        ),
    )  # fmt: skip
    assert Leader.objects.exists() == (User.objects.get(pk=account.pk).unit != elsewhere)
