"""The address people outside are given."""

import pytest

from office.outside import is_only_inside, outside_address


def test_address_is_as_asked_for_unless_set(rf, settings) -> None:
    request = rf.get("/", headers={"host": "127.0.0.1:8000"})
    assert outside_address(request, "/notice/1/") == "http://127.0.0.1:8000/notice/1/"

    settings.PUBLIC_URL = "https://www.example.invalid"
    assert outside_address(request, "/notice/1/") == "https://www.example.invalid/notice/1/"


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("10.1.2.3", True),
        ("192.168.0.5:8000", True),
        ("[::1]:8000", True),
        ("zhiqian-pc", True),
        ("www.example.invalid", False),
        ("8.8.8.8", False),
    ],
)
def test_inner_addresses_are_known(host: str, inside: bool) -> None:
    assert is_only_inside(f"http://{host}/notice/1/") is inside
