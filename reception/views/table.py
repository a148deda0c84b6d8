"""What is said of a claim at the table of its session: a leader takes it, a unit gives its opinion."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from office.models import User
from office.refusals import Refused, refuse_if
from office.roles import OFFICE_ROLES, holds, may
from office.selectors import numbers_of
from reception.actions.table import give_opinion, handle_directly, waive_handling
from reception.direct import LeaderNumbers, grounds
from reception.forms.day import DirectForm, OpinionForm
from reception.identity_access import hides_identity
from reception.models import Claim, ReceptionSession
from reception.selectors.day import handlings_of, opinions_of, sessions_of
from reception.views.session_answers import back_to, cleaned


@require_http_methods(["GET", "POST"])
def claim_direct(request: HttpRequest, pk: int) -> HttpResponse:
    """登记领导直接处理, on a claim that was brought at a session."""
    claim = Claim.objects.get_for(request.user, pk)
    sessions = sessions_of(claim)
    refuse_if([] if sessions else [f"{claim.number}不是在接访场次反映的，不登记直接处理。"])
    form = DirectForm(
        request.POST if request.method == "POST" else None, sessions=sessions, initial=_usual(claim, sessions[0])
    )
    if request.method == "POST" and form.is_valid():
        try:
            handle_directly(claim=claim, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.missing)  # type: ignore[arg-type]
        else:
            messages.success(request, f"{claim.number} 已登记领导直接处理。")
            return redirect("reception:claim", pk=claim.pk)
    context = {"title": f"领导直接处理 {claim.number}", "claim": claim, "form": form}
    return render(request, "reception/direct_form.html", context, status=422 if form.errors else 200)


@require_POST
def handling_waive(request: HttpRequest, pk: int, claim: int) -> HttpResponse:
    """Takes a claim off the list of what the leader should take."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    row = waive_handling(claim=Claim.objects.get_for(request.user, claim), session=session, by=request.user)
    return back_to(request, session, f"{row.claim.number} 不用领导直接处理，已从建议中移去。")


@require_POST
def opinion_create(request: HttpRequest, pk: int) -> HttpResponse:
    """填写处理意见."""
    claim = Claim.objects.get_for(request.user, pk)
    give_opinion(claim=claim, by=request.user, text=cleaned(OpinionForm(request.POST))["text"])
    messages.success(request, "处理意见已登记，登记员和主任可以看到。")
    return redirect("reception:claim", pk=claim.pk)


def table_talk(claim: Claim, user: User) -> dict[str, Any]:
    """What the page of a claim shows and offers of this; words about a hidden person stay hidden, but for one's own."""
    hidden = hides_identity(claim, user)
    is_open = bool(claim.session and claim.session.status == ReceptionSession.Status.OPEN)
    return {
        "opinions": [(row, not hidden or row.unit_id == user.unit_id) for row in opinions_of(claim)],
        "handlings": handlings_of(claim),
        "opinion_form": OpinionForm() if is_open and claim.is_live and may(user, "give_opinion") else None,
        "may_handle": holds(user, OFFICE_ROLES) and claim.is_live and bool(claim.session or sessions_of(claim)),
    }


def _usual(claim: Claim, session: ReceptionSession) -> dict[str, Any]:
    """What the form starts with: the leader of the day, and why the rules put the visit before him."""
    found = grounds(claim, numbers_of(LeaderNumbers))
    return {
        "session": session.pk,
        "why": found[0].why if found else None,
        "leader": session.duty_leader or session.chair,
        "post": "带班领导" if session.duty_leader else "领导小组组长" if session.chair else "",
    }
