"""站内消息: the account's own inbox."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ledger.actions.messages import mark_all_read, mark_read
from ledger.models import Case
from ledger.selectors.inbox import inbox_page, messages_of

PAGE_SIZE = 50
# Longer than any key of a row.
_DIGITS = 18
# Where a message that is about no case leads, by the beginning of its key.
_PLACES = {
    "monthly_table": "reports:monthly_table", "early_warning": "ledger:stability", "lead_check": "ledger:stability",
    "lead_late": "ledger:stability", "guarantee": "ledger:funds",
}  # fmt: skip


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest first; a page is asked for by the key of its neighbour."""
    page = inbox_page(
        request.user, size=PAGE_SIZE, newer_than=_key(request, "newer"), older_than=_key(request, "older")
    )
    return render(request, "ledger/messages.html", {"title": "消息", "page": page})


@require_GET
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to the case and takes the message for read; one of another account is as absent (404)."""
    message = get_object_or_404(messages_of(request.user), pk=pk)
    mark_read(message=message, by=request.user)
    if message.case_id is None:
        return redirect(_PLACES.get(message.key.partition(":")[0], "ledger:messages"))
    if not Case.objects.visible_to(request.user).filter(pk=message.case_id).exists():
        messages.info(request, "这个案件已不在您的工作范围，消息已记为已读。")
        return redirect("ledger:messages")
    return redirect("ledger:case", pk=message.case_id)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = mark_all_read(by=request.user)
    messages.success(request, f"{count} 条消息已记为已读。" if count else "没有未读消息。")
    return redirect("ledger:messages")


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise Http404("没有这一页消息。")
    return int(text)
