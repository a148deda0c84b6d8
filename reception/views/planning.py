"""Pages of the plan: the year, one session or several planned, a plan changed, cancelled or postponed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.refusals import Conflict, Refused
from office.roles import may
from reception.actions.planning import (
    cancel_session,
    change_plan,
    plan_months,
    plan_session,
    plan_sessions,
    postpone_session,
)
from reception.forms.planning import ChangePlanForm, PlanForm, PostponeForm, ReasonForm, SeveralForm, usual_plan
from reception.models import ReceptionSession
from reception.selectors import session_years
from reception.selectors.planning import year_plan
from reception.views.session_answers import back_to, cleaned

EARLIEST, LATEST = 2000, 2100


@require_GET
def year_page(request: HttpRequest) -> HttpResponse:
    """年度计划: the twelve months of a year, those without a session told in words."""
    return _year_page(request, _year(request))


@require_http_methods(["GET", "POST"])
def sessions_create(request: HttpRequest) -> HttpResponse:
    """按日期清单安排: several sessions at once, all or none; every day that cannot be one is named."""
    year, area = _year(request), request.user.area
    if request.method == "GET":
        return redirect(_address(year))
    form = SeveralForm(request.POST, area=area, year=year)
    if form.is_valid():
        try:
            made = plan_sessions(area=area, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.missing)  # type: ignore[arg-type]
        else:
            messages.success(request, f"已安排 {len(made)} 场接访，带班单位按顺序轮流，可在各场次中修改。")
            return redirect(_address(made[0].planned_on.year))
    return _year_page(request, year, form=form)


@require_POST
def months_create(request: HttpRequest) -> HttpResponse:
    """列出每月计划: a 待定 plan for each coming month of the year that has none."""
    year, area = _year(request), request.user.area
    made = plan_months(area=area, by=request.user, year=year, **usual_plan(area))
    said = (
        f"已列出 {len(made)} 个月的待定计划，定下日期后再公开。" if made else f"{year}年各月都有场次或计划，没有新增。"
    )
    messages.success(request, said)
    return redirect(_address(year))


@require_http_methods(["GET", "POST"])
def session_create(request: HttpRequest) -> HttpResponse:
    """安排场次."""
    area = request.user.area
    form = PlanForm(request.POST or None, area=area, initial=usual_plan(area))
    if request.method == "POST" and form.is_valid():
        try:
            session = plan_session(area=area, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.missing)  # type: ignore[arg-type]
        else:
            return back_to(request, session, f"{session.day_text}的接访安排已保存。")
    return _form_page(request, form, title="安排场次", status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """修改安排 of a session that is still planned."""
    session, status = ReceptionSession.objects.get_for(request.user, pk), 200
    form = ChangePlanForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            session = change_plan(session=session, by=request.user, **form.cleaned_data)
        except Refused as refused:
            status = 409 if isinstance(refused, Conflict) else 422
            form.add_error(None, refused.missing)  # type: ignore[arg-type]
            form.look_again()
        else:
            return back_to(request, session, f"{session.day_text}的接访安排已保存。")
    return _form_page(request, form, title="修改安排", status=422 if form.errors and status == 200 else status)


@require_POST
def session_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    values = cleaned(ReasonForm(request.POST))
    return back_to(request, cancel_session(session=session, by=request.user, **values), "本场接访已取消。")


@require_POST
def session_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    session = ReceptionSession.objects.get_for(request.user, pk)
    moved = postpone_session(session=session, by=request.user, **cleaned(PostponeForm(request.POST)))
    return back_to(request, moved, f"已改期，这是改期后的场次：{moved.day_text}。")


def _year_page(request: HttpRequest, year: int, *, form: SeveralForm | None = None) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    may_plan = may(user, "plan_session") and user.area is not None
    if may_plan and form is None:
        form = SeveralForm(area=user.area, year=year, initial=usual_plan(user.area))
    months = year_plan(user, year, today=today)
    context = {
        "title": f"{year}年度计划",
        "year": year,
        "years": sorted({*session_years(user), today.year, today.year + 1, year}),
        "months": months,
        "without": [month for month in months if month.is_without],
        "form": form if may_plan else None,
        "today": today,
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "reception/year_plan.html", context, status=status)


def _form_page(request: HttpRequest, form: Any, *, title: str, status: int) -> HttpResponse:
    return render(request, "reception/session_form.html", {"title": title, "form": form}, status=status)


def _year(request: HttpRequest) -> int:
    """The year asked for; this year for anything that is none."""
    text = request.POST.get("year") or request.GET.get("year", "")
    is_year = text.isascii() and text.isdecimal() and len(text) == 4 and EARLIEST <= int(text) <= LATEST
    return int(text) if is_year else timezone.localdate().year


def _address(year: int) -> str:
    return f"{reverse('reception:year_plan')}?year={year}"
