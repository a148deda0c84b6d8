"""The ledger in print: an A4 landscape list of what the query bar asks for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ledger.actions.prints import print_ledger
from ledger.forms.query import CaseQuery
from ledger.forms.query_words import query_for_trail, query_in_words


@require_GET
def ledger_print(request: HttpRequest) -> HttpResponse:
    """All cases of the query, from its first page on; each time is written to the trail."""
    today = timezone.localdate()
    query = CaseQuery(request.GET, reader=request.user)
    if not query.is_valid():
        return render(request, "ledger/case_print.html", {"title": "打印台账", "query": query}, status=400)
    ledger = print_ledger(
        cases=query.found(today=today), order=query.cleaned_data["order"], conditions=query_for_trail(query),
        by=request.user,
    )  # fmt: skip
    context = {
        "title": "欠薪案件台账",
        "query": query,
        "back": query.link(),
        "ledger": ledger,
        "conditions": query_in_words(query),
        "printed_on": today,
    }
    return render(request, "ledger/case_print.html", context)
