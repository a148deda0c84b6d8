"""待审核 on one page: every case with what it rests on, several completed at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ledger.forms.review import ReviewForm
from ledger.selectors.review import AT_MOST, cases_to_review
from office.refusals import Conflict, Refused


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """The head's cases to review; those ticked are completed, all or none."""
    rows, is_cut = cases_to_review(request.user, today=timezone.localdate())
    form = ReviewForm(request.POST or None, rows=rows, user=request.user)
    status, refused, conflict = 200, [], False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _completed(request, form.save())
            except Refused as refusal:
                refused, conflict = refusal.missing, isinstance(refusal, Conflict)
        if conflict:
            status = 409
            rows, is_cut = cases_to_review(request.user, today=timezone.localdate())
            form = ReviewForm(request.POST, rows=rows, user=request.user)
            form.look_again()
    context = {
        "title": "批量审核", "form": form, "refused": refused, "conflict": conflict, "is_cut": is_cut,
        "at_most": AT_MOST,
    }  # fmt: skip
    return render(request, "ledger/review.html", context, status=status)


def _completed(request: HttpRequest, count: int) -> HttpResponse:
    messages.success(request, f"已办结 {count} 个案件。")
    return redirect("ledger:review")
