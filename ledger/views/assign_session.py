"""交办 for a whole session on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ledger.forms.assign_session import SessionForm
from ledger.selectors.case_list import case_rows
from ledger.selectors.cases import unassigned_cases
from ledger.selectors.officers import officers_of
from office.refusals import Conflict, Refused
from reception.models import ReceptionSession


@require_http_methods(["GET", "POST"])
def assign_session(request: HttpRequest, pk: int) -> HttpResponse:
    """The session's cases that nobody has been given yet, in one table."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    cases = unassigned_cases(request.user, session=session)
    rows = case_rows(cases, user=request.user, today=timezone.localdate())
    form = SessionForm(request.POST or None, area=session.area, rows=rows, user=request.user)
    status, refused, conflict = 200, [], False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _assigned(request, pk, form.save())
            except Refused as refusal:
                refused, conflict = refusal.missing, isinstance(refusal, Conflict)
        if conflict:
            status = 409
            form.look_again()
    context = {
        "title": f"{session.day_text}接访的交办",
        "session": session,
        "form": form,
        "refused": refused,
        "conflict": conflict,
        "officers": officers_of(session.area),
    }
    return render(request, "ledger/assign_session.html", context, status=status)


def _assigned(request: HttpRequest, pk: int, count: int) -> HttpResponse:
    messages.success(request, f"已交办 {count} 个案件，等待责任单位签收。")
    return redirect("ledger:assign_session", pk=pk)
