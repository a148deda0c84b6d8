"""The statistics: four tables with a picture each, the pictures, the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from ledger.selectors.case_conditions import OPEN_CASES
from office.models import Area, User
from reports.actions.exports import export_statistics
from reports.charts import Chart, Series, describe, lying, upright
from reports.figures.statistics import Breakdown, Line, Span
from reports.forms import StatisticsForm
from reports.period import YEARS, Month
from reports.statistics import PARTS, build_part, build_statistics
from reports.views.downloads import workbook_response

LEDGER = "admin:ledger_case_changelist"
TONES = {"months": ("brand", "ok"), "sectors": ("brand", "ok"), "causes": ("brand", "ok"), "ages": ("brand", "overdue")}
LYING = {"sectors", "causes"}
FIRST_YEAR = YEARS[0] + 1


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Everything on one page, to read and to print."""
    form = _form(request, request.GET)
    context: dict[str, Any] = {"title": "统计", "form": form}
    if form.is_valid():
        context |= _context(form, _account(request))
    return render(request, "reports/statistics.html", context, status=200 if form.is_valid() else 400)


@require_GET
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """One chart, for `<img>`; its own copy of the figures, so that it never tells what the page does not."""
    form = _form(request, request.GET)
    if key not in PARTS or not form.is_valid():
        raise Http404("没有这张图。")
    part = build_part(key, span=form.span, today=timezone.localdate())
    draw = lying if key in LYING else upright
    return HttpResponse(draw(_chart(part)), content_type="image/svg+xml; charset=utf-8")


@require_POST
def statistics_xlsx(request: HttpRequest) -> HttpResponse:
    """The tables as a workbook; POST, because taking it out is recorded."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return render(request, "reports/statistics.html", {"title": "统计", "form": form}, status=400)
    name, content = export_statistics(area=form.area, span=form.span, by=_account(request))
    return workbook_response(name, content)


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  the route has refused everybody else
    return request.user


def _form(request: HttpRequest, data: Any) -> StatisticsForm:
    """The bar's form; an area that is foreign or does not exist is answered alike."""
    form = StatisticsForm(data, user=_account(request), today=timezone.localdate())
    if "area" in form.errors:
        raise Http404("没有这个区划，或者不属于您的工作范围。")
    return form


def _context(form: StatisticsForm, user: User) -> dict[str, Any]:
    today, area, span = timezone.localdate(), form.area, form.span
    # The ledger cannot be asked for a part of one's own area; its lists would say more than the row.
    links = Links(area, to_ledger=area.pk == user.area_id)
    return {
        "parts": [_shown(part, span=span, links=links) for part in build_statistics(span=span, today=today)],
        "area": area,
        "span": span,
        "today": today,
        "is_running": today < span.until.end,
        "earlier": links.statistics_of(span.until.year - 1, span.until.month),
        "later": links.statistics_of(span.until.year + 1, span.until.month),
    }


def _shown(part: Breakdown, *, span: Span, links: "Links") -> dict[str, Any]:
    chart = _chart(part)
    return {
        "part": part,
        "picture": "" if chart.is_empty else links.picture(part.key, span.until),
        "alt": describe(chart),
        "lines": [(line, _cells(line.values, links.of_line(line)), links.cases(line)) for line in part.lines],
        "total": _cells(part.total, links.of_total(part)),
        "has_cases": any(links.cases(line) for line in part.lines),
    }


def _cells(numbers: Sequence[int], urls: Sequence[str]) -> list[tuple[str, str]]:
    """`1,234` with its link; nothing leads to an empty list."""
    return [(f"{number:,}", url if number else "") for number, url in zip(numbers, urls, strict=True)]


def _chart(part: Breakdown) -> Chart:
    """Kinds without a claim are left to the table; months and ages stand in the picture without gaps."""
    lines = [line for line in part.lines if any(line.values) or part.key not in LYING]
    series = [
        Series(part.columns[place], tuple(line.values[place] for line in lines), tone)
        for place, tone in zip(part.charted, TONES[part.key], strict=True)
    ]
    return Chart(part.title, part.unit, tuple(_category(line) for line in lines), tuple(series))


def _category(line: Line) -> str:
    """Months stand close together: the year on a line of its own."""
    return f"{line.month.month}月\n{line.month.year}" if line.month else line.label


@dataclass(frozen=True)
class Links:
    """Where the numbers of one area lead; empty where no list shows just what is counted."""

    area: Area
    to_ledger: bool

    def statistics_of(self, year: int, month: int) -> str:
        """The same page up to another month; empty where it would be refused."""
        return f"?{self._query(Month(year, month))}" if FIRST_YEAR <= year <= YEARS[-1] else ""

    def picture(self, key: str, until: Month) -> str:
        return f"{reverse('reports:statistics_picture', args=[key])}?{self._query(until)}"

    def of_line(self, line: Line) -> list[str]:
        """What comes from sessions leads to the lists behind the same numbers of the monthly table."""
        if line.month is None:
            return [""] * len(line.values)
        return ["", self._figure("claims", line.month), "", self._figure("solved_flow", line.month)]

    def of_total(self, part: Breakdown) -> list[str]:
        if part.key != "ages" or not self.to_ledger:
            return [""] * len(part.total)
        return [f"{reverse(LEDGER)}?status={OPEN_CASES}", f"{reverse(LEDGER)}?due=overdue"]

    def cases(self, line: Line) -> str:
        """The cases on the ledger with a claim of the row's month."""
        if line.month is None or not line.values[0] or not self.to_ledger:
            return ""
        days = {"received_from": line.month.start, "received_to": line.month.end - timedelta(days=1)}
        return f"{reverse(LEDGER)}?{urlencode(days)}"

    def _figure(self, key: str, month: Month) -> str:
        return f"{reverse('reports:figure', args=[key])}?{self._query(month)}"

    def _query(self, month: Month) -> str:
        return urlencode({"month": str(month), "area": self.area.code})
