"""The proxies of `TRUSTED_PROXIES`: those that are believed about whom they speak for."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.core.exceptions import ImproperlyConfigured


def networks(texts: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    """Addresses (`10.1.2.3`) and networks (`10.1.2.0/24`).

    Raises:
        ImproperlyConfigured: one is neither.
    """
    try:
        return [ip_network(text.strip()) for text in texts if text.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES 应为反向代理的地址或网段，用逗号分开，如 127.0.0.1,10.1.2.0/24（{error}）。"
        ) from error
