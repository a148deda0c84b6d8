"""The ledger as a file: what the query bar asks for, all of it, with the columns that are chosen."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from ledger.actions.exports import Export, export_case_table, export_cases
from ledger.forms.export import CaseTableForm, ExportForm
from ledger.forms.query import CaseQuery
from ledger.forms.query_words import count_in_words, query_for_trail, query_in_words
from ledger.models import Case
from ledger.selectors.case_list import count_of_cases
from ledger.selectors.case_tables import CASE_TABLES
from office.refusals import Refused

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def ledger_export(request: HttpRequest) -> HttpResponseBase:
    """Chooses columns and purpose; sends the workbook while it is made."""
    query = CaseQuery(request.GET, reader=request.user)
    if not query.is_valid():
        return _page(request, query, ExportForm(by=request.user), status=400)
    form = ExportForm(request.POST or None, by=request.user)
    if request.method == "GET" or not form.is_valid():
        return _page(request, query, form, status=422 if form.errors else 200)
    cases = query.found(today=timezone.localdate())
    order, conditions = query.cleaned_data["order"], query_for_trail(query)
    try:
        export = export_cases(cases=cases, order=order, conditions=conditions, by=request.user, **form.chosen())
    except Refused as refusal:
        return _page(request, query, form, status=422, refused=refusal.missing)
    return sent(export)


@require_http_methods(["GET", "POST"])
def case_export(request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
    """The roll or the payments of one case; foreign and absent cases are both 404."""
    case = Case.objects.get_for(request.user, pk)
    if what not in CASE_TABLES:
        raise Http404("没有这种表。")
    form = CaseTableForm(request.POST or None, by=request.user)
    context = {"title": f"导出{CASE_TABLES[what].title} · {case.number}", "case": case, "form": form}
    if request.method == "GET" or not form.is_valid():
        return render(request, "ledger/case_table_export.html", context, status=422 if form.errors else 200)
    try:
        return sent(export_case_table(case=case, what=what, by=request.user, **form.cleaned_data))
    except Refused as refusal:
        return render(request, "ledger/case_table_export.html", context | {"refused": refusal.missing}, status=422)


def sent(export: Export) -> StreamingHttpResponse:
    """A download that starts at once, under its Chinese name."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=export.name) or ""}
    return StreamingHttpResponse(export.pieces, content_type=WORKBOOK, headers=headers)


def _page(request: HttpRequest, query: CaseQuery, form: ExportForm, *, status: int, **context: Any) -> HttpResponse:
    is_sound = query.is_valid()
    count = count_of_cases(query.found(today=timezone.localdate())) if is_sound else 0
    context |= {
        "title": "导出台账",
        "query": query,
        "form": form,
        "count": count_in_words(count),
        "is_empty": not count,
        "conditions": query_in_words(query) if is_sound else "",
        "back": query.link() if is_sound else "",
    }
    return render(request, "ledger/case_export.html", context, status=status)
