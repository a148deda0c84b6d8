"""Importing on pages: choose a file, look at what it would do, confirm, see what was done. Each account sees its own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.actions.headings import name_headings
from office.actions.job_runner import run
from office.actions.jobs import (
    Started,
    cancel_import,
    confirm_import,
    kind_of,
    refused_rows_fetched,
    require_import,
    show_once,
    start_import,
)
from office.forms.imports import HeadingsForm, UploadForm
from office.imports.kinds import KINDS, Kind, Target
from office.imports.mapping import tables_of
from office.imports.parts import ONCE, UPLOAD, is_kept, notices_of, preview_of, unseal
from office.imports.refused import refused_workbook
from office.imports.template import file_name, template
from office.models import Job
from office.refusals import Refused
from office.roles import may, require
from office.selectors import worker_is_alive
from office.sheets.reader import read_workbook

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FINDINGS = 200


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The tables this account may import, and what it imported lately."""
    context = {
        "title": "导入",
        "kinds": [kind for kind in KINDS.values() if may(request.user, kind.act) and kind.target is None],
        "jobs": [(job, kind_of(job)) for job in Job.objects.visible_to(request.user)[:20]],
        "now": timezone.now(),
    }
    return render(request, "office/imports.html", context)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """The file of one kind of table; a short one is checked before the page answers."""
    kind = _kind(slug)
    require(request.user, kind.act)
    target = _target(request, kind)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_valid():
        return _upload_page(request, kind, form)
    name, data = form.upload()
    whose = {"area": target.area, "object_id": target.pk} if target else {"area": request.user.area}
    try:
        started = start_import(kind=kind, by=request.user, name=name, data=data, **whose)
    except Refused as refusal:
        return _upload_page(request, kind, form, refused=refusal.missing)
    return _go_on(started)


@require_GET
def job_page(request: HttpRequest, token: UUID) -> HttpResponse:
    """How far the import is, what it would do, or what it did."""
    job = Job.objects.get_for(request.user, token)
    context = _job_context(job) | {"title": kind_of(job).label, "target": _target_of(job)}
    return render(request, "office/import.html", context)


@require_GET
def job_state(request: HttpRequest, token: UUID) -> HttpResponse:
    """The part of the page that renews itself while the import is worked on."""
    return render(request, "office/_import_progress.html", _job_context(Job.objects.get_for(request.user, token)))


@require_POST
def confirm(request: HttpRequest, token: UUID) -> HttpResponse:
    """Writes what was previewed; a short import before the page answers."""
    job = Job.objects.get_for(request.user, token)
    confirmed = confirm_import(job=job, by=request.user, digest=request.POST.get("digest", ""))
    return _go_on(Started(confirmed))


@require_POST
def cancel(request: HttpRequest, token: UUID) -> HttpResponse:
    """Nothing of it is written."""
    cancel_import(job=Job.objects.get_for(request.user, token), by=request.user)
    return redirect("imports:job", token=token)


@require_POST
def once(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the import told for one look, answered from the POST itself: kept in no session and no address."""
    job = Job.objects.get_for(request.user, token)
    rows = show_once(job=job, by=request.user)
    context = {"title": "一次性密码", "kind": kind_of(job), "headings": list(rows[0]) if rows else []}
    return render(request, "office/import_once.html", context | {"rows": [list(row.values()) for row in rows]})


@require_POST
def refused_rows(request: HttpRequest, token: UUID) -> HttpResponse:
    """The refused rows with their reasons, as a workbook; as long as the file is kept."""
    job = Job.objects.get_for(request.user, token)
    preview = preview_of(job)
    if job.state != Job.State.CHECKED or preview is None or not preview.errors:
        raise Http404("这次导入没有可以下载的行。")
    book = refused_workbook(read_workbook(unseal(job, UPLOAD)), kind=kind_of(job), area=job.area, preview=preview)
    refused_rows_fetched(job=job, by=request.user)
    name = f"{kind_of(job).label}有误的行-{timezone.localdate():%Y%m%d}.xlsx"
    return _workbook(name, book)


@require_GET
def empty_template(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty workbook of the kind, for whoever may import it. Holds no data of the office but its lists."""
    kind = _kind(slug)
    require(request.user, kind.act)
    return _workbook(file_name(kind), template(kind, area=request.user.area))


def _workbook(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=WORKBOOK, headers=headers)


@require_http_methods(["GET", "POST"])
def headings(request: HttpRequest, slug: str) -> HttpResponse:
    """What the columns of a file from outside are called; remembered for the area."""
    kind = _kind(slug)
    require_import(kind, area=request.user.area, by=request.user)
    if not kind.is_mapped:
        raise Http404("这种表格的标题是固定的。")
    form = HeadingsForm(request.POST if request.method == "POST" else None, kind=kind, area=request.user.area)
    if form.is_valid():
        name_headings(kind=kind, area=request.user.area, by=request.user, names=form.names())
        messages.success(request, "已记住，以后上传都按这些标题读取。")
        return redirect("imports:upload", slug=slug)
    context = {"title": f"{kind.label}的对应栏目", "kind": kind, "form": form}
    return render(request, "office/import_headings.html", context, status=422 if form.errors else 200)


def _target_of(job: Job) -> Target | None:
    """Of a job; None if the account may no longer see it, which the page of the job survives."""
    kind = kind_of(job)
    if kind.target is None or job.object_id is None:
        return None
    try:
        return kind.target(job.requested_by, job.object_id)
    except (Http404, PermissionDenied):
        return None


def _target(request: HttpRequest, kind: Kind) -> Target | None:
    """The claim or case that the address names, for a kind of table that belongs to one."""
    if kind.target is None:
        return None
    text = request.GET.get("for", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404("没有写明是哪一件。")
    return kind.target(request.user, int(text))


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404("没有这种导入。")
    return KINDS[slug]


def _go_on(started: Started) -> HttpResponse:
    """A short import is worked on at once; a long one is left to the background."""
    if started.is_at_once:
        run(started.job, clock=timezone.now, sheets=started.sheets)
    return redirect("imports:job", token=started.job.token)


def _upload_page(
    request: HttpRequest, kind: Kind, form: UploadForm, *, refused: list[str] | None = None
) -> HttpResponse:
    context = {"title": f"导入{kind.label}", "kind": kind, "form": form, "refused": refused or []}
    context["target"] = _target(request, kind)
    context["tables"] = tables_of(kind, area=request.user.area)
    return render(request, "office/import_upload.html", context, status=422 if refused or form.errors else 200)


def _job_context(job: Job) -> dict[str, Any]:
    preview = preview_of(job)
    now = timezone.now()
    return {
        "job": job,
        "kind": kind_of(job),
        "preview": preview,
        "notices": notices_of(job),
        "findings": _findings(preview) if preview else [],
        "shown": SHOWN_FINDINGS,
        "has_once": is_kept(job, ONCE),
        "expired": job.has_expired(now),
        "waits_for_worker": job.is_running and not job.runner and not worker_is_alive(now=now),
    }


def _findings(preview: Any) -> list[tuple[str, str, list[Any], int]]:
    """Errors, then warnings: word, level, the first of them, how many there are."""
    both = (("错误", "overdue", preview.errors), ("提示", "soon", preview.warnings))
    return [(word, level, found[:SHOWN_FINDINGS], len(found)) for word, level, found in both if found]
