"""公告 for people outside: a list, one notice, a calendar. No session, no cookie, no script; kept for a minute."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from office.outside import outside_address
from reception.notice_calendar import calendar_of
from reception.public import public_notice, public_notices, published_sessions
from reception.selectors.notices import office_numbers

SECONDS_KEPT = 60
View = Callable[..., HttpResponse]


def embeddable(view: View) -> View:
    """May be shown within the pages of the origins in `NOTICE_EMBED_ORIGINS`; of nobody's, if there are none."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        origins = settings.NOTICE_EMBED_ORIGINS
        if not origins:
            return view(request, *args, **kwargs)
        response: HttpResponse = csp_replace({"frame-ancestors": origins})(view)(request, *args, **kwargs)  # type: ignore[assignment]
        response.xframe_options_exempt = True  # it can name no origin; browsers that know frame-ancestors ignore it
        return response

    return shown


@require_safe
@cache_control(public=True, max_age=SECONDS_KEPT)
@embeddable
def notice_list(request: HttpRequest) -> HttpResponse:
    """Sessions with a published notice: those to come, and of the last 60 days."""
    rows = public_notices(today=timezone.localdate())
    context = {"title": "接访公告", "rows": rows, "numbers": office_numbers()}
    return render(request, "public/notice_list.html", context)


@require_safe
@cache_control(public=True, max_age=SECONDS_KEPT)
@embeddable
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest notice of one session; a session without one is as good as absent."""
    try:
        row = public_notice(pk)
    except Http404:
        return render(request, "public/notice_absent.html", {"title": "没有这份公告"}, status=404)
    moved_to = row.session.postponed_to_id
    context = {
        "title": row.title,
        "row": row,
        "numbers": office_numbers(),
        "moved_to": moved_to if moved_to and moved_to in published_sessions([moved_to]) else None,
    }
    return render(request, "public/notice.html", context)


@require_safe
@cache_control(public=True, max_age=SECONDS_KEPT)
def notice_calendar(request: HttpRequest) -> HttpResponse:
    """The same list for a calendar."""
    rows = public_notices(today=timezone.localdate())
    body = calendar_of(
        [*rows.past[::-1], *rows.coming],
        address_of=lambda pk: outside_address(request, reverse("notice:page", args=[pk])),
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="sessions.ics"'
    return response
