"""The other lists as files: which there are, and one of them by period and purpose."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from ledger.actions.list_exports import export_list
from ledger.forms.export import ListExportForm
from ledger.selectors.list_export import LISTS, kinds_for
from ledger.views.export import sent
from office.refusals import Refused


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """The lists this account may take out."""
    return render(request, "ledger/lists.html", {"title": "导出清单", "kinds": kinds_for(request.user)})


@require_http_methods(["GET", "POST"])
def list_export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Asks for period and purpose; sends the workbook while it is made."""
    kind = LISTS.get(slug)
    if kind is None or kind not in kinds_for(request.user):
        raise Http404("没有这张清单，或者您的岗位不能导出。")
    form = ListExportForm(request.POST or None, kind=kind, by=request.user)
    context = {"title": f"导出{kind.title}", "kind": kind, "form": form}
    if request.method == "GET" or not form.is_valid():
        return render(request, "ledger/list_export.html", context, status=422 if form.errors else 200)
    try:
        return sent(export_list(kind=kind, by=request.user, **form.cleaned_data))
    except Refused as refusal:
        return render(request, "ledger/list_export.html", context | {"refused": refusal.missing}, status=422)
