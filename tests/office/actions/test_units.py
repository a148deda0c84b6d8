"""Who brings in several units at once."""

import pytest
from django.core.exceptions import PermissionDenied

from office.actions.units import UnitRow, add_units
from office.models import Unit
from tests import factories


@pytest.mark.parametrize("role", ["clerk", "liaison", "leader", "auditor"])
def test_units_are_not_everybodys(reference: None, role: str) -> None:
    row = UnitRow("林草", "林业和草原局", is_regulator=True, is_attending=False, position=None)
    with pytest.raises(PermissionDenied):
        add_units(rows=[row], area=factories.area(), by=factories.user(role))
    assert not Unit.objects.filter(short_name="林草").exists()
