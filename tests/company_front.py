"""A company's network for tests: a proxy that one must go through, which opens TLS with a CA of its own.

`CONNECT` is answered with a certificate of that CA for whatever host was asked for, and what is inside goes on to a
plain loopback server, whatever its name was; plain requests through the proxy go there, too.
"""

from __future__ import annotations

import base64
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest


@dataclass
class Front:
    """What the front did; `address` and `ca` are what a company tells its people."""

    address: str
    ca: Path
    asked: list[str] = field(default_factory=list)
    """`host:port` of every CONNECT and of every plain request."""


@contextmanager
def company_front(folder: Path, backends: Mapping[str, str], login: str = "") -> Iterator[Front]:
    """Run a front for made-up hosts.

    backends: made-up host → `http://127.0.0.1:port`. login: `name:password` that the proxy demands; "" for none.
    """
    context = _certified(folder, tuple(backends))
    listener = socket.create_server(("127.0.0.1", 0))
    front = Front(f"http://127.0.0.1:{listener.getsockname()[1]}", folder / "ca.pem")
    demanded = f"Basic {base64.b64encode(login.encode()).decode()}" if login else ""

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(30)
            head = _head(connection)
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
            place = target if method == "CONNECT" else urlsplit(target).netloc
            front.asked.append(place)
            if demanded and demanded not in head.decode("latin-1"):
                connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
            backend = backends.get(place.partition(":")[0])
            if backend is None:
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                return
            there = socket.create_connection((urlsplit(backend).hostname, urlsplit(backend).port))  # type: ignore[arg-type]
            with there:
                if method != "CONNECT":
                    there.sendall(head.replace(target.encode(), _path(target).encode(), 1))
                    _both_ways(connection, there)
                    return
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                with context.wrap_socket(connection, server_side=True) as inside:
                    _both_ways(inside, there)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield front
    finally:
        listener.close()


def _path(target: str) -> str:
    parts = urlsplit(target)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65536)
        if not chunk:
            raise OSError("hung up")
        head += chunk
    return head


def _both_ways(one: socket.socket, other: socket.socket) -> None:
    def pour(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError, ValueError):
            while chunk := source.recv(65536):
                sink.sendall(chunk)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=pour, args=(other, one), daemon=True)
    back.start()
    pour(one, other)
    back.join(30)


def _certified(folder: Path, hosts: tuple[str, ...]) -> ssl.SSLContext:
    """A TLS server whose certificate a CA made for the occasion has signed; the CA lies in `ca.pem`."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("no openssl to make certificates with")
    folder.mkdir(exist_ok=True)

    def make(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], check=True, capture_output=True, cwd=folder)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    make("req", "-x509", *key, "-subj", "/CN=Company CA", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2")
    make("req", *key, "-subj", f"/CN={hosts[0]}", "-keyout", "host.key", "-out", "host.csr")
    (folder / "names").write_text("subjectAltName=" + ",".join(f"DNS:{host}" for host in hosts))
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    make("x509", "-req", "-in", "host.csr", *signed, "-out", "host.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "host.pem", folder / "host.key")
    return context
