"""Papers that tell somebody where to turn; each time one is printed is on the trail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from office.selectors import parameters
from reception.actions.papers import print_advice
from reception.identity_access import petitioner_identity
from reception.models import Claim


@require_GET
def advice_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """告知单 for what is not wages, A5: foreign, absent and about wages are all 404."""
    claim = Claim.objects.get_for(request.user, pk)
    if claim.is_wages:
        raise Http404("没有这张告知单，或者不属于您的工作范围。")
    print_advice(claim=claim, by=request.user)
    context = {
        "title": f"告知单 {claim.number}",
        "claim": claim,
        "person": petitioner_identity(claim, request.user),
        "issued_on": timezone.localdate(),
        **parameters(office_phone=""),
    }
    return render(request, "reception/advice_slip.html", context)
