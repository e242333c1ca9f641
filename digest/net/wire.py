"""The socket side of `client.py`: every connect, read and write within one budget, and no private address.

httpx's own time-outs are per read, so a server that drips one byte a second, in the head or in the body, would
hold a run for ever; and a name that is checked first and resolved again later can change in between (DNS rebinding).
Both are settled here, where the bytes are.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from digest.clock import Deadline
from digest.errors import RetriableError, SkippableError

MOST_ADDRESSES = 3
"""Addresses of one name that are tried before giving up."""
UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is handed out of IPv6; what lies outside is local, translated or reserved (IANA, RFC 4291 §2.4)."""
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses as a NAT64 writes them (RFC 6052)."""


class PrivateAddress(SkippableError):
    """A link found in content leads into somebody's own network."""

    def __init__(self) -> None:
        super().__init__("내부 주소로 향하는 링크라서 열지 않음")


class Wire(httpcore.SyncBackend):
    """httpcore's network, bound per thread to a budget and, for links found in content, to public addresses."""

    def __init__(self) -> None:
        self._bound = threading.local()

    @contextmanager
    def bound(self, budget: Deadline, guarded_host: str | None) -> Iterator[None]:
        """Within the block this thread's traffic ends with the budget; guarded_host must be a public one.

        A proxy is not the guarded host: it may be private, and it is the one that resolves the name.
        """
        self._bound.budget, self._bound.host = budget, guarded_host
        try:
            yield
        finally:
            self._bound.budget = self._bound.host = None

    def left(self, timeout: float | None) -> float:
        """Seconds this thread may still wait, at most `timeout`."""
        budget = getattr(self._bound, "budget", None)
        remaining = budget.remaining() if budget else 60.0
        return min(remaining, timeout) if timeout is not None else remaining

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to exactly the addresses that were looked at, so nobody can swap them in between."""
        addresses = resolve(host, self.left(timeout))
        if host == getattr(self._bound, "host", None) and not all(map(is_public, addresses)):
            raise PrivateAddress
        options = list(socket_options or ())
        tried = addresses[:MOST_ADDRESSES]
        share = self.left(timeout) / len(tried)
        for last, address in enumerate(tried, start=1 - len(tried)):
            try:
                stream = super().connect_tcp(address, port, max(0.05, share), local_address, options)
                return _Stream(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not last:
                    raise
        raise AssertionError("resolve gives at least one address")


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait is cut to what is left of the budget."""

    def __init__(self, stream: httpcore.NetworkStream, wire: Wire) -> None:
        self._stream, self._wire = stream, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(httpcore.ReadTimeout, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(httpcore.WriteTimeout, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._left(httpcore.ConnectTimeout, timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self, late: type[Exception], timeout: float | None) -> float:
        left = self._wire.left(timeout)
        if left <= 0:
            raise late("the budget is used up")
        return left


def resolve(host: str, timeout: float) -> tuple[str, ...]:
    """The addresses of a host name, in the system's order; RetriableError when there are none in time.

    In a thread of its own, because a resolver that does not answer cannot be interrupted.
    """
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    if _address(host):
        return (host,)
    asking = threading.Thread(target=ask, name="resolve", daemon=True)
    asking.start()
    asking.join(timeout)
    if not found:
        raise RetriableError("주소를 찾을 수 없음(DNS)")
    return tuple(found)


def refuse_private(host: str, timeout: float) -> None:
    """Raise PrivateAddress unless every address of the host is public; RetriableError when there is none."""
    if not all(map(is_public, resolve(host, timeout))):
        raise PrivateAddress


def came_from_public(answer: httpx.Response) -> bool:
    """Whether an answer that is still being read came from the open internet (a proxy counts as what it is)."""
    stream = answer.extensions.get("network_stream")
    try:
        peer = stream.get_extra_info("server_addr") if stream else None
    except OSError:  # it hung up already
        return True
    return is_public(str(peer[0])) if peer else False


def is_public(text: str) -> bool:
    """Whether an address belongs to the open internet, whatever IPv6 coat an IPv4 one wears."""
    address = _address(text)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if not inner and address not in UNICAST:
            return False
        address = inner or address
    return bool(address and address.is_global and not address.is_multicast)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return None
