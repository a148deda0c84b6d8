"""Keeping and discarding what is typed at the counter."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from office.refusals import Conflict, Refused
from reception.actions.drafts import discard_draft, save_draft
from reception.duplicates import mark_of

# Known from elsewhere, or true of one page only.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "submission", "revision", "seen_duplicates", "print"})


@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """The form as typed so far; answers with the time, or with a sentence why it was not kept (409, 422)."""
    submission, revision = mark_of(request.POST.get("submission", "")), request.POST.get("revision", "")
    if submission is None or not revision.isascii() or not revision.isdecimal() or len(revision) > 9:
        return JsonResponse({"message": "草稿没有存：请刷新页面后再填。"}, status=422)
    if request.user.area is None:
        raise PermissionDenied("您的账号没有设定行政区划，不能登记：请联系安全管理员。")
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT and any(values)}
    try:
        saved_at = save_draft(
            submission=submission, area=request.user.area, by=request.user, fields=fields, revision=int(revision)
        )
    except Refused as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return JsonResponse({"message": "；".join(refused.missing)}, status=status)
    return JsonResponse({"saved_at": f"{timezone.localtime(saved_at):%H:%M}"})


@require_POST
def draft_discard(request: HttpRequest, submission: UUID) -> HttpResponse:
    """丢弃."""
    discard_draft(submission=submission, by=request.user)
    messages.success(request, "草稿已丢弃。")
    return redirect("reception:claim_create")
