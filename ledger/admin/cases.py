"""The ledger's list: read-only, scoped, filtered by listed conditions alone, paged by key without counting."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from ledger.forms.lists import list_in_words, list_links
from ledger.forms.query import CaseQuery, TypedQuery
from ledger.forms.query_words import count_in_words, nothing_yet, query_to_save
from ledger.models import Case
from ledger.selectors.case_conditions import is_soon_counted
from ledger.selectors.case_list import CaseInBrief, Page, case_rows, count_of_cases, line_of, page_of_cases
from ledger.selectors.escalation import days_sent
from ledger.selectors.named_lists import NamedList
from ledger.selectors.saved_views import views_of
from ledger.workflow import Status
from office.models import User
from office.roles import CASE_READERS, may
from office.scoped_admin import ScopedAdmin

PAGE_SIZE = 50


class CaseChangeList(ChangeList):
    """A change list that takes its conditions from a checked form and its page from a key, not from a count."""

    page: Page

    def __init__(self, request: HttpRequest, *, query: CaseQuery, model_admin: ScopedAdmin) -> None:
        self.query_form = query
        super().__init__(
            request, model_admin.model, list_display=("__str__",), list_display_links=(), list_filter=(),
            date_hierarchy=None, search_fields=(), list_select_related=False, list_per_page=PAGE_SIZE,
            list_max_show_all=0, list_editable=(), model_admin=model_admin, sortable_by=(), search_help_text="",
        )  # fmt: skip

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        return self.query_form.found(today=timezone.localdate())

    def get_results(self, request: HttpRequest) -> None:
        asked = self.query_form.cleaned_data
        self.page = page_of_cases(
            self.queryset, order=asked["order"], size=PAGE_SIZE, after=asked["after"], before=asked["before"]
        )
        self.result_list = self.page.cases
        self.result_count = len(self.page.cases)
        self.full_result_count = None
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = self.multi_page = False

    def place(self) -> dict[str, str]:
        """The page position, as the address of this page carries it."""
        return {name: self.query_form.cleaned_data[name] for name in ("after", "before")}

    def total(self) -> int | None:
        """How many cases the query finds on all its pages; None where counting them takes long and was not asked for."""
        if is_soon_counted(self.query_form.conditions()) or self.query_form.cleaned_data["count"]:
            return count_of_cases(self.queryset)
        return None if self.page.before or self.page.after else len(self.page.cases)


@admin.register(Case)
class CaseAdmin(ScopedAdmin):
    """Two addresses only: the list, and the change page that sends on to the case; add, delete and history are absent."""

    roles = CASE_READERS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Nothing: the list has the reader's rows from its query, and there is no other way in."""
        return Case.objects.none()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="ledger_case_changelist"),
            path("<int:object_id>/change/", wrap(self.to_case), name="ledger_case_change"),
        ]

    def to_case(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A case is changed by acts on its own page, never in a form of all its fields."""
        case = Case.objects.get_for(request.user, object_id)
        return redirect("ledger:case", pk=case.pk)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST":
            return self._ask(request)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET", "POST"])
        return self._show(request, CaseQuery(request.GET, reader=request.user))

    def _ask(self, request: HttpRequest) -> HttpResponse:
        """Sends what the query bar holds on to its address, in which the words that were typed are sealed."""
        query = TypedQuery(request.POST, reader=request.user)
        if query.is_valid():
            return redirect(request.path + query.link())
        return self._show(request, query)

    def _show(self, request: HttpRequest, query: CaseQuery) -> HttpResponse:
        cl = self._list(request, query) if query.is_valid() else None
        rows = _lines(query, cl.result_list, request.user) if cl else []
        context = {
            **self.admin_site.each_context(request),
            "title": "台账",
            "opts": self.opts,
            "query": query,
            "lists": list_links(query) if cl else [],
            "list_note": list_in_words(query) if cl else "",
            "asked": bool(cl and any(query.conditions().values())),
            "rows": rows,
            "total": count_in_words(cl.total()) if cl else "",
            "count": query.link(count="on", **cl.place()) if cl else "",
            "nothing_yet": nothing_yet(request.user),
            "may_print": bool(rows) and may(request.user, "print_ledger"),
            "may_export": bool(rows) and may(request.user, "export_cases"),
            "may_review": _to_review(query) and bool(rows) and may(request.user, "complete"),
            "may_register": may(request.user, "register_claim"),
            "saved": views_of(request.user),
            "to_save": query.link(text="") if cl and may(request.user, "save_view") else "",
            "to_save_words": query_to_save(query) if cl else "",
            "previous": query.link(before=cl.page.before) if cl and cl.page.before else "",
            "next": query.link(after=cl.page.after) if cl and cl.page.after else "",
        }
        return TemplateResponse(request, "ledger/case_list.html", context, status=200 if cl else 400)

    def _list(self, request: HttpRequest, query: CaseQuery) -> CaseChangeList | None:
        try:
            return CaseChangeList(request, query=query, model_admin=self)
        except ValueError:
            query.add_error(None, "网址中的翻页位置有误：请从第一页重新查看。")
            return None


def _lines(query: CaseQuery, cases: list[CaseInBrief], user: User) -> list[dict[str, Any]]:
    """What each row prints; on the list of those sent up to the city also the days since."""
    today = timezone.localdate()
    sent = (
        days_sent([case.pk for case in cases], today=today) if query.cleaned_data["list"] == NamedList.ESCALATED else {}
    )
    return [line_of(row, days_sent=sent.get(row.case.pk)) for row in case_rows(cases, user=user, today=today)]


def _to_review(query: CaseQuery) -> bool:
    return bool(query.is_valid() and query.cleaned_data["status"] == Status.UNDER_REVIEW)
