"""Which addresses belong to the open internet, whatever coat they wear."""

from __future__ import annotations

import pytest

from digest.net.wire import is_public


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "100.64.0.1",
            "169.254.169.254",
            "224.0.0.1",
            "::1",
            "fe80::1%eth0",
            "fc00::1",
            "no",
        ),
        *("::127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::7f00:1"),
        *("2002:7f00:1::", "2001::1", "2001:db8::1", "fec0::1", "5f00::1"),
    ],
)
def test_what_is_no_public_address(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_what_is_a_public_address(address: str) -> None:
    assert is_public(address)
