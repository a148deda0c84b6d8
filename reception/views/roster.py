"""Who comes to a session and what has to be ready: the office's table, a liaison's own line, the checklist."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from office.models import Code
from office.refusals import Conflict, Refused
from reception.actions.checklist import tick_item
from reception.actions.roster import confirm_delegate, copy_roster, set_roster
from reception.forms.roster import DelegateForm, RosterForm
from reception.models import ReceptionSession
from reception.selectors.checklist import KINDS
from reception.selectors.planning import duty_turns, roster, roster_before
from reception.views.session_answers import back_to, cleaned


@require_http_methods(["GET", "POST"])
def roster_page(request: HttpRequest, pk: int) -> HttpResponse:
    """带班和参加人员 of one session, in one table."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    form, status, refused = _form(request, session), 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                set_roster(session=session, by=request.user, lead=form.lead(), sent=form.sent())
            except Refused as refusal:
                refused, status = refusal.missing, 409 if isinstance(refusal, Conflict) else 422
            else:
                return back_to(request, session, "带班和参加人员已保存。")
    if status == 409:
        form.look_again()
    context = {
        "title": f"{session.day_text}接访的带班和参加人员",
        "session": session,
        "form": form,
        "refused": refused,
        "conflict": status == 409,
        "before": roster_before(session),
    }
    return render(request, "reception/roster.html", context, status=status)


@require_POST
def roster_copy(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    units = copy_roster(session=session, by=request.user)
    names = "、".join(unit.short_name for unit in units)
    return back_to(request, session, f"已照抄上一场的参加人员：{names}。请各单位确认。")


@require_POST
def delegate_confirm(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """A liaison's own unit; another unit's line is not found."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    if request.user.unit_id != unit:
        raise Http404("没有这个单位，或者不是您的单位。")
    own = request.user.unit
    values = cleaned(DelegateForm(request.POST, row=None))
    seen = values.pop("seen") or None
    confirm_delegate(session=session, unit=own, by=request.user, seen=seen, **values)
    return back_to(request, session, f"{own}的参加人员已确认。")


@require_POST
def checklist_tick(request: HttpRequest, pk: int, code: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    thing = get_object_or_404(Code, pk=code, kind__in=KINDS)
    is_done = "undo" not in request.POST
    item = tick_item(session=session, code=thing, by=request.user, is_done=is_done)
    return back_to(request, session, f"{item.label}：{'已完成' if is_done else '已改为未完成'}。")


def _form(request: HttpRequest, session: ReceptionSession) -> RosterForm:
    day = session.day or date.max
    suggested = duty_turns(session.area, [day])[day] if session.duty_unit_id is None else None
    options: dict[str, Any] = {"session": session, "lines": roster(session), "suggested": suggested}
    return RosterForm(request.POST or None, **options)
