"""常用查询: kept from the ledger's list, and removed there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledger.actions.saved_views import delete_view, save_view
from ledger.forms.query import CaseQuery
from ledger.selectors.saved_views import views_of
from office.refusals import Refused

LIST = "admin:ledger_case_changelist"


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the query the list shows, without its typed words, and shows the list as it was."""
    address = request.POST.get("query", "").removeprefix("?")
    query = CaseQuery(QueryDict(address), reader=request.user)
    if not query.is_valid():
        raise Refused(query.complaints())
    view = save_view(name=request.POST.get("name", ""), query=query.link(text=""), by=request.user)
    unsaved = "“查找”栏输入的文字没有保存。" if query.cleaned_data["q"] else ""
    messages.success(request, f"常用查询“{view.name}”已保存。{unsaved}")
    return redirect(reverse(LIST) + query.link())


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes one's own view; anybody else's is as absent (404)."""
    view = get_object_or_404(views_of(request.user), pk=pk)
    delete_view(view=view, by=request.user)
    messages.success(request, f"常用查询“{view.name}”已删除。")
    return redirect(LIST)
