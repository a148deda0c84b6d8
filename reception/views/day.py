"""The day of a session: its figures, who was served, the units at the table, and its end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from office.roles import OFFICE_ROLES, Role, holds
from reception.actions.sessions import close_session, sign_in_unit, undo_sign_in
from reception.forms.sessions import SignInForm
from reception.identity_access import petitioner_name
from reception.models import Attendance, Claim, ReceptionSession
from reception.selectors import other_units, roll_call, session_figures
from reception.selectors.checklist import checklist_of, missing_of
from reception.selectors.notices import standing_of
from reception.selectors.planning import changes_of
from reception.views.session_answers import back_to, cleaned


def day_page(request: HttpRequest, session: ReceptionSession) -> HttpResponse:
    """A session that was opened, closed or not: state, units, claims, figures and what may be done now."""
    user = request.user
    claims = Claim.objects.visible_to(user).filter(session=session)
    rows, checks = claims.with_parties().order_by("pk"), checklist_of(session)
    context = {
        "title": session.day_text,
        "session": session,
        "standing": standing_of(session),
        "roll_call": roll_call(session),
        "other_units": other_units(session),
        "claims": [(claim, petitioner_name(claim, user, in_list=True)) for claim in rows],
        "figures": session_figures(claims.live()),
        "checklist": checks,
        "missing": missing_of(checks),
        "changes": changes_of(session),
        "is_office": holds(user, OFFICE_ROLES),
        "is_head": holds(user, {Role.HEAD}),
    }
    return render(request, "reception/day.html", context)


@require_POST
def session_close(request: HttpRequest, pk: int) -> HttpResponse:
    session = close_session(session=ReceptionSession.objects.get_for(request.user, pk), by=request.user)
    return back_to(request, session, "本场接访已结束。当日纸质登记仍可补录到本场。")


@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    values = cleaned(SignInForm(request.POST, area=session.area))
    sign_in_unit(session=session, unit=values["unit"], by=request.user, person=values["person"])
    return back_to(request, session, f"{values['unit']}已签到。")


@require_POST
def sign_in_undo(request: HttpRequest, pk: int, attendance: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    row = get_object_or_404(Attendance.objects.select_related("session__area", "unit"), pk=attendance, session=session)
    undo_sign_in(attendance=row, by=request.user)
    return back_to(request, session, f"{row.unit}的签到已撤销。")
