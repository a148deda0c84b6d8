"""`/progress/`, for workers with their receipt: anonymous, without session, cookie or token, and kept by no cache."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ledger.forms.progress import ProgressForm
from ledger.public import BY_ADDRESS, look_up, may_ask
from office.client_address import client_address
from office.selectors import parameters


# A look-up changes nothing of anybody's, so there is nothing to forge; a token would need a cookie, would make each answer
# another, and would turn a page away that lay open overnight.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """The form; asked (POST), the stage of the claim, or one answer for everything that fits no receipt."""
    if request.method != "POST":
        return _page(request, form=ProgressForm())
    now = timezone.now()
    if not may_ask(address=client_address(request), now=now):
        answer = _page(request, form=ProgressForm(), status=429, throttled=True)
        answer.headers["Retry-After"] = str(BY_ADDRESS.per_seconds)
        return answer
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    found = look_up(now=now, **form.cleaned_data)
    if found is None:
        return _page(request, form=ProgressForm(), status=422, unknown=True)
    return _page(request, progress=found)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    phones = parameters(office_phone="", contact_phone="")
    context |= {"title": "查询办理进度", "telephone": phones["office_phone"] or phones["contact_phone"]}
    answer = render(request, "ledger/progress.html", context, status=status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
