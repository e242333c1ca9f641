"""httpx over our own sockets: its public transport interface, httpcore's public pools, the wire underneath."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from digest.errors import RetriableError
from digest.net.way_out import PROXY_VARIABLES, causes, proxy_for
from digest.net.wire import Wire

CONNECTIONS = 100
KEPT = 20
KEPT_S = 5.0


class WireTransport(httpx.BaseTransport):
    """Sends requests over a `Wire`, straight or through the proxy that the environment names; safe between threads."""

    def __init__(self, wire: Wire, certificates: ssl.SSLContext) -> None:
        self._wire, self._certificates = wire, certificates
        self._lock = threading.Lock()
        self._pools: dict[str | None, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange; the body is read by the caller. Raises what httpx documents, ConfigError for an odd proxy."""
        proxy = proxy_for(str(request.url))
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=cast(httpx.SyncByteStream, request.stream),
            extensions=request.extensions,
        )
        with _as_httpx(proxy):
            answer = self._pool(proxy).handle_request(asked)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(cast(httpx.SyncByteStream, answer.stream), proxy),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def _pool(self, proxy: str | None) -> httpcore.ConnectionPool:
        with self._lock:
            if proxy not in self._pools:
                self._pools[proxy] = self._made(proxy)
            return self._pools[proxy]

    def _made(self, proxy: str | None) -> httpcore.ConnectionPool:
        """Connections that are kept for the next request, all through one proxy or none."""
        if proxy is None:
            through = None
        else:
            parts = urlsplit(proxy)
            login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
            # httpcore calls socks5h what it calls socks5: the proxy resolves the names
            address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
            through = httpcore.Proxy(address, auth=login)
        return httpcore.ConnectionPool(
            ssl_context=self._certificates,
            proxy=through,
            max_connections=CONNECTIONS,
            max_keepalive_connections=KEPT,
            keepalive_expiry=KEPT_S,
            network_backend=self._wire,
        )


class _Body(httpx.SyncByteStream):
    """An answer's body, whose faults are httpx's too."""

    def __init__(self, stream: httpx.SyncByteStream, proxy: str | None) -> None:
        self._stream, self._proxy = stream, proxy

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx(self._proxy):
            yield from self._stream

    def close(self) -> None:
        self._stream.close()


@contextmanager
def _as_httpx(proxy: str | None) -> Iterator[None]:
    """Raise httpcore's errors as httpx's of the same name; a proxy that cannot be reached as a ProxyError."""
    try:
        yield
    except RetriableError as error:
        if proxy:
            raise RetriableError(f"프록시의 주소를 찾을 수 없음({PROXY_VARIABLES})") from error
        raise
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        if proxy and not any(isinstance(cause, ssl.SSLError) for cause in causes(error)):
            raise httpx.ProxyError("unreachable") from error
        raise _named_alike(error) from error
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise _named_alike(error) from error
    except (httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
        raise _named_alike(error) from error


def _named_alike(error: Exception) -> httpx.TransportError:
    for kind in type(error).__mro__:
        told = getattr(httpx, kind.__name__, None)
        if isinstance(told, type) and issubclass(told, httpx.TransportError):
            return told(str(error))
    return httpx.TransportError(str(error))
