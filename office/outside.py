"""The address under which people outside reach the program: what a QR code, a calendar and a text to paste must name."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def outside_address(request: HttpRequest, path: str) -> str:
    """The absolute address of a page of ours: under `PUBLIC_URL` if that is set, else as the program was asked for."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def is_only_inside(address: str) -> bool:
    """True if no phone outside could open it: this computer's own name or address, or one of an inner network."""
    host = urlsplit(address).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
