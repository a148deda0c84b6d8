"""The end of a session: its summary, what is added to it later, and the paper that is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.refusals import refuse_if
from reception.actions.session_guard import OPEN, unless
from reception.actions.sessions import close_session, supplement_summary
from reception.forms.day import CloseForm, SupplementForm
from reception.models import ReceptionSession
from reception.selectors.day import day_of, proposed_summary, seats, summary_facts
from reception.selectors.queue import board
from reception.summary import summary_text
from reception.views.session_answers import back_to, cleaned


@require_http_methods(["GET", "POST"])
def session_close(request: HttpRequest, pk: int) -> HttpResponse:
    """结束接访, with the summary that the figures propose."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    refuse_if(unless(session, OPEN, "只有接访中的场次可以结束"))
    form = CloseForm(
        request.POST if request.method == "POST" else None, initial={"summary": proposed_summary(session, request.user)}
    )
    if request.method == "POST" and form.is_valid():
        session = close_session(session=session, by=request.user, summary=form.cleaned_data["summary"])
        return back_to(request, session, "本场接访已结束。当日纸质登记仍可补录到本场。")
    line = board(session)
    context = {
        "title": f"结束接访 {session.day_text}",
        "session": session,
        "form": form,
        "waiting": [*line.called, *line.waiting],
        "absent": [seat.unit for seat in seats(session) if not seat.attendance],
    }
    return render(request, "reception/session_close.html", context, status=422 if form.errors else 200)


@require_POST
def summary_supplement(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    text = cleaned(SupplementForm(request.POST))["text"]
    return back_to(request, supplement_summary(session=session, by=request.user, text=text), "小结已补充。")


@require_GET
def session_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """接访小结, A4: figures, units, what leaders took, and the claims without any personal number."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    refuse_if([] if session.is_held else ["接访开始后才有小结。"])
    day, units = day_of(session, request.user), seats(session)
    context = {
        "title": f"接访小结 {session.day_text}",
        "session": session,
        "text": session.summary or summary_text(summary_facts(session, figures=day.figures, units=units)),
        "figures": day.figures,
        "seats": units,
        "served": list(enumerate(day.served, 1)),
        "handlings": {row: entry.claim.number for entry in day.served for row in entry.handlings}.items(),
        "printed_on": timezone.localdate(),
    }
    return render(request, "reception/session_summary.html", context)
