"""From where a request comes. Only a proxy that the office named is believed about whom it speaks for."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Network = IPv4Network | IPv6Network
# What one household or telephone is given: its many addresses of IPv6 count as one.
ONE_CLIENT = 64


def client_address(request: HttpRequest) -> str:
    """The address that asks, for counting: an IPv4 address, or the /64 network of an IPv6 one.

    Behind a proxy of `TRUSTED_PROXIES` it is the last address of X-Forwarded-For that is no such proxy; what stands before
    it anybody may have written. An address that is none, e.g. of a socket file, counts as it stands.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while forwarded and _is_trusted(address, settings.TRUSTED_PROXIES):
        address = forwarded.pop()
    return _one_client(address)


def _is_trusted(address: str, proxies: Sequence[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in proxies)


def _one_client(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, ONE_CLIENT), strict=False))
    return str(found)
