"""Pages that belong to no room: the first page, signing in and out, the own password, health."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from config.health import health
from config.home.figures import count_of
from config.home.page import home_page, trend_picture
from ledger.selectors.numbers import office_numbers
from office.actions.accounts import set_large_type
from office.urls_registry import page_before


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"title": "工作台", **home_page(request.user, today=timezone.localdate())})


@require_GET
def home_trend(request: HttpRequest) -> HttpResponse:
    """The small picture of the first page, for `<img>`: counting twelve months must not hold up the page itself."""
    picture = trend_picture(request.user, today=timezone.localdate())
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")


@require_GET
def home_figure(request: HttpRequest, key: str) -> HttpResponse:
    """One number of the first page, alone: those that look into every case in hand are asked for once it stands."""
    number = count_of(key, request.user, today=timezone.localdate(), numbers=office_numbers())
    if number is None:
        raise Http404("您的工作台没有这个数字。")
    return HttpResponse(str(number), content_type="text/plain; charset=utf-8")


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Larger letters on or off, and back to the page where that was asked for."""
    set_large_type(account=request.user, on="on" in request.POST)
    return redirect(page_before(request))


@require_GET
def here(_request: HttpRequest) -> HttpResponse:
    """Somebody types: being asked is what keeps them signed in."""
    return HttpResponse(status=204)


def healthz(_request: HttpRequest) -> HttpResponse:
    found = health(now=timezone.now())
    answer = {
        "ok": found.is_well,
        **found.checks,
        "warnings": found.warnings,
        "worker": {
            "last_run": _instant(found.reminders_sent_at),
            "seen_at": _instant(found.worker_seen_at),
            "imports_waiting": found.imports_waiting,
        },
    }
    return JsonResponse(answer, status=200 if found.is_well else 503, json_dumps_params={"ensure_ascii": False})


def _instant(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers ask for it on pages that name no icon, e.g. beside a download."""
    return redirect(static("img/favicon.svg"), permanent=True)
