"""Leaving a session with too few units out of the table, and taking it in again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from office.refusals import Refused
from reception.models import ReceptionSession
from reports.actions.left_out import leave_out_session, take_session_in
from reports.forms import LeaveOutForm
from reports.period import day_label


@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    form = LeaveOutForm(request.POST)
    if not form.is_valid():
        raise Refused([str(message) for found in form.errors.values() for message in found])
    leave_out_session(session=session, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, f"{day_label(session.held_on)}的接访不计入次数，其诉求列在表外；封存以前可以恢复。")
    return _back(session)


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    take_session_in(session=session, by=request.user)
    messages.success(request, f"{day_label(session.held_on)}的接访已恢复计入。")
    return _back(session)


def _back(session: ReceptionSession) -> HttpResponse:
    month = f"{session.held_on:%Y-%m}"
    return redirect(f"{reverse('reports:monthly_table')}?month={month}&area={session.area.code}")
