"""取号叫号 on the day's page and in the hall. Where the office uses no numbers, every address here says so."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from office.refusals import Refused, refuse_if
from reception.actions.queue import OFF, call_again, call_next, mark_left, serve_number, take_number
from reception.forms.day import DeskForm, TakeForm
from reception.models import Claim, QueueTicket, ReceptionSession
from reception.selectors.queue import board, is_on
from reception.views.session_answers import back_to, cleaned


@require_POST
def number_take(request: HttpRequest, pk: int) -> HttpResponse:
    """取号."""
    session = _session(request, pk)
    ticket = take_number(session=session, by=request.user, people=cleaned(TakeForm(request.POST))["people"])
    return back_to(request, session, f"取号：{ticket.number} 号，{ticket.people} 人。")


@require_POST
def number_call(request: HttpRequest, pk: int) -> HttpResponse:
    """叫下一号."""
    session = _session(request, pk)
    ticket = call_next(session=session, by=request.user, desk=cleaned(DeskForm(request.POST))["desk"])
    return back_to(request, session, f"请 {ticket.number} 号{f'到{ticket.desk}' if ticket.desk else ''}。")


@require_POST
def number_recall(request: HttpRequest, pk: int, ticket: int) -> HttpResponse:
    row = call_again(ticket=_ticket(request, pk, ticket), by=request.user)
    return back_to(request, row.session, f"{row.number} 号已重叫。")


@require_POST
def number_serve(request: HttpRequest, pk: int, ticket: int) -> HttpResponse:
    row = serve_number(ticket=_ticket(request, pk, ticket), by=request.user)
    return back_to(request, row.session, f"{row.number} 号已接待。")


@require_POST
def number_leave(request: HttpRequest, pk: int, ticket: int) -> HttpResponse:
    row = mark_left(ticket=_ticket(request, pk, ticket), by=request.user)
    return back_to(request, row.session, f"{row.number} 号已离开。")


@require_GET
def hall(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen in the hall: who is called, who comes next; numbers alone."""
    return render(request, "reception/hall.html", _shown(request, pk))


@require_GET
def hall_live(request: HttpRequest, pk: int) -> HttpResponse:
    """What of it changes."""
    return render(request, "reception/_hall_live.html", _shown(request, pk))


def served_by_claim(request: HttpRequest, claim: Claim) -> None:
    """Marks the number served from which the form of the claim was opened; a number that is gone is only told."""
    asked = request.GET.get("ticket", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return
    ticket = QueueTicket.objects.select_related("session__area").filter(pk=int(asked), session=claim.session_id).first()
    if ticket is None:
        return
    try:
        serve_number(ticket=ticket, by=request.user, claim=claim)
    except Refused as refused:
        messages.warning(request, f"诉求已登记，{ticket.number} 号没有记为已接待：{refused}")


def _shown(request: HttpRequest, pk: int) -> dict[str, Any]:
    session = _session(request, pk)
    is_open = session.status == ReceptionSession.Status.OPEN
    return {"title": f"叫号 {session.day_text}", "session": session, "board": board(session) if is_open else None}


def _session(request: HttpRequest, pk: int) -> ReceptionSession:
    session = ReceptionSession.objects.get_for(request.user, pk)
    refuse_if([] if is_on() else [OFF])
    return session


def _ticket(request: HttpRequest, pk: int, ticket: int) -> QueueTicket:
    rows = QueueTicket.objects.select_related("session__area")
    return get_object_or_404(rows, pk=ticket, session=_session(request, pk))
