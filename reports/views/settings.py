"""情况表设定: what is set from which month on, and a form to set it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from office.models import Area
from office.refusals import Refused
from office.roles import may
from reports.actions.settings import set_table_form
from reports.forms import MonthForm, SettingForm
from reports.models import TableSetting
from reports.period import Month


@require_GET
def table_settings(request: HttpRequest) -> HttpResponse:
    """Every setting of an area, the latest first, and the form for the next."""
    asked = MonthForm(request.GET, user=request.user, usual={"month": str(Month.of(timezone.localdate()))})
    if not asked.is_valid():
        raise Http404("没有这个月份或区划。")
    return _page(request, asked.cleaned_data["area"], asked.cleaned_data["month"])


@require_POST
def set_form(request: HttpRequest) -> HttpResponse:
    form = SettingForm(request.POST, user=request.user, usual={})
    if not form.is_valid():
        raise Refused([str(message) for found in form.errors.values() for message in found])
    values = dict(form.cleaned_data)
    area, month = values.pop("area"), values.pop("month")
    set_table_form(area=area, from_month=month, by=request.user, **values)
    messages.success(request, f"已设定，从{month.label}起的情况表按新的设定。")
    return redirect(f"{reverse('reports:table_settings')}?area={area.code}&month={month}")


def _page(request: HttpRequest, area: Area, month: Month) -> HttpResponse:
    now = TableSetting.objects.in_force(area, str(month))
    usual: dict[str, Any] = {"month": str(month), "area": area.code}
    usual |= {name: getattr(now, name) for name in ("rule", "column_b", "heading")}
    context = {
        "title": "情况表设定",
        "area": area,
        "month": month,
        "now": now,
        "rows": TableSetting.objects.filter(area=area).select_related("by"),
        "form": SettingForm({}, user=request.user, usual=usual) if may(request.user, "set_table_form") else None,
    }
    return render(request, "reports/table_settings.html", context)
