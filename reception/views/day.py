"""The day of a session: its figures, who was served, the units at the table. Half of it renews itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from office.models import User
from office.roles import OFFICE_ROLES, Role, holds, may
from reception.actions.sessions import sign_in_unit, undo_sign_in
from reception.forms.day import SupplementForm
from reception.forms.sessions import SignInForm
from reception.models import Attendance, ReceptionSession
from reception.selectors import other_units
from reception.selectors.checklist import checklist_of, missing_of
from reception.selectors.day import Seat, day_of, for_the_leader, seats
from reception.selectors.notices import standing_of
from reception.selectors.planning import changes_of
from reception.selectors.queue import board, desk_of, is_on
from reception.summary import DayFigures
from reception.views.session_answers import back_to, cleaned


def day_page(request: HttpRequest, session: ReceptionSession) -> HttpResponse:
    """A session that was opened, closed or not: state, units, visitors, figures and what may be done now."""
    context = _live(request.user, session) | {
        "title": session.day_text,
        "standing": standing_of(session),
        "changes": changes_of(session),
        "is_head": holds(request.user, {Role.HEAD}),
        "supplement_form": SupplementForm() if may(request.user, "supplement_summary") else None,
    }
    return render(request, "reception/day.html", context)


@require_GET
def session_live(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the day's page that changes while others work, for the page to renew itself."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    return render(request, "reception/_day_live.html", _live(request.user, session))


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


def _live(user: User, session: ReceptionSession) -> dict[str, Any]:
    day, units, checks = day_of(session, user), seats(session), checklist_of(session)
    is_open, is_office = session.status == ReceptionSession.Status.OPEN, holds(user, OFFICE_ROLES)
    figures = day.figures
    with_numbers = is_open and is_office and is_on()
    return {
        "session": session,
        "is_open": is_open,
        "is_office": is_office,
        "at_table": is_open and any(seat.attendance and seat.unit.pk == user.unit_id for seat in units),
        "figures": figures,
        # The newest first while people wait; in their order once the day is over.
        "served": list(enumerate(day.served, 1))[:: -1 if is_open else 1],
        "for_leader": for_the_leader(day.served) if is_open and is_office else [],
        "seats": units,
        "checklist": checks,
        "missing": missing_of(checks),
        "notes": _notes(session, units, figures, to_do=len(missing_of(checks))) if is_office else [],
        "other_units": other_units(session) if is_open and is_office else [],
        "board": board(session) if with_numbers else None,
        "desk": desk_of(session, user) if with_numbers else "",
    }


def _notes(
    session: ReceptionSession, units: list[Seat], figures: DayFigures, *, to_do: int
) -> list[tuple[str, str, str]]:
    """What is wrong with the day: a word, what to say of it, and how loud."""
    absent = [seat.unit.short_name for seat in units if not seat.attendance]
    found = [(f"未到场 {len(absent)} 家", "、".join(absent), "overdue")] if absent else []
    if figures.unknown_amounts:
        found.append((f"金额不详 {figures.unknown_amounts} 件", "问清后在诉求里更正。", "soon"))
    if not session.duty_leader:
        found.append(("没有带班领导", "", "soon"))
    if to_do and session.status == ReceptionSession.Status.OPEN:
        found.append((f"准备事项还差 {to_do} 项", "见本页下面。", "soon"))
    return found
