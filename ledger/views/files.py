"""Files of a case, handed out as downloads to those who may see the case, and never shown inside the program."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from ledger.actions.files import open_file


@require_GET
def download(request: HttpRequest, token: UUID) -> HttpResponse:
    """The file as an attachment; each download is on the trail."""
    stored, data = open_file(token=token, by=request.user)
    response = HttpResponse(data, content_type=stored.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response
