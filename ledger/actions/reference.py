"""Loads the table of deadlines and the kinds of procedures: what is missing is added, what is there stays as edited."""

from dataclasses import asdict

from django.db import transaction

from ledger.models import ClockRule, ProcedureKind
from ledger.procedure_data import PROCEDURE_KINDS, ProcedureKindRow
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


@transaction.atomic
def load_procedure_kinds() -> dict[str, int]:
    """Adds the kinds of 相关程序 that are not there yet; safe to repeat.

    Returns:
        How many rows were added, by their Chinese name; empty if nothing was missing. Only then no event is written.
    """
    known = set(ProcedureKind.objects.values_list("code", flat=True))
    missing = [
        _procedure_kind(row, position) for position, row in enumerate(PROCEDURE_KINDS, start=1) if row.code not in known
    ]
    ProcedureKind.objects.bulk_create(missing)
    added = {"程序种类": len(missing)} if missing else {}
    if added:
        trail.record("load_procedure_kinds", by=None, added=added)
    return added


def _procedure_kind(row: ProcedureKindRow, position: int) -> ProcedureKind:
    lines = {"checklist": "\n".join(row.checklist), "slip": "\n".join(row.slip)}
    return ProcedureKind(position=position, **(asdict(row) | lines))
