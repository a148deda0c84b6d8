"""How a workbook leaves the program."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from office.files import XLSX


def workbook_response(name: str, content: bytes) -> HttpResponse:
    """A download under its Chinese name."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=XLSX, headers=headers)
