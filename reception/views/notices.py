"""公告 for the office: what stands open, publishing, where it was posted, the poster and the text for the portal."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.outside import is_only_inside, outside_address
from office.qr import qr_svg
from office.refusals import Refused
from office.roles import may
from reception.actions.notices import open_proof, publish_notice, record_posting
from reception.forms.notices import NoticeForm, PostingForm
from reception.models import NoticePosting, ReceptionSession
from reception.public import PublicNotice, public_notice
from reception.selectors.notices import is_task, office_numbers, standing_of, standings_to_come
from reception.views.session_answers import cleaned

EMBED_CODE = '<iframe src="{}" title="接访公告" width="100%" height="800"></iframe>'


@require_GET
def notice_board(request: HttpRequest) -> HttpResponse:
    """Of the sessions to come: which notice is to be published, which to be renewed, which is out."""
    today = timezone.localdate()
    rows = standings_to_come(request.user, today=today)
    context = {
        "title": "公告",
        "outdated": [row for row in rows if row.is_outdated],
        "waiting": [row for row in rows if row.due and not row.is_outdated],
        "tasks": [row.session.pk for row in rows if is_task(row, today=today)],
        "published": [row for row in rows if row.notice and not row.is_outdated],
        "may_publish": may(request.user, "publish_notice"),
        "has_public_page": settings.PUBLIC_PAGES,
    }
    return render(request, "reception/notice_board.html", context)


@require_GET
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The notices of one session, where they were posted, and what can be made of the newest."""
    standing = standing_of(ReceptionSession.objects.get_for(request.user, pk))
    postings = NoticePosting.objects.filter(notice__session=pk).select_related("place", "proof", "by", "notice")
    context = {
        "title": f"{standing.session.day_text}的公告",
        "standing": standing,
        "session": standing.session,
        "postings": postings,
        "form": PostingForm(),
        "shown": public_notice(pk) if standing.notice else None,
        "may_publish": may(request.user, "publish_notice"),
        "has_public_page": settings.PUBLIC_PAGES,
    }
    return render(request, "reception/notice.html", context)


@require_http_methods(["GET", "POST"])
def notice_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """发布公告: text by rule, read and edited before it goes out."""
    standing = standing_of(ReceptionSession.objects.get_for(request.user, pk))
    form = NoticeForm(request.POST or None, standing=standing)
    if request.method == "POST" and form.is_valid():
        data, stamp = form.data_to_publish(), form.cleaned_data["stamp"]
        try:
            notice = publish_notice(session=standing.session, by=request.user, data=data, stamp=stamp)
        except Refused as refused:
            form.add_error(None, refused.missing)
        else:
            messages.success(request, f"{notice.get_kind_display()}已发布。请打印海报张贴，并登记公开渠道。")
            return redirect("reception:notice", pk=pk)
    context = {"title": "发布公告", "standing": standing, "session": standing.session, "form": form}
    return render(request, "reception/notice_form.html", context, status=422 if form.errors else 200)


@require_POST
def posting_create(request: HttpRequest, pk: int) -> HttpResponse:
    notice = standing_of(ReceptionSession.objects.get_for(request.user, pk)).notice
    if notice is None:
        raise Refused("还没有发布公告，发布以后再登记公开渠道。")
    row = record_posting(notice=notice, by=request.user, **cleaned(PostingForm(request.POST, request.FILES)))
    messages.success(request, f"已登记：{row.place} {row.posted_on.isoformat()}。")
    return redirect("reception:notice", pk=pk)


@require_GET
def posting_proof(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    """The proof as a download; each is on the trail."""
    session = ReceptionSession.objects.get_for(request.user, pk)
    row = get_object_or_404(NoticePosting.objects.select_related("proof"), pk=posting, notice__session=session)
    stored, data = open_proof(posting=row, by=request.user)
    response = HttpResponse(data, content_type=stored.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


@require_GET
def notice_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to be posted: A4, large type, with a QR code of the public page where there is one."""
    shown = _published(request, pk)
    address = _public_address(request, pk)
    context = {
        "title": "公告海报",
        "shown": shown,
        "session": shown.session,
        "standing": standing_of(shown.session),
        "numbers": office_numbers(),
        "address": address,
        "is_only_inside": bool(address) and is_only_inside(address),
    }
    return render(request, "reception/notice_poster.html", context)


@require_GET
def notice_qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page's address as a picture."""
    _published(request, pk)
    address = _public_address(request, pk)
    if not address:
        raise Http404("网上公告没有开放，没有二维码。")
    return HttpResponse(qr_svg(address), content_type="image/svg+xml; charset=utf-8")


@require_GET
def notice_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Plain text to be pasted into the portal's own editor, and the frame for portals that may show our page."""
    shown = _published(request, pk)
    context = {
        "title": "门户网站文字",
        "shown": shown,
        "session": shown.session,
        "address": _public_address(request, pk),
        "origins": settings.NOTICE_EMBED_ORIGINS if settings.PUBLIC_PAGES else [],
        "embed_code": EMBED_CODE.format(outside_address(request, reverse("notice:list"))),
    }
    return render(request, "reception/notice_text.html", context)


def _published(request: HttpRequest, pk: int) -> PublicNotice:
    """The session's newest notice, or `Http404`: foreign, absent and unpublished alike."""
    return public_notice(ReceptionSession.objects.get_for(request.user, pk).pk)


def _public_address(request: HttpRequest, pk: int) -> str:
    """Empty where the pages for people outside are switched off."""
    return outside_address(request, reverse("notice:page", args=[pk])) if settings.PUBLIC_PAGES else ""
