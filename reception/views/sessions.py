"""The list of sessions, and the page of one that is planned."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from office.roles import OFFICE_ROLES, holds, may
from office.selectors import calendar
from reception.actions.sessions import open_session
from reception.forms.roster import DelegateForm
from reception.forms.sessions import OpenForm
from reception.models import ReceptionSession
from reception.selectors import month_text, session_years, sessions_of_years
from reception.selectors.checklist import checklist_of, missing_of
from reception.selectors.notices import standing_of
from reception.selectors.planning import RosterLine, changes_of, roster
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


@require_POST
def session_open(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    held_on = cleaned(OpenForm(request.POST))["held_on"]
    session = open_session(session=session, by=request.user, held_on=held_on)
    return back_to(request, session, f"{session.day_text}的接访已开始，请让到场单位签到。")


def _planned_page(request: HttpRequest, session: ReceptionSession) -> HttpResponse:
    lines, checks, user = roster(session), checklist_of(session), request.user
    context = {
        "title": session.day_text,
        "session": session,
        "is_planned": session.status == ReceptionSession.Status.PLANNED,
        "standing": standing_of(session),
        "roster": lines,
        "unconfirmed": [line for line in lines if line.unit.is_attending and not line.is_confirmed],
        "own": _own_line(user, session, lines),
        "checklist": checks,
        "missing": missing_of(checks),
        "changes": changes_of(session),
        "is_office": holds(user, OFFICE_ROLES),
        "may_cancel": may(user, "cancel_session"),
        "proposed_day": _proposed_day(session),
        "is_early": bool(session.planned_on and session.planned_on > timezone.localdate()),
        "rest_day": _rest_day(session),
    }
    return render(request, "reception/session.html", context)


def _own_line(user: Any, session: ReceptionSession, lines: list[RosterLine]) -> dict[str, Any] | None:
    """The liaison's own unit with the form that confirms its delegate; None where there is nothing to confirm."""
    found = [line for line in lines if line.unit.pk == user.unit_id]
    is_open = session.status == ReceptionSession.Status.PLANNED and session.planned_on is not None
    if not found or not is_open or not may(user, "confirm_delegate"):
        return None
    return {"line": found[0], "form": DelegateForm(row=found[0].delegate)}


def _rest_day(session: ReceptionSession) -> str:
    """Why the day planned is off; empty for a working day, or where no day is fixed or the session is off."""
    day = session.planned_on
    if day is None or session.status != ReceptionSession.Status.PLANNED:
        return ""
    days = calendar()
    return "" if days.is_workday(day) else days.rest_reason(day)


def _proposed_day(session: ReceptionSession) -> str:
    """The day `open_session` would take by itself."""
    today = timezone.localdate()
    planned = session.planned_on
    return (planned if planned and planned < today else today).isoformat()
