"""社会公布清单: the decided cases of a quarter, what the head confirms of them, the confirmed list to print or take out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from office.models import Area
from office.refusals import Conflict, Refused
from office.roles import may
from reports.actions.disclosure import confirm_public_list, export_public_list
from reports.disclosure import HEADINGS, RULE, TITLE, Quarter, entries_of
from reports.forms.disclosure import EntryForm, QuarterForm
from reports.models import PublicList
from reports.selectors import Decided, decided_cases
from reports.views.downloads import workbook_response


@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """The list of one quarter: as confirmed, and the cases it may be made of."""
    asked = _asked(request, request.GET)
    return _page(request, asked)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """确认公布清单; a fault comes back with what was typed."""
    asked = _asked(request, request.POST)
    forms = _forms(request, asked, request.POST)
    chosen = [form.entry() for form in forms if form.is_valid() and form.cleaned_data["taken"]]
    version = request.POST.get("expected_version", "")
    try:
        row = confirm_public_list(
            **asked, entries=chosen, by=request.user, reason=request.POST.get("reason", "")[:200],
            expected_version=int(version) if version.isdecimal() else None,
        )  # fmt: skip
    except Refused as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return _page(request, asked, forms=forms, faults=refused.missing, status=status)
    messages.success(request, f"{asked['quarter'].label}社会公布清单已确认，版本 {row.version}，共 {len(chosen)} 件。")
    return redirect(f"{reverse('reports:public_list')}?{_query(asked)}")


@require_POST
def xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmed list; POST, because taking it out is recorded."""
    return workbook_response(
        *export_public_list(confirmed=PublicList.objects.get_for(request.user, pk), by=request.user)
    )


def _asked(request: HttpRequest, data: QueryDict) -> dict[str, Any]:
    form = QuarterForm(data, user=request.user, today=timezone.localdate())
    if not form.is_valid():
        raise Http404("没有这个季度或区划。")
    return form.cleaned_data


def _query(asked: dict[str, Any]) -> str:
    return urlencode({"quarter": str(asked["quarter"]), "area": asked["area"].code})


def _forms(request: HttpRequest, asked: dict[str, Any], data: QueryDict | None = None) -> list[EntryForm]:
    """One for each case with a decision: as confirmed last, else by rule."""
    last = _versions(asked["area"], asked["quarter"]).last()
    kept = {entry.case_id: entry for entry in entries_of(last.rows)} if last else {}
    return [_form(found, kept, data, is_first=last is None) for found in decided_cases(asked["area"], asked["quarter"])]


def _form(found: Decided, kept: dict[int, Any], data: QueryDict | None, *, is_first: bool) -> EntryForm:
    form = EntryForm(
        data, entry=kept.get(found.case.pk, found.entry), taken=is_first or found.case.pk in kept
    )  # fmt: skip
    form.case = found.case  # type: ignore[attr-defined]
    return form


def _versions(area: Area, quarter: Quarter) -> Any:
    return PublicList.objects.filter(area=area, quarter=str(quarter)).select_related("confirmed_by").order_by("version")


def _page(
    request: HttpRequest, asked: dict[str, Any], *, forms: list[EntryForm] | None = None,
    faults: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    quarter, versions = asked["quarter"], list(_versions(asked["area"], asked["quarter"]))
    last = versions[-1] if versions else None
    entries = entries_of(last.rows) if last else []
    is_over = quarter.last_on < timezone.localdate()
    context = {
        "title": TITLE,
        "area": asked["area"],
        "quarter": quarter,
        "earlier": _query(asked | {"quarter": quarter.previous}),
        "later": _query(asked | {"quarter": quarter.next}),
        "confirmed": _confirmed(asked),
        "rule": RULE,
        "headings": list(HEADINGS.values()),
        "last": last,
        "versions": versions,
        "entries": entries,
        "gaps": [(place, entry.missing) for place, entry in enumerate(entries, start=1) if entry.missing],
        "forms": _forms(request, asked) if forms is None else forms,
        "faults": faults or [],
        "coming": last.version + 1 if last else 1,
        "may_confirm": may(request.user, "confirm_public_list") and is_over,
        "is_over": is_over,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "reports/public_list.html", context, status=status)


def _confirmed(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """The quarters with a confirmed list, the latest first."""
    found = PublicList.objects.filter(area=asked["area"]).order_by("-quarter").values_list("quarter", flat=True)
    quarters = [Quarter.parse(text) for text in found.distinct()[:8]]
    return [(quarter.label, _query(asked | {"quarter": quarter})) for quarter in quarters]
