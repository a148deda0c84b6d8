"""Loads the table of deadlines: what is missing is added, what is there stays as edited."""

from dataclasses import asdict

from django.db import transaction

from ledger.models import ClockRule
from ledger.reference_data import CLOCK_RULES
from office import trail


@transaction.atomic
def load_clock_rules() -> dict[str, int]:
    """Adds the deadlines that are not there yet; safe to repeat.

    Returns:
        How many rows were added, by their Chinese name; empty if nothing was missing. Only then no event is written.
    """
    known = set(ClockRule.objects.values_list("code", "valid_from"))
    missing = [
        ClockRule(position=position, day_unit=values.pop("unit"), **values)
        for position, values in enumerate(map(asdict, CLOCK_RULES), start=1)
        if (values["code"], values["valid_from"]) not in known
    ]
    ClockRule.objects.bulk_create(missing)
    added = {"期限规则": len(missing)} if missing else {}
    if added:
        trail.record("load_clock_rules", by=None, added=added)
    return added
