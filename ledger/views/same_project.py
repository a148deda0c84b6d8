"""疑似同一项目: proposals that claims belong together; the head gathers, or says that they do not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ledger.forms.leads import SameMatterForm
from ledger.selectors.same_project import LOOKED_AT, Proposal, proposals
from office.refusals import Refused


@require_http_methods(["GET", "POST"])
def same_project(request: HttpRequest) -> HttpResponse:
    """Every proposal that nobody has judged, each with its own form; one judgement at a time."""
    sent, refused, status = None, [], 200
    if request.method == "POST":
        sent, status = SameMatterForm(request.POST, user=request.user, auto_id=False), 422
        try:
            if sent.is_valid():
                messages.success(request, sent.save())
                return redirect("ledger:same_project")
        except Refused as refusal:
            refused = refusal.missing
    context = {
        "title": "疑似同一项目", "looked_at": LOOKED_AT, "refused": refused, "form": sent,
        "rows": [(proposal, _form(request, proposal, sent)) for proposal in proposals(request.user)],
    }  # fmt: skip
    return render(request, "ledger/same_project.html", context, status=status)


@require_GET
def same_project_count(request: HttpRequest) -> HttpResponse:
    """How many proposals there are, alone: the first page asks for it once it stands."""
    return HttpResponse(str(len(proposals(request.user))), content_type="text/plain; charset=utf-8")


def _form(request: HttpRequest, proposal: Proposal, sent: SameMatterForm | None) -> SameMatterForm:
    """The form as typed for the proposal it was sent for, a fresh one for the others."""
    keys = ",".join(str(key) for key in proposal.keys)
    if sent is not None and sent.data.get("claims") == keys:
        return SameMatterForm(request.POST, user=request.user, auto_id=f"id_{proposal.keys[0]}_%s")
    return SameMatterForm(user=request.user, initial={"claims": keys}, auto_id=f"id_{proposal.keys[0]}_%s")
