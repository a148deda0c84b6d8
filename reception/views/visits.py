"""再次来访: what is on record of the claim, and what was new this time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from office.refusals import Refused
from reception.actions.claims import add_visit
from reception.duplicates import mark_of
from reception.forms.visits import VisitForm
from reception.identity_access import petitioner_identity
from reception.models import Claim, Draft
from reception.papers import period_text


@require_http_methods(["GET", "POST"])
def visit_create(request: HttpRequest, pk: int) -> HttpResponse:
    """登记再次来访; sent twice it is one visit."""
    claim = Claim.objects.get_for(request.user, pk)
    asked = request.GET.get("draft")
    draft = Draft.objects.get_for(request.user, mark_of(asked)) if asked else None
    form = VisitForm(request.POST or None, area=claim.area, draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            add_visit(claim=claim, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.missing)
        else:
            messages.success(request, f"再次来访已登记在 {claim.number}，件数不变。")
            return redirect("reception:claim", pk=claim.pk)
    context = {
        "title": f"再次来访 {claim.number}",
        "form": form,
        "claim": claim,
        "person": petitioner_identity(claim, request.user),
        "period": period_text(claim),
        "visits": claim.visits.select_related("session", "recorded_by"),
    }
    return render(request, "reception/visit_form.html", context, status=422 if form.errors else 200)
