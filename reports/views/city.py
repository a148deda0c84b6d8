"""The city's month: who has sent, the form made of it, a district's file beside what was read in it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from office.refusals import Refused
from office.roles import may
from office.selectors import calendar
from reports.actions.district_files import accept_district_file, open_district_file, take_district_file
from reports.actions.freeze import freeze_table
from reports.annex import LEAST_ROWS, TITLE
from reports.city import city_table, districts, is_city
from reports.diff import differences
from reports.filing import due_on
from reports.form_told import Reading
from reports.forms import Asked, DistrictFileForm, FreezeForm, TableForm
from reports.freeze import not_to_freeze, with_notes
from reports.frozen import content, in_force
from reports.models import DistrictFile
from reports.period import Month, day_label
from reports.table import RULES, Table
from reports.views.downloads import workbook_response


@require_GET
def city(request: HttpRequest) -> HttpResponse:
    """One month of the city: its districts, and its own table in the form."""
    asked = _asked(request, request.GET)
    return render(request, "reports/city.html", _context(request, asked))


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """封存并签字 for the city; a fault comes back in words."""
    asked = _asked(request, request.POST)
    table, last = _table(asked), in_force(asked.area, asked.month)
    form = FreezeForm(request.POST, table=table, version=last.version + 1 if last else 1)
    if not form.is_valid():
        raise Refused([str(message) for found in form.errors.values() for message in found])
    frozen = freeze_table(
        area=asked.area, month=asked.month, by=request.user,
        reason=form.cleaned_data.get("reason", ""), remarks=form.remarks(),
        expected_version=form.cleaned_data["expected_version"],
    )  # fmt: skip
    messages.success(request, f"{asked.area}{asked.month.label}情况表已封存，版本 {frozen.version}。")
    return redirect("reports:frozen", pk=frozen.pk)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a district's workbook and shows what was read in it."""
    form = DistrictFileForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        raise Refused([str(message) for found in form.errors.values() for message in found])
    sent = form.cleaned_data["file"]
    row = take_district_file(
        area=form.cleaned_data["area"], month=form.cleaned_data["month"], name=sent.name, data=sent.read(),
        by=request.user,
    )  # fmt: skip
    return redirect("reports:district_file", pk=row.pk)


@require_GET
def district_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A district's file: the sheet as it was sent beside what differs from the annex, and what is taken over."""
    row = DistrictFile.objects.get_for(request.user, pk)
    reading = Reading.of_json(row.reading)
    faulty = {each.cell for each in reading.drift}
    others = DistrictFile.objects.filter(area=row.area, month=row.month).order_by("number")
    context = {
        "title": f"{row.area}{Month.parse(row.month).label}情况表文件",
        "row": row,
        "month": Month.parse(row.month),
        "reading": reading,
        "cells": [_marked(number, line, faulty) for number, line in enumerate(reading.cells, start=1)],
        "letters": "ABCDEFGH",
        "others": list(others.select_related("acceptance")),
        "acceptance": getattr(row, "acceptance", None),
        "is_last": not others.filter(number__gt=row.number).exists(),
        "may_accept": may(request.user, "accept_district_file"),
    }
    return render(request, "reports/district_file.html", context)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """收下并合并."""
    row = DistrictFile.objects.get_for(request.user, pk)
    accept_district_file(file=row, by=request.user)
    messages.success(request, f"{row.area}{Month.parse(row.month).label}的文件已收下，已列入全市情况表。")
    query = urlencode({"month": row.month, "area": row.area.parent.code if row.area.parent else ""})
    return redirect(f"{reverse('reports:city')}?{query}")


@require_POST
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was sent; POST, because taking it out is recorded."""
    stored, data = open_district_file(file=DistrictFile.objects.get_for(request.user, pk), by=request.user)
    return workbook_response(stored.name, data)


def _asked(request: HttpRequest, data: Any) -> Asked:
    form = TableForm(data, user=request.user, today=timezone.localdate())
    if not form.is_valid() or not is_city(form.asked.area):
        raise Http404("没有这个月份，或者这个区划没有下级区划。")
    return form.asked


def _table(asked: Asked) -> Table:
    table = city_table(area=asked.area, month=asked.month)
    return with_notes(table, today=timezone.localdate())


def _context(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    today, table, last = timezone.localdate(), _table(asked), in_force(asked.area, asked.month)
    found = districts(asked.area, asked.month, today=today)
    why_not = list(not_to_freeze(asked.month, today=today, calendar=calendar()))
    version = last.version + 1 if last else 1
    return {
        "title": f"{asked.area}{asked.month.label}情况表",
        "form": TableForm(request.GET, user=request.user, today=today),
        "asked": asked,
        "table": table,
        "heading": TITLE,
        "rows": _beside(table, found),
        "districts": found,
        "there": sum(each.is_there for each in found),
        "due_on": due_on(asked.month),
        "empty_rows": range(len(table.rows) + 1, LEAST_ROWS + 1),
        "filed_on": day_label(today),
        "last": last,
        "rule_label": RULES[table.rule],
        "changes": len(differences(content(last), table)) if last else 0,
        "why_not": why_not,
        "freeze_form": None if why_not else FreezeForm(table=table, version=version),
        "freeze_url": reverse("reports:city_freeze"),
    }


def _beside(table: Table, found: list[Any]) -> list[tuple[Any, Any]]:
    """Each row with its district; the city's own row, where there is one, with none."""
    by_area = {each.area.pk: each for each in found}
    return [(row, None if row.is_own else by_area[row.area.pk]) for row in table.rows]


def _marked(number: int, line: list[str], faulty: set[str]) -> tuple[int, list[tuple[str, bool]]]:
    return number, [(text, f"{'ABCDEFGH'[place]}{number}" in faulty) for place, text in enumerate(line)]
