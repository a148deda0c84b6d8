"""The query code of a claim's receipt: its picture, making it for an old claim, renewing a lost one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from office.outside import is_only_inside, outside_address
from office.qr import qr_svg
from office.roles import may
from reception.actions.receipt_codes import give_receipt_code, mark_of, renew_receipt_code
from reception.identity import tails_of
from reception.models import Claim
from reception.receipt_codes import show_code


@require_GET
def receipt_qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The square on the receipt, for `<img>`: the address of `/progress/` with the code behind its #."""
    claim = Claim.objects.get_for(request.user, pk)
    if not (settings.PUBLIC_PAGES and claim.receipt_code):
        raise Http404("没有查询码，或者没有开放查询网页。")
    picture = qr_svg(f"{_progress_address(request)}#{claim.receipt_code}", border=2)
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")


@require_POST
def code_give(request: HttpRequest, pk: int) -> HttpResponse:
    """生成查询码, then the receipt with it."""
    claim = Claim.objects.get_for(request.user, pk)
    give_receipt_code(claim=claim, by=request.user)
    return redirect("reception:claim_receipt", pk=claim.pk)


@require_POST
def code_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """换发查询码, then the new receipt."""
    claim = Claim.objects.get_for(request.user, pk)
    renew_receipt_code(claim=claim, by=request.user, seen=request.POST.get("seen", ""))
    messages.success(request, "查询码已换发，旧回执上的查询码从现在起查不到了，请打印新的回执。")
    return redirect("reception:claim_receipt", pk=claim.pk)


def receipt_query(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """What `reception/_receipt_progress.html` prints: whether and how the progress can be looked up, and what may be done.

    Without a number left at the counter nobody could be told from a finder of the receipt: then only the telephone is named.
    """
    person, address = claim.petitioner, _progress_address(request)
    return {
        "is_open": settings.PUBLIC_PAGES,
        "has_tail": any(tails_of(id_number=person.id_number, phone=person.phone)),
        "code": show_code(claim.receipt_code),
        "address": address,
        "is_only_inside": is_only_inside(address),
        "may_give": claim.is_live and not claim.receipt_code,
        "may_renew": claim.is_live and may(request.user, "renew_receipt_code"),
        "mark": mark_of(claim),
    }


def _progress_address(request: HttpRequest) -> str:
    """Where people outside reach `/progress/`: the office's own name if it is set, else the one this page was asked by."""
    return outside_address(request, reverse("progress"))
