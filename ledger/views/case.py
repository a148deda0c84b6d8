"""The page of one case: what it is, what is missing, what can be done now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ledger.forms.acts import NOTES, REGROUPING, STEPS, offered
from ledger.gates import missing_for_completion, missing_for_strike_off
from ledger.models import Case
from ledger.selectors.case_sheet import case_sheet, without_hidden_names
from ledger.selectors.facts import case_facts
from ledger.workflow import OPEN, Status
from office.roles import OFFICE_ROLES, Role, holds

# Whose accounts the counter's page of a claim opens for.
CLAIM_READERS = OFFICE_ROLES | {Role.LIAISON}


@require_GET
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a case the account may see."""
    case = Case.objects.select_related("facts_clear_by", "matter_settled_by").get_for(request.user, pk)
    sheet = case_sheet(case, user=request.user, today=timezone.localdate())
    acts = offered(case, request.user)
    context = {
        "title": case.number,
        "case": case,
        "sheet": sheet,
        "is_open": case.status in OPEN,
        "missing": without_hidden_names(_missing(case), sheet.blocks),
        "steps": acts.get(STEPS, []),
        "notes": acts.get(NOTES, []),
        "regrouping": acts.get(REGROUPING, []),
        "opens_claims": holds(request.user, CLAIM_READERS),
        "assisting": list(case.assisting_units.all()),
        "evidence": case.evidence.select_related("claim", "file", "by").order_by("-on", "-id"),
        "progress": case.progress_notes.select_related("file", "by"),
        "follow_ups": case.follow_ups.select_related("satisfaction", "by"),
    }
    return render(request, "ledger/case.html", context)


def _missing(case: Case) -> list[str]:
    if case.status in OPEN:
        return missing_for_completion(case_facts(case))
    return missing_for_strike_off(case_facts(case)) if case.status == Status.COMPLETED else []
