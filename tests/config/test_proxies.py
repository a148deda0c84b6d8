import pytest
from django.core.exceptions import ImproperlyConfigured

from config.proxies import networks


def test_addresses_and_networks_are_taken() -> None:
    assert [str(network) for network in networks([" 127.0.0.1", "10.1.2.0/24", "::1", ""])] == [
        "127.0.0.1/32", "10.1.2.0/24", "::1/128",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["nginx", "10.1.2.3/24", "10.1.2"])
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES 应为反向代理的地址或网段"):
        networks([text])
