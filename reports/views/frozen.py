"""Pages of frozen tables: the list, one table as it was signed, what stands behind its figures, what changed since."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from office.models import Area
from office.refusals import Refused
from office.roles import may
from reports.actions.freeze import freeze_table
from reports.actions.frozen_exports import export_frozen, open_receipt
from reports.actions.submission import Upload, record_receipt, submit_table
from reports.annex import LEAST_ROWS, TITLE
from reports.city import counted_table, is_city
from reports.diff import changed_figures, differences
from reports.forms import FreezeForm, MonthForm, ReceiptForm, SubmissionForm, TableForm
from reports.freeze import with_notes
from reports.frozen import content, in_force, standings
from reports.models import MonthlyTable
from reports.period import Month, day_label
from reports.table import RULES, Table
from reports.views.downloads import workbook_response

# What each column of the form is called in the list of changes.
COLUMNS = {
    "sessions_held": "次数",
    "claims": "数量（件）",
    "workers": "涉及人数（人）",
    "amount_wan": "涉及金额（万元）",
    "solved": "已解决（件）",
}
YEAR = 12


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """Each month of a year for one area; for an area with others below it, each of them in one month."""
    today = timezone.localdate()
    form = MonthForm(request.GET, user=request.user, usual={"month": str(Month.of(today).previous)})
    if not form.is_valid():
        raise Http404("没有这个月份或区划。")
    month, area = form.cleaned_data["month"], form.cleaned_data["area"]
    below = list(Area.objects.filter(parent=area).order_by("code"))
    months = [month] if below else [Month(month.year, number) for number in range(YEAR, 0, -1)]
    started = [each for each in months if each.start <= today]
    context = {
        "title": "封存的情况表",
        "form": form,
        "month": month,
        "is_city": bool(below),
        "area": area,
        "may_see_city": may(request.user, "view_city_table"),
        "rows": standings([*below, area] if below else [area], started, today=today),
        "may_see_live": may(request.user, "view_table"),
    }
    return render(request, "reports/tables.html", context)


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """封存并签字, from the page of the month; a fault comes back with what was typed."""
    asked = _asked(request)
    table = with_notes(counted_table(area=asked.area, month=asked.month), today=timezone.localdate())
    last = in_force(asked.area, asked.month)
    form = FreezeForm(request.POST, table=table, version=last.version + 1 if last else 1)
    if not form.is_valid():
        raise Refused([str(message) for found in form.errors.values() for message in found])
    values = form.cleaned_data
    frozen = freeze_table(
        area=asked.area, month=asked.month, by=request.user, reason=values.get("reason", ""),
        remarks=form.remarks(), expected_version=values["expected_version"],
    )  # fmt: skip
    messages.success(
        request, f"{asked.month.label}情况表已封存，版本 {frozen.version}。请下载打印，盖章后报送市治欠办。"
    )
    return redirect("reports:frozen", pk=frozen.pk)


@require_GET
def frozen(request: HttpRequest, pk: int) -> HttpResponse:
    """One table as it was signed, with its seal, what became of it, and whether anything changed since."""
    return _page(request, MonthlyTable.objects.get_for(request.user, pk))


@require_GET
def frozen_figure(request: HttpRequest, pk: int, *, row: int, key: str) -> HttpResponse:
    """The claims behind one figure as they were counted when it was signed."""
    table = MonthlyTable.objects.get_for(request.user, pk)
    figure = content(table)["figures"].get(str(row), {}).get(key)
    if figure is None:
        raise Http404("没有这个数字。")
    context = {"title": f"{Month.parse(table.month).label} {figure['label']}", "table": table, "figure": figure}
    return render(request, "reports/frozen_figure.html", context)


@require_GET
def frozen_diff(request: HttpRequest, pk: int) -> HttpResponse:
    """What the same month would say today: figure by figure, claim by claim."""
    table = MonthlyTable.objects.get_for(request.user, pk)
    told, now = content(table), _counted_now(request, table)
    if now is None:
        raise PermissionDenied("您的岗位没有这个页面，请从左侧菜单进入您的工作。")
    context = {
        "title": f"{Month.parse(table.month).label}情况表封存后的变动",
        "table": table,
        "changed": [
            (row.label, COLUMNS[name], before, after)
            for row, figures in changed_figures(told, now)
            for name, (before, after) in figures.items()
        ],
        "differences": differences(told, now),
        "may_freeze": may(request.user, "freeze_table"),
        "is_city": is_city(table.area),
    }
    return render(request, "reports/frozen_diff.html", context)


@require_POST
def frozen_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The form byte for byte; POST, because taking it out is recorded."""
    return workbook_response(*export_frozen(table=MonthlyTable.objects.get_for(request.user, pk), by=request.user))


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    table = MonthlyTable.objects.get_for(request.user, pk)
    form = SubmissionForm(request.POST)
    if not form.is_valid():
        return _page(request, table, submission_form=form, status=422)
    submit_table(table=table, by=request.user, **form.cleaned_data)
    messages.success(request, "报送已登记。回执到了以后，请在本页登记回执。")
    return redirect("reports:frozen", pk=table.pk)


@require_POST
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    table = MonthlyTable.objects.get_for(request.user, pk)
    form = ReceiptForm(request.POST, request.FILES, of_city=is_city(table.area))
    if not form.is_valid():
        return _page(request, table, receipt_form=form, status=422)
    values = dict(form.cleaned_data)
    file = values.pop("file")
    record_receipt(table=table, by=request.user, upload=Upload(*file) if file else None, **values)
    messages.success(request, "回执已登记。")
    return redirect("reports:frozen", pk=table.pk)


@require_POST
def receipt_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The city's receipt as a download; each is on the trail."""
    stored, data = open_receipt(table=MonthlyTable.objects.get_for(request.user, pk), by=request.user)
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=stored.name) or "",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type=stored.content_type, headers=headers)


def _asked(request: HttpRequest) -> Any:
    form = TableForm(request.POST, user=request.user, today=timezone.localdate())
    if not form.is_valid():
        raise Http404("没有这个月份或区划。")
    return form.asked


def _counted_now(request: HttpRequest, table: MonthlyTable) -> Table | None:
    """The month as it would be frozen today, for who may see that; the city never counts a district's own claims."""
    if not may(request.user, "view_city_table" if is_city(table.area) else "view_table"):
        return None
    return counted_table(area=table.area, month=Month.parse(table.month), rule=table.rule)


def _forms(request: HttpRequest, today: date, *, of_city: bool) -> dict[str, Any]:
    """报送 and 回执, for who may enter them."""
    send, answer = ("submit_city_table", "record_city_receipt") if of_city else ("submit_table", "record_receipt")
    receipt_form = ReceiptForm(initial={"received_on": today}, of_city=of_city)
    return {
        "upper": "省治欠办" if of_city else "市治欠办",
        "submission_form": SubmissionForm(initial={"sent_on": today}) if may(request.user, send) else None,
        "receipt_form": receipt_form if may(request.user, answer) else None,
    }


def _page(request: HttpRequest, table: MonthlyTable, *, status: int = 200, **forms: Any) -> HttpResponse:
    told, month = content(table), Month.parse(table.month)
    sent = getattr(table, "submission", None)
    answered = getattr(sent, "receipt", None)
    versions = MonthlyTable.objects.of_month(table.area, table.month).defer("workbook", "snapshot")
    now = _counted_now(request, table)
    today = timezone.localdate()
    context = {
        "title": f"{table.area.short_name}{month.label}情况表（已封存）",
        "table": table,
        "told": told,
        "heading": TITLE,
        "month": month,
        "rule_label": RULES[table.rule],
        "solved_key": f"solved_{table.rule}",
        "empty_rows": range(len(told["rows"]) + 1, LEAST_ROWS + 1),
        "filed_on": day_label(table.filed_on),
        "versions": list(versions),
        "changes": len(differences(told, now)) if now else 0,
        "sent": sent,
        "answered": answered,
        **_forms(request, today, of_city=is_city(table.area)),
    }
    return render(request, "reports/frozen.html", context | forms, status=status)
