"""The assessment: a table of the units and one of the months, a picture of each, the workbook."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from office.models import User
from reports.actions.exports import export_assessment
from reports.assessment import INDICATORS, TITLE, Assessment, Row, assess
from reports.charts import Chart, Series, describe, lying, upright
from reports.forms import AssessmentForm
from reports.views.downloads import workbook_response

UNITS, MONTHS = "units", "months"


@require_GET
def assessment(request: HttpRequest) -> HttpResponse:
    """Everything on one page, to read and to print."""
    form = _form(request, request.GET)
    context: dict[str, Any] = {"title": TITLE, "form": form}
    if form.is_valid():
        context |= _context(form)
    return render(request, "reports/assessment.html", context, status=200 if form.is_valid() else 400)


@require_GET
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """One chart, for `<img>`: the same figures as the page."""
    form = _form(request, request.GET)
    if key not in (UNITS, MONTHS) or not form.is_valid():
        raise Http404("没有这张图。")
    draw = lying if key == UNITS else upright
    return HttpResponse(draw(_chart(key, _found(form))), content_type="image/svg+xml; charset=utf-8")


@require_POST
def assessment_xlsx(request: HttpRequest) -> HttpResponse:
    """The tables as a workbook; POST, because taking it out is recorded."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return render(request, "reports/assessment.html", {"title": TITLE, "form": form}, status=400)
    asked = form.cleaned_data
    name, content = export_assessment(
        area=asked["area"], period=form.period, by=_account(request), unit=asked["unit"]
    )  # fmt: skip
    return workbook_response(name, content)


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  the route has refused everybody else
    return request.user


def _form(request: HttpRequest, data: Any) -> AssessmentForm:
    """The bar's form; an area that is foreign or does not exist is answered alike."""
    form = AssessmentForm(data, user=_account(request), today=timezone.localdate())
    if "area" in form.errors:
        raise Http404("没有这个区划，或者不属于您的工作范围。")
    return form


def _found(form: AssessmentForm) -> Assessment:
    asked = form.cleaned_data
    return assess(area=asked["area"], period=form.period, today=timezone.localdate(), unit=asked["unit"])


def _context(form: AssessmentForm) -> dict[str, Any]:
    found, today = _found(form), timezone.localdate()
    asked = {name: str(form[name].value() or "") for name in ("month", "until", "area", "unit")}
    tables = [("units", "各单位", "单位", found.units), ("months", "各月", "月份", found.months)]
    return {
        "found": found,
        "indicators": INDICATORS,
        "parts": [_part(part, found, asked) for part in tables if part[3]],
        "area": form.cleaned_data["area"],
        "unit": form.cleaned_data["unit"],
        "asked": asked,
        "today": today,
        "is_running": today < found.period.last.end,
    }


def _part(part: tuple[str, str, str, list[Row]], found: Assessment, asked: dict[str, str]) -> dict[str, Any]:
    key, title, heading, rows = part
    chart = _chart(key, found)
    url = f"{reverse('reports:assessment_picture', args=[key])}?{urlencode(asked)}"
    return {
        "key": key,
        "title": title,
        "heading": heading,
        "rows": rows,
        "picture": "" if chart.is_empty else url,
        "alt": describe(chart),
    }


def _chart(key: str, found: Assessment) -> Chart:
    """办结 beside 按期办结; a lying chart of units, a standing one of months."""
    rows = found.units if key == UNITS else found.months
    rows = [row for row in rows if row.tally.completed] if key == UNITS else rows
    labels = tuple(row.label.replace("年", "年\n") if key == MONTHS else row.label for row in rows)
    series = (
        Series("办结", tuple(row.tally.completed for row in rows), "brand"),
        Series("其中按期", tuple(row.tally.on_time for row in rows), "ok"),
    )
    return Chart("各单位办结的案件" if key == UNITS else "各月办结的案件", "件", labels, series)
