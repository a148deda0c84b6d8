"""分类汇总: the months' figures told apart, the list behind each, the workbook."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reception.models import Campaign
from reports.actions.exports import export_groups
from reports.figures.groups import COUNTED, Period, count
from reports.forms.groups import GroupsForm
from reports.groups import COLUMNS, RULE, TITLE, group_figure, group_table
from reports.views.behind import figure_context
from reports.views.downloads import workbook_response

ROWS_PER_PAGE = 200
ASKED = ("month", "until", "area", "campaign", "by")


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """One kind of heading on one page, to read and to print."""
    form = _form(request, request.GET)
    context: dict[str, Any] = {"title": TITLE, "form": form}
    if form.is_valid():
        context |= _context(request, form)
    return render(request, "reports/groups.html", context, status=200 if form.is_valid() else 400)


@require_GET
def group(request: HttpRequest, key: str) -> HttpResponse:
    """The claims (or sessions) behind one figure under one heading; without `row` those of the whole."""
    form = _form(request, request.GET)
    if key not in COUNTED or not form.is_valid():
        raise Http404("没有这个数字。")
    by, period = form.cleaned_data["by"], form.period
    try:
        label, found = group_figure(count(period), by=by, row=request.GET.get("row"), key=key)
    except KeyError as error:
        raise Http404("没有这一栏。") from error
    context = {
        "title": f"{period.label} {label} {found.label}",
        "period": period,
        "query": urlencode(_asked(form)),
        **figure_context(request, found),
    }
    return render(request, "reports/group.html", context)


@require_POST
def groups_xlsx(request: HttpRequest) -> HttpResponse:
    """All kinds of headings as a workbook; POST, because taking it out is recorded."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return render(request, "reports/groups.html", {"title": TITLE, "form": form}, status=400)
    return workbook_response(*export_groups(period=form.period, by=request.user))


def _form(request: HttpRequest, data: Any) -> GroupsForm:
    """The bar's form; an area that is foreign or does not exist is answered alike."""
    form = GroupsForm(data, user=request.user, today=timezone.localdate())
    if "area" in form.errors:
        raise Http404("没有这个区划，或者不属于您的工作范围。")
    return form


def _asked(form: GroupsForm) -> dict[str, str]:
    return {name: str(form[name].value() or "") for name in ASKED}


def _context(request: HttpRequest, form: GroupsForm) -> dict[str, Any]:
    table = group_table(count(form.period), form.cleaned_data["by"])
    today = timezone.localdate()
    return {
        "period": form.period,
        "table": table,
        "columns": [COLUMNS[name] for name in table.columns],
        "rows": Paginator(table.rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "rule": RULE,
        "query": urlencode(_asked(form)),
        "asked": _asked(form),
        "tables": [] if form.period.campaign else _tables(form.period),
        "campaigns": Campaign.objects.filter(area__in=request.user.area_ids)[:3],
        "today": today,
        "is_running": today < form.period.last.end,
    }


def _tables(period: Period) -> list[tuple[str, str]]:
    """Label and query of each month's table, whose figures the sums are."""
    area = period.area.code
    return [(month.label, urlencode({"month": str(month), "area": area})) for month in period.months]
