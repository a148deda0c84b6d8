"""Pages of the monthly table: the form on the screen, the workbook, the list behind each figure."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from office.models import User
from office.roles import may, require
from office.selectors import calendar, contact
from reception.identity import mask_name
from reports.actions.exports import export_table
from reports.annex import LEAST_ROWS, TITLE
from reports.diff import differences
from reports.figures import FIGURES
from reports.figures.facts import SessionFact
from reports.figures.figure import Figure, LeftOut, Line, Unit
from reports.forms import Asked, FreezeForm, TableForm
from reports.freeze import not_to_freeze, with_notes
from reports.frozen import content, in_force
from reports.period import YEARS, Month, day_label
from reports.selectors import claims_behind, sessions_behind
from reports.table import RULES, Table, build_figure, build_table
from reports.views.downloads import workbook_response

LINES_PER_PAGE = 100


@require_GET
def monthly_table(request: HttpRequest) -> HttpResponse:
    """The annex on the screen; each figure opens its list."""
    require(request.user, "view_table")
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
    name, content = export_table(area=asked.area, month=asked.month, rule=asked.rule, by=_account(request))
    return workbook_response(name, content)


@require_GET
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """The claims (or sessions) behind one figure, why each counts, and which do not."""
    require(request.user, "view_table")
    form = _form(request, request.GET)
    if key not in FIGURES or not form.is_valid():
        raise Http404("没有这个数字。")
    asked, own = form.asked, "own" in request.GET
    found = build_figure(area=asked.area, month=asked.month, key=key, own=own)
    return render(request, "reports/figure.html", _figure_context(request, found, asked))


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
    table = with_notes(build_table(area=asked.area, month=asked.month, rule=asked.rule), today=today)
    return {
        "table": table,
        "heading": TITLE,
        "rule_label": RULES[table.rule],
        "empty_rows": range(len(table.rows) + 1, LEAST_ROWS + 1),
        "filed_on": day_label(today),
        "contact": str(contact()),
        "is_running": today < asked.month.end,
        "previous": _month_or_none(asked.month.start - timedelta(days=1)),
        "next": _month_or_none(asked.month.end),
    }


def _seal_context(request: HttpRequest, asked: Asked, table: Table) -> dict[str, Any]:
    """What was frozen of this month, and the form to freeze it, for who may."""
    last = in_force(asked.area, asked.month)
    version = last.version + 1 if last else 1
    why_not = list(not_to_freeze(asked.month, today=timezone.localdate(), calendar=calendar()))
    offered = may(request.user, "freeze_table") and not why_not
    return {
        "last": last,
        "changes": len(differences(content(last), table)) if last else 0,
        "freeze_form": FreezeForm(table=table, version=version) if offered else None,
        "why_not": why_not if may(request.user, "freeze_table") else [],
    }


def _month_or_none(day: date) -> Month | None:
    """None beyond the years that the table knows."""
    return Month.of(day) if day.year in YEARS else None


def _figure_context(request: HttpRequest, found: Figure, asked: Asked) -> dict[str, Any]:
    page = Paginator(found.lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
    left_out = Paginator(found.left_out, LINES_PER_PAGE).get_page(request.GET.get("left"))
    shown: list[Line | LeftOut] = [*page.object_list, *left_out.object_list]
    claims = claims_behind({line.fact.pk for line in shown if not _is_session(line)}, user=_account(request))
    sessions = sessions_behind({line.fact.pk for line in shown if _is_session(line)}, user=_account(request))
    return {
        "title": f"{asked.month.label} {found.label}",
        "asked": asked,
        "figure": found,
        "sum": _sum_text(found),
        "page": page,
        "left_out_page": left_out,
        "lines": [_shown(line, sessions if _is_session(line) else claims) for line in page],
        "left_out": [_shown(line, claims) for line in left_out],
        "is_sessions": found.key == "sessions",
        "differing_rolls": _differing_rolls(found, claims),
    }


def _is_session(line: Line | LeftOut) -> bool:
    return isinstance(line.fact, SessionFact)


def _shown(line: Line | LeftOut, known: dict[int, Any]) -> dict[str, Any]:
    row = known.get(line.fact.pk)
    person = getattr(row, "petitioner", None)
    case = getattr(getattr(row, "caseclaim", None), "case", None)
    return {"line": line, "row": row, "name": mask_name(person.name) if person else "", "case": case}


def _sum_text(found: Figure) -> str:
    """`31 − 重复 1 = 30 人`."""
    less = sum(line.value for line in found.lines if line.value < 0)
    total = f"{found.value:,} {found.unit}"
    return f"{found.value - less:,} − 重复 {-less} = {total}" if less else f"合计 {total}"


def _differing_rolls(found: Figure, claims: dict[int, Any]) -> list[Any]:
    if found.unit != Unit.PERSONS:
        return []
    return [claim for claim in claims.values() if claim.roll_size not in (0, claim.workers_count)]
