"""稳控 outside the cases: 预警, 隐患, 事件 on one page and on paper, and the page of each."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from ledger.forms.leads import (
    AloneIncidentForm,
    CloseIncidentForm,
    LeadCheckForm,
    LeadClaimsForm,
    LeadCloseForm,
    LeadForm,
    PlainForm,
    VoidIncidentForm,
    WarningForm,
    year_of,
)
from ledger.models import EarlyWarning, Incident, Lead
from ledger.selectors.same_project import proposals
from ledger.selectors.stability import (
    CLOSED_STATE,
    OPEN_STATE,
    TO_CHECK,
    incidents_of,
    incidents_this_year,
    lead_rows,
    leads_of,
    warnings_of,
    years_of,
)
from office.refusals import Refused
from office.roles import may, require
from reception.models import Claim

ROWS, ROWS_ON_PAPER = 20, 500
STATES = {
    "warning": (("", "全部"), (OPEN_STATE, "未阅"), (CLOSED_STATE, "已阅")),
    "lead": (("", "全部"), (TO_CHECK, "待核查"), *Lead.Status.choices),
    "incident": (("", "全部"), (OPEN_STATE, "尚未平息"), (CLOSED_STATE, "已平息")),
}
_ASKED = {f"{name}_{what}" for name in STATES for what in ("state", "year", "page")}
# Whoever opens the page of a lead may do all three; the actions ask again.
_LEAD_FORMS: dict[str, type[PlainForm]] = {
    "check": LeadCheckForm,
    "close": LeadCloseForm,
    "claims": LeadClaimsForm,
}


@dataclass(frozen=True)
class Listed:
    """One of the three lists as asked for: its rows on this page, and what it may be narrowed to."""

    name: str
    rows: list[Any]
    page: Page
    state: str
    year: int | None
    states: tuple[tuple[str, str], ...]
    years: list[int]
    others: list[tuple[str, str]]

    @property
    def rest(self) -> str:
        """What the address asks for but for this list's page."""
        own = [(f"{self.name}_state", self.state), (f"{self.name}_year", str(self.year or ""))]
        return "".join(f"{urlencode([pair])}&" for pair in [*self.others, *own] if pair[1])

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.year)


@require_GET
def stability(request: HttpRequest) -> HttpResponse:
    """The three lists; each is narrowed and turned over by itself."""
    return _lists(request, paper=False)


@require_GET
def stability_print(request: HttpRequest) -> HttpResponse:
    """The same lists on paper, narrowed alike and not cut into pages."""
    return _lists(request, paper=True)


@require_http_methods(["GET", "POST"])
def lead_add(request: HttpRequest) -> HttpResponse:
    return _form(request, LeadForm(request.POST or None, user=request.user), "ledger:stability")


@require_http_methods(["GET", "POST"])
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead with its checks and its claims, and what may be done with it now."""
    row = _row(Lead, request, pk, "project", "company", "unit", "by")
    which = request.POST.get("which", "")
    forms = {name: form(user=request.user, lead=row, prefix=name) for name, form in _lead_forms(row).items()}
    refused: list[str] = []
    if request.method == "POST":
        if which not in _LEAD_FORMS:
            raise Http404("没有这个办理页面。")
        form = _LEAD_FORMS[which](request.POST, user=request.user, lead=row, prefix=which)  # type: ignore[call-arg]
        done, refused = _saved(request, form)
        if done:
            return redirect("ledger:lead", pk=row.pk)
        forms[which] = form
    context = {
        "title": f"隐患 {row.number}", "row": lead_rows([row], today=timezone.localdate())[0], "forms": forms,
        "checks": row.checks.select_related("by"), "claims": row.claims.with_parties().order_by("pk"),
        "refused": refused, "form": forms.get(which),
    }  # fmt: skip
    return render(request, "ledger/lead.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def incident_add(request: HttpRequest) -> HttpResponse:
    return _form(request, AloneIncidentForm(request.POST or None, user=request.user), "ledger:stability")


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident, and its end."""
    row = _row(Incident, request, pk, "case", "by", "voided_by")
    is_done = row.closed_on or row.voided_at
    form = None if is_done else CloseIncidentForm(request.POST or None, user=request.user, incident=row)
    return _form(
        request, form, "ledger:stability", incident=row, title=f"{row.get_kind_display()} {row.on:%Y-%m-%d}",
        may_void_incident=may(request.user, "void_incident") and not row.voided_at,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def incident_void(request: HttpRequest, pk: int) -> HttpResponse:
    """作废 of an incident registered by mistake, on a page of its own."""
    row = _row(Incident, request, pk, "case", "by", "voided_by")
    form = VoidIncidentForm(request.POST or None, user=request.user, incident=row)
    shown = None if row.voided_at and request.method == "GET" else form
    return _form(request, shown, "ledger:stability", incident=row, title=f"作废{row.get_kind_display()}")


@require_http_methods(["GET", "POST"])
def warning(request: HttpRequest, pk: int) -> HttpResponse:
    """One warning with its reckoning and its claims; the head reads it with an opinion."""
    row = _row(EarlyWarning, request, pk, "project", "company", "seen_by")
    form = None
    if request.method == "POST" or (row.seen_at is None and may(request.user, "read_warning")):
        require(request.user, "read_warning")
        form = WarningForm(request.POST or None, user=request.user, warning=row)
    claims = Claim.objects.filter(pk__in=row.claims.values("pk")).with_parties().select_related("caseclaim__case")
    return _form(
        request, form, "ledger:stability", warning=row, claims=claims.order_by("received_on", "pk"),
        title=f"{row.first_on:%Y-%m-%d} 的预警",
    )  # fmt: skip


def _lead_forms(row: Lead) -> dict[str, type[PlainForm]]:
    """Forms that fit the state of the lead."""
    # A lead that was solved may become claims all the same.
    names = ("check", "close", "claims") if row.status == Lead.Status.OPEN else ("claims",)
    return {name: _LEAD_FORMS[name] for name in names}


def _lists(request: HttpRequest, *, paper: bool) -> HttpResponse:
    user, today, years = request.user, timezone.localdate(), years_of(request.user)
    found: dict[str, Any] = {"warning": warnings_of, "incident": incidents_of}
    lists = {name: _listed(request, name, years, rows, paper=paper) for name, rows in found.items()}
    lists["lead"] = _listed(
        request, "lead", years, lambda user, **asked: leads_of(user, today=today, **asked), paper=paper
    )
    context = {
        "title": "稳控", "lists": lists, "leads": lead_rows(lists["lead"].rows, today=today), "paper": paper,
        "printed_on": today, "this_year": today.year, "incidents": incidents_this_year(user, today=today).items(),
        "asked": request.GET.urlencode(), "same_projects": _same_projects(request) if not paper else None,
    }  # fmt: skip
    return render(request, "ledger/stability.html", context)


def _same_projects(request: HttpRequest) -> int | None:
    return len(proposals(request.user)) if may(request.user, "decide_same_matter") else None


def _listed(request: HttpRequest, name: str, years: dict[str, list[int]], rows: Any, *, paper: bool) -> Listed:
    """The list narrowed by `<name>_state` and `<name>_year`; other values narrow nothing."""
    state = request.GET.get(f"{name}_state", "")
    state = state if state in dict(STATES[name]) else ""
    year = year_of(request.GET.get(f"{name}_year", ""))
    found: QuerySet = rows(request.user, state=state, year=year)
    page = Paginator(found, ROWS_ON_PAPER if paper else ROWS).get_page(request.GET.get(f"{name}_page"))
    of_model = "earlywarning" if name == "warning" else name
    others = [(key, value) for key, value in request.GET.items() if key in _ASKED and not key.startswith(f"{name}_")]
    return Listed(name, list(page.object_list), page, state, year, STATES[name], years[of_model], others)


def _row(model: Any, request: HttpRequest, pk: int, *related: str) -> Any:
    """The row, or 404 for foreign and absent alike."""
    return get_object_or_404(model.objects.visible_to(request.user).select_related(*related), pk=pk)


def _saved(request: HttpRequest, form: PlainForm) -> tuple[bool, list[str]]:
    """True once the act is carried out; else what stands against it."""
    if not form.is_valid():
        return False, []
    try:
        messages.success(request, form.save())
    except Refused as refusal:
        return False, refusal.missing
    return True, []


def _form(request: HttpRequest, form: PlainForm | None, back: str, **context: Any) -> HttpResponse:
    """A page with one form, or with what it was about once nothing is left to do."""
    refused: list[str] = []
    if request.method == "POST":
        if form is None:
            raise Refused("已经办理过了，请刷新页面。")
        done, refused = _saved(request, form)
        if done:
            return redirect(back)
    shown = {"title": form.label if form else "", "form": form, "refused": refused} | context
    return render(request, "ledger/stability_form.html", shown, status=422 if request.method == "POST" else 200)
