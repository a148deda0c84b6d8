from typing import Any

import pytest
from django.test import RequestFactory

from config.proxies import networks
from office.client_address import client_address


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        # Not from a proxy of ours: whatever it says of others.
        ("203.0.113.7", "198.51.100.9", "203.0.113.7"),
        ("10.1.2.3", "198.51.100.9", "198.51.100.9"),
        # What the client itself wrote stands before what the proxy saw.
        ("10.1.2.3", "192.0.2.1, 198.51.100.9", "198.51.100.9"),
        ("10.1.2.3", "198.51.100.9, 10.1.2.4", "198.51.100.9"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "不是地址", "不是地址"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", None, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", None, "203.0.113.7"),
        ("", None, ""),
    ],
)
def test_client_address(rf: RequestFactory, settings: Any, remote: str, forwarded: str | None, found: str) -> None:
    settings.TRUSTED_PROXIES = networks(["10.1.2.0/24"])
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}

    assert client_address(rf.get("/", REMOTE_ADDR=remote, **headers)) == found


def test_without_a_named_proxy_nobody_is_believed(rf: RequestFactory, settings: Any) -> None:
    assert settings.TRUSTED_PROXIES == []
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.9")
    assert client_address(request) == "127.0.0.1"
