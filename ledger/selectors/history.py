"""Stored claims as rows of the history workbook: found by number or row key, shown cell by cell."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from ledger.models import Case, PaymentLine
from office.amounts import UNKNOWN
from office.models import Area
from office.questions import in_questions
from reception.identity import normalise_id, normalise_phone
from reception.models import Claim


def stored_claims(area: Area, *, numbers: Iterable[str], row_keys: Iterable[str]) -> list[Claim]:
    """Claims of the area that bear one of the numbers or keys, with case and parties, in order of entry."""
    found: dict[int, Claim] = {}
    for name, values in (("number", numbers), ("row_key", row_keys)):
        for chunk in in_questions(values):
            rows = Claim.objects.filter(area=area, **{f"{name}__in": chunk}).with_parties()
            rows = rows.select_related("caseclaim__case__responsible_unit")
            found.update((claim.pk, claim) for claim in rows)
    return sorted(found.values(), key=lambda claim: claim.pk)


def taken_case_numbers(area: Area, *, numbers: Iterable[str], originals: Iterable[str]) -> set[str]:
    """Which of these case numbers stand on the ledger already, as ours or as the original ones."""
    taken: set[str] = set()
    for name, values in (("number", numbers), ("original_number", originals)):
        for chunk in in_questions(values):
            taken.update(Case.objects.filter(area=area, **{f"{name}__in": chunk}).values_list(name, flat=True))
    return taken


def paid_by_claim(claims: Iterable[Claim]) -> dict[int, Decimal]:
    """Yuan that reached the workers of each claim; payments taken back left out."""
    paid: dict[int, Decimal] = {}
    for chunk in in_questions(claim.pk for claim in claims):
        lines = PaymentLine.objects.filter(claim__in=chunk, payment__voided_at=None).order_by()
        paid.update(lines.values_list("claim").annotate(total=Sum("amount_yuan")))
    return paid


def claim_cells(claim: Claim, *, paid_yuan: Decimal | None) -> dict[str, Any]:
    """The claim's cells by field of the sheet, as values; only a claim that counts has a case to show."""
    on_case = claim.caseclaim
    case = on_case.case
    return {
        "received_on": claim.received_on,
        "channel": claim.channel,
        "name": claim.petitioner.name,
        "id_number": normalise_id(claim.petitioner.id_number),
        "phone": normalise_phone(claim.petitioner.phone),
        "project": _name(claim.project),
        "sector": claim.sector,
        "employer": _name(claim.employer),
        "general_contractor": _name(claim.general_contractor),
        "developer": _name(claim.developer),
        "workers_count": claim.workers_count,
        "amount_yuan": UNKNOWN if claim.amount_yuan is None else claim.amount_yuan,
        "verified_amount_yuan": on_case.verified_amount_yuan,
        "owed_from": claim.owed_from,
        "owed_until": claim.owed_until,
        "cause": claim.cause,
        "is_wages": claim.is_wages,
        "demand": claim.demand,
        "is_low_income": claim.is_low_income,
        "unit": case.responsible_unit or claim.suggested_unit,
        "officer_name": case.officer_name,
        "due_on": case.due_on,
        "status": case.status,
        "outcome_on": on_case.outcome_on,
        "outcome": on_case.outcome,
        "struck_off_on": case.struck_off_on,
        "paid_yuan": paid_yuan or None,
        "case_number": case.original_number or case.number,
        "note": claim.note,
    }


def _name(party: Any) -> str:
    return party.name if party else ""
