"""Pages of the monthly table: the form on the screen, the workbook, the list behind each figure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from office.models import User
from office.roles import may
from office.selectors import calendar, contact
from reports.actions.exports import export_table
from reports.annex import LEAST_ROWS, TITLE
from reports.city import is_city
from reports.counting import told_rules
from reports.diff import differences
from reports.figures import FIGURES
from reports.figures.facts import SessionFact
from reports.figures.remarks import weakness
from reports.filing import filing_of
from reports.forms import Asked, FreezeForm, TableForm
from reports.freeze import freeze_warnings, not_to_freeze, with_notes
from reports.frozen import content, in_force
from reports.period import YEARS, Month, day_label
from reports.session_rows import Part
from reports.table import RULES, Table, build_figure, build_table
from reports.views.behind import figure_context
from reports.views.downloads import workbook_response

MOST_DIGITS = 19


@require_GET
def monthly_table(request: HttpRequest) -> HttpResponse:
    """The annex on the screen; each figure opens its list."""
    form = _form(request, request.GET)
    context: dict[str, Any] = {"title": "情况表", "form": form}
    if form.is_valid():
        context |= _table_context(form.asked)
        context |= _seal_context(request, form.asked, context["table"])
    return render(request, "reports/monthly_table.html", context)


@require_POST
def monthly_table_xlsx(request: HttpRequest) -> HttpResponse:
    """The workbook; POST, because taking it out is recorded."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return render(request, "reports/monthly_table.html", {"title": "情况表", "form": form}, status=400)
    asked = form.asked
    name, content = export_table(area=asked.area, month=asked.month, by=_account(request))
    return workbook_response(name, content)


@require_GET
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """The claims (or sessions) behind one figure, why each counts, and which do not."""
    form = _form(request, request.GET)
    if key not in FIGURES or not form.is_valid():
        raise Http404("没有这个数字。")
    asked, own = form.asked, "own" in request.GET
    found = build_figure(area=asked.area, month=asked.month, key=key, own=own, part=_part(request))
    title = f"{asked.month.label} {found.label}"
    context = {"title": title, "asked": asked, **figure_context(request, found)}
    return render(request, "reports/figure.html", context)


def _part(request: HttpRequest) -> Part | None:
    """The row of one session, or of earlier months; None for the whole."""
    number = request.GET.get("session", "")
    if number.isascii() and number.isdecimal() and len(number) < MOST_DIGITS:
        return Part(int(number))
    return Part(None) if "earlier" in request.GET else None


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  the route has refused everybody else
    return request.user


def _form(request: HttpRequest, data: Any) -> TableForm:
    """The bar's form; an area that is foreign or does not exist is answered alike."""
    form = TableForm(data, user=_account(request), today=timezone.localdate())
    if "area" in form.errors:
        raise Http404("没有这个区划，或者不属于您的工作范围。")
    return form


def _table_context(asked: Asked) -> dict[str, Any]:
    today = timezone.localdate()
    table = with_notes(build_table(area=asked.area, month=asked.month), today=today)
    return {
        "table": table,
        "heading": TITLE,
        "rule_label": RULES[table.rule],
        "counting_rules": told_rules(table.checked[0]),
        "weak_sessions": list(_weak_sessions(table)),
        "empty_rows": range(len(table.rows) + 1, LEAST_ROWS + 1),
        "filed_on": day_label(today),
        "contact": str(contact()),
        "is_running": today < asked.month.end,
        "previous": _month_or_none(asked.month.start - timedelta(days=1)),
        "next": _month_or_none(asked.month.end),
    }


def _weak_sessions(table: Table) -> Iterator[dict[str, Any]]:
    """Sessions with too few units, counted or left out."""
    for row in table.checked:
        figure = row.figures["sessions"]
        for fact in [*(line.fact for line in figure.lines), *(left.fact for left in figure.left_out)]:
            if isinstance(fact, SessionFact) and (fact.left_out or weakness(fact)):
                yield {"fact": fact, "weakness": weakness(fact)}


def _seal_context(request: HttpRequest, asked: Asked, table: Table) -> dict[str, Any]:
    """What was frozen of this month, and the form to freeze it, for who may."""
    if is_city(asked.area):
        return {"is_city": True}
    last = in_force(asked.area, asked.month)
    version = last.version + 1 if last else 1
    today, days = timezone.localdate(), calendar()
    why_not = list(not_to_freeze(asked.month, today=today, calendar=days))
    offered = may(request.user, "freeze_table") and not why_not
    return {
        "last": last,
        "sent": getattr(last, "submission", None),
        "filing": filing_of(asked.month, today=today, calendar=days) if asked.month.start <= today else None,
        "wants_second": bool(last and last.is_early and today >= asked.month.end),
        "may_leave_out": may(request.user, "leave_out_session") and not (last and not last.is_early),
        "changes": len(differences(content(last), table)) if last else 0,
        "freeze_warnings": freeze_warnings(table) if offered else [],
        "freeze_form": FreezeForm(table=table, version=version, corrects=last) if offered else None,
        "why_not": why_not if may(request.user, "freeze_table") else [],
    }


def _month_or_none(day: date) -> Month | None:
    """None beyond the years that the table knows."""
    return Month.of(day) if day.year in YEARS else None
