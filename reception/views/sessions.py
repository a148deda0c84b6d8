"""Pages of the plan: the list of sessions, one that is planned, and the buttons on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.refusals import Refused
from office.roles import OFFICE_ROLES, holds, may
from reception.actions.planning import cancel_session, change_plan, plan_session, postpone_session
from reception.actions.sessions import open_session
from reception.forms.sessions import OpenForm, PlanForm, PostponeForm, ReasonForm, usual_plan
from reception.models import ReceptionSession
from reception.selectors import month_text, roll_call, session_years, sessions_of_years
from reception.views.day import day_page
from reception.views.session_answers import back_to, cleaned

YEARS_AT_ONCE = 2


@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """The sessions of the latest two years, or of the year asked for, by month."""
    years = session_years(request.user)
    asked = request.GET.get("year", "")
    shown = [year for year in years if str(year) == asked] or years[:YEARS_AT_ONCE]
    context = {
        "title": "接访场次",
        "years": years,
        "shown": shown,
        "rows": [(month_text(row), row) for row in sessions_of_years(request.user, shown)],
        "may_plan": may(request.user, "plan_session"),
    }
    return render(request, "reception/session_list.html", context)


@require_GET
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: what is planned, or once it was opened its day."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    return day_page(request, session) if session.is_held else _planned_page(request, session)


@require_http_methods(["GET", "POST"])
def session_create(request: HttpRequest) -> HttpResponse:
    """安排场次."""
    area = request.user.area
    form = PlanForm(request.POST or None, area=area, initial=usual_plan(area))
    return _plan(
        request, form, title="安排场次", save=lambda values: plan_session(area=area, by=request.user, **values)
    )


@require_http_methods(["GET", "POST"])
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """修改安排 of a session that is still planned."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    names = ("planned_on", "starts_at", "ends_at", "venue", "duty_leader", "note")
    form = PlanForm(request.POST or None, area=session.area, initial={name: getattr(session, name) for name in names})
    del form.fields["campaign"]
    form.helper.layout.fields.remove("campaign")
    return _plan(
        request, form, title="修改安排", save=lambda values: change_plan(session=session, by=request.user, **values)
    )


@require_POST
def session_open(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    held_on = cleaned(OpenForm(request.POST))["held_on"]
    session = open_session(session=session, by=request.user, held_on=held_on)
    return back_to(request, session, f"{session.day_text}的接访已开始，请让到场单位签到。")


@require_POST
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    reason = cleaned(ReasonForm(request.POST))["reason"]
    return back_to(request, cancel_session(session=session, by=request.user, reason=reason), "本场接访已取消。")


@require_POST
def session_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    values = cleaned(PostponeForm(request.POST))
    moved = postpone_session(session=session, by=request.user, to=values["to"], reason=values["reason"])
    return back_to(request, moved, f"已改期，这是改期后的场次：{moved.day_text}。")


def _planned_page(request: HttpRequest, session: ReceptionSession) -> HttpResponse:
    context = {
        "title": session.day_text,
        "session": session,
        "roll_call": roll_call(session),
        "is_office": holds(request.user, OFFICE_ROLES),
        "may_cancel": may(request.user, "cancel_session"),
        "proposed_day": _proposed_day(session),
    }
    return render(request, "reception/session.html", context)


def _plan(request: HttpRequest, form: PlanForm, *, title: str, save: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            session = save(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.missing)  # type: ignore[arg-type]
        else:
            return back_to(request, session, f"{session.day_text}的接访安排已保存。")
    return render(
        request, "reception/session_form.html", {"title": title, "form": form}, status=422 if form.errors else 200
    )


def _proposed_day(session: ReceptionSession) -> str:
    """The day `open_session` would take by itself."""
    today = timezone.localdate()
    planned = session.planned_on
    return (planned if planned and planned < today else today).isoformat()
