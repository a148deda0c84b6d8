"""Who links an account to an identity of the service: the security officer alone."""

import pytest
from django.core.exceptions import PermissionDenied

from office.actions.identity import link_identity
from office.models import User
from tests import factories


@pytest.mark.parametrize("role", ["clerk", "head", "sysadmin", "auditor"])
def test_identities_are_the_security_officers(clerk, role: str) -> None:
    with pytest.raises(PermissionDenied):
        link_identity(account=clerk, external_id="li-0001", by=factories.user(role))
    assert User.objects.get(pk=clerk.pk).external_id is None
