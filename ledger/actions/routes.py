"""Loads the default units of `ledger.routes_data`: what is missing is added, what is there stays as edited."""

from django.db import transaction

from ledger.models import UnitRoute
from ledger.routes_data import SUPERVISED_CAUSES, UNIT_BY_SECTOR
from office import trail
from office.models import Code, Unit
from office.reference_data import HOME_AREA


@transaction.atomic
def load_unit_routes() -> dict[str, int]:
    """Adds the default units that are not there yet; safe to repeat.

    Returns:
        How many rows were added, by their Chinese name; empty if nothing was missing. Only then no event is written.
    """
    missing = [*_by_sector(), *_by_cause()]
    UnitRoute.objects.bulk_create(missing)
    added = {"默认责任单位": len(missing)} if missing else {}
    if added:
        trail.record("load_unit_routes", by=None, added=added)
    return added


def _by_sector() -> list[UnitRoute]:
    """A unit that was renamed since is not put back under its old name: its industries keep what the office chose."""
    known = set(UnitRoute.objects.filter(cause=None).values_list("sector__key", flat=True))
    sectors = {code.key: code for code in Code.objects.filter(kind=Code.Kind.SECTOR)}
    units = {unit.short_name: unit for unit in Unit.objects.filter(area__code=HOME_AREA)}
    return [
        UnitRoute(sector=sectors[key], unit=units[name])
        for key, name in UNIT_BY_SECTOR.items()
        if key not in known and key in sectors and name in units
    ]


def _by_cause() -> list[UnitRoute]:
    known = set(UnitRoute.objects.filter(sector=None).values_list("cause__key", flat=True))
    causes = {code.key: code for code in Code.objects.filter(kind=Code.Kind.CAUSE)}
    return [
        UnitRoute(cause=causes[key], is_supervision=True)
        for key in SUPERVISED_CAUSES
        if key not in known and key in causes
    ]
