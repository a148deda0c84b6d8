"""Pages of the reception day: list, one session, its plan, and the buttons on it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.refusals import Refused
from office.roles import OFFICE_ROLES, Role, holds, may
from reception.actions.sessions import (
    cancel_session,
    change_plan,
    close_session,
    open_session,
    plan_session,
    postpone_session,
    sign_in_unit,
    undo_sign_in,
)
from reception.forms.sessions import OpenForm, PlanForm, PostponeForm, ReasonForm, SignInForm, usual_plan
from reception.identity_access import petitioner_name
from reception.models import Attendance, Claim, ReceptionSession
from reception.selectors import (
    month_text,
    other_units,
    roll_call,
    session_figures,
    session_years,
    sessions_of_years,
)

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
    """One session: state, units, claims, figures and what may be done now."""
    user = request.user
    session = ReceptionSession.objects.get_for(user, pk)
    claims = Claim.objects.visible_to(user).filter(session=session)
    rows = claims.with_parties().order_by("pk")
    context = {
        "title": session.day_text,
        "session": session,
        "roll_call": roll_call(session),
        "other_units": other_units(session),
        "claims": [(claim, petitioner_name(claim, user, in_list=True)) for claim in rows],
        "figures": session_figures(claims.live()),
        "is_office": holds(user, OFFICE_ROLES),
        "is_head": holds(user, {Role.HEAD}),
        "may_cancel": may(user, "cancel_session"),
        "proposed_day": _proposed_day(session),
    }
    return render(request, "reception/session.html", context)


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
    held_on = _cleaned(OpenForm(request.POST))["held_on"]
    session = open_session(session=session, by=request.user, held_on=held_on)
    return _back(request, session, f"{session.day_text}的接访已开始，请让到场单位签到。")


@require_POST
def session_close(request: HttpRequest, pk: int) -> HttpResponse:
    session = close_session(session=ReceptionSession.objects.get_for(request.user, pk), by=request.user)
    return _back(request, session, "本场接访已结束。当日纸质登记仍可补录到本场。")


@require_POST
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    reason = _cleaned(ReasonForm(request.POST))["reason"]
    return _back(request, cancel_session(session=session, by=request.user, reason=reason), "本场接访已取消。")


@require_POST
def session_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    values = _cleaned(PostponeForm(request.POST))
    moved = postpone_session(session=session, by=request.user, to=values["to"], reason=values["reason"])
    return _back(request, moved, f"已改期，这是改期后的场次：{moved.day_text}。")


@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    values = _cleaned(SignInForm(request.POST, area=session.area))
    sign_in_unit(session=session, unit=values["unit"], by=request.user, person=values["person"])
    return _back(request, session, f"{values['unit']}已签到。")


@require_POST
def sign_in_undo(request: HttpRequest, pk: int, attendance: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    row = get_object_or_404(Attendance.objects.select_related("session__area", "unit"), pk=attendance, session=session)
    undo_sign_in(attendance=row, by=request.user)
    return _back(request, session, f"{row.unit}的签到已撤销。")


def _plan(request: HttpRequest, form: PlanForm, *, title: str, save: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            session = save(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.missing)  # type: ignore[arg-type]
        else:
            return _back(request, session, f"{session.day_text}的接访安排已保存。")
    return render(
        request, "reception/session_form.html", {"title": title, "form": form}, status=422 if form.errors else 200
    )


def _back(request: HttpRequest, session: ReceptionSession, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("reception:session", pk=session.pk)


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """Values of a small form on a page; its faults become the page that names what is missing."""
    if not form.is_valid():
        raise Refused([message for messages_ in form.errors.values() for message in messages_])
    return form.cleaned_data


def _proposed_day(session: ReceptionSession) -> str:
    """The day `open_session` would take by itself."""
    today = timezone.localdate()
    planned = session.planned_on
    return (planned if planned and planned < today else today).isoformat()
