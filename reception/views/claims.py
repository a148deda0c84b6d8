"""The page of one claim, further visits, and the papers handed out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.models import User
from office.roles import Role, holds, may
from office.selectors import parameters
from reception.actions.corrections import may_correct
from reception.actions.identity import reveal_identity
from reception.identity_access import (
    hides_identity,
    may_reveal,
    petitioner_identity,
    place_name,
    representatives_of,
    worker_identity,
)
from reception.labels import correction_labels
from reception.models import Claim
from reception.papers import age_of, form_rows, group_text, period_text
from reception.selectors import case_id_of
from reception.selectors.day import opinions_of
from reception.views.receipts import receipt_query
from reception.views.table import table_talk


@require_GET
def claim_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, by whom, and what became of the record."""
    claim = Claim.objects.get_for(request.user, pk)
    return render(request, "reception/claim.html", _context(claim, request.user))


@require_POST
def claim_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with full numbers, once; the reading is on record."""
    claim = Claim.objects.get_for(request.user, pk)
    reveal_identity(claim=claim, by=request.user)
    return render(request, "reception/claim.html", _context(claim, request.user, revealed=True))


@require_GET
def claim_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """登记回执, A5."""
    claim = Claim.objects.get_for(request.user, pk)
    told = parameters(office_phone="", contact_officer="", contact_phone="")
    context = {
        "title": f"登记回执 {claim.number}",
        "claim": claim,
        "person": petitioner_identity(claim, request.user),
        "telephone": told.pop("office_phone"),
        **told,
        "issued_on": timezone.localdate(),
        "query": receipt_query(request, claim),
    }
    return render(request, "reception/claim_receipt.html", context)


@require_http_methods(["GET", "POST"])
def claim_form(request: HttpRequest, pk: int) -> HttpResponse:
    """登记表, A4, to be signed; with full numbers only when they were asked for (POST), which is on record."""
    claim = Claim.objects.get_for(request.user, pk)
    revealed = request.method == "POST"
    if revealed:
        reveal_identity(claim=claim, by=request.user)
    person = petitioner_identity(claim, request.user, revealed=revealed)
    context = {
        "title": f"登记表 {claim.number}",
        "claim": claim,
        "rows": form_rows(
            claim,
            person,
            age=age_of(claim),
            others=representatives_of(claim, request.user, revealed=revealed),
            opinions=opinions_of(claim),
        ),
        "roll": _roll(claim, request.user, revealed=revealed),
        "revealed": revealed,
    }
    return render(request, "reception/claim_sheet.html", context)


def _context(claim: Claim, user: User, *, revealed: bool = False) -> dict[str, Any]:
    today = timezone.localdate()
    person = petitioner_identity(claim, user, revealed=revealed)
    corrections = claim.corrections.select_related("by", "session")
    return {
        "title": claim.number,
        "claim": claim,
        "person": person,
        "hidden": hides_identity(claim, user),
        "place": place_name(claim, user),
        "revealed": revealed,
        "may_reveal": may_reveal(claim, user) and not revealed,
        "roll": _roll(claim, user, revealed=revealed),
        "group": group_text(claim, person, representatives_of(claim, user, revealed=revealed)),
        "visits": claim.visits.select_related("session", "recorded_by", "duplicate"),
        "corrections": [(row, correction_labels(row.changed)) for row in corrections],
        "case_id": case_id_of(claim),
        "may_correct": may_correct(user, claim, today=today),
        "period": period_text(claim),
        "may_print": may(user, "print_claim"),
        "may_visit": may(user, "add_visit") and claim.is_live,
        "is_head": holds(user, {Role.HEAD}),
        **table_talk(claim, user),
    }


def _roll(claim: Claim, user: User, *, revealed: bool = False) -> list[tuple[Any, Any]]:
    """Rows of the wage roll with what may be printed of each person; none where the petitioner is hidden."""
    if hides_identity(claim, user):
        return []
    return [(worker, worker_identity(worker, revealed=revealed)) for worker in claim.workers.all()]
