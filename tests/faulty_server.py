"""A loopback server that answers well or badly, by script: what a bad network does, on real sockets."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = Callable[[socket.socket, "FaultyServer"], None]
"""Writes something, or nothing, to a connection whose request was read."""
STUCK_S = 30.0
"""What takes this long was not cut off: faults go on for ten minutes. A busy machine is slow, but not that slow."""


class FaultyServer:
    """Answers each request with the next of `script`, then for ever with `otherwise`; `seen` holds the requests."""

    def __init__(self, otherwise: Answer, script: tuple[Answer, ...] = (), *, read: bool = True) -> None:
        self.otherwise, self.script, self.read = otherwise, list(script), read
        self.seen: list[str] = []
        self.heads: list[str] = []
        self.stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b"" if self.read else b"GET unread\r\n\r\n"
            while b"\r\n\r\n" not in head:
                got = connection.recv(65536)
                if not got:
                    return
                head += got
            self.heads.append(head.decode("latin-1"))
            self.seen.append(head.split(b" ")[1].decode("latin-1"))
            answer = self.script.pop(0) if self.script else self.otherwise
            answer(connection, self)

    def close(self) -> None:
        self.stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@contextmanager
def serving(otherwise: Answer, *script: Answer) -> Iterator[FaultyServer]:
    """A running server for the length of a block."""
    server = FaultyServer(otherwise, script)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def serving_unread(answer: Answer) -> Iterator[FaultyServer]:
    """A server that hands each connection to `answer` before anything was read (for TLS)."""
    server = FaultyServer(answer, read=False)
    try:
        yield server
    finally:
        server.close()


def reply(
    body: bytes = b"", status: int = 200, media: str = "application/json", length: int | None = None, **headers: str
) -> Answer:
    """A whole answer; `length` lies about the body, header names have `_` for `-`."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {media}", "Connection: close"]
    lines += [f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"

    def write(connection: socket.socket, server: FaultyServer) -> None:
        connection.sendall(head + body)

    return write


def reset(connection: socket.socket, server: FaultyServer) -> None:
    """RST instead of an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(connection: socket.socket, server: FaultyServer) -> None:
    """The connection stands, nothing comes."""
    server.stopping.wait(600)


def drip(start: bytes, drop: bytes = b" ") -> Answer:
    """One more byte every 20 ms for ten minutes."""

    def write(connection: socket.socket, server: FaultyServer) -> None:
        connection.sendall(start)
        for _ in range(600 * 50):
            if server.stopping.wait(0.02):
                return
            connection.sendall(drop)

    return write


def huge(connection: socket.socket, server: FaultyServer) -> None:
    """50 MB, announced nowhere; counts what was taken in `server.taken`."""
    connection.sendall(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[")
    for _ in range(50):
        connection.sendall(b" " * 1_000_000)


def around(connection: socket.socket, server: FaultyServer) -> None:
    """A redirect to the address that was asked for."""
    reply(status=302, Location=server.base + server.seen[-1])(connection, server)


def refused_base() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


HTML = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>challenge</body></html>"
EUCKR = json.dumps({"data": "논문"}, ensure_ascii=False).encode("euc-kr")
HEAD = b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\n"

FAULTS: dict[str, Answer] = {
    "reset": reset,
    "silence": silence,
    "429": reply(status=429),
    "429 with Retry-After": reply(b"slow down", 429, "text/plain", Retry_After="7"),
    "429 with a long Retry-After": reply(b"slow down", 429, "text/plain", Retry_After="86400"),
    "500": reply(b"oops", 500, "text/plain"),
    "503": reply(b"busy", 503, "text/plain"),
    "HTML with 200": reply(HTML, media="text/html"),
    "empty 200": reply(),
    "truncated": reply(b'{"data": [{"id": "1", "te', length=4000),
    "truncated, length unknown": lambda c, s: c.sendall(HEAD + b'\r\n{"data": [{"id": "1", "te'),
    "drip": drip(HEAD + b"\r\n["),
    "drip in the head": drip(HEAD + b"X-Padding: ", b"x"),
    "redirect loop": around,
    "invalid": reply(b'{"data": [}'),
    "invalid XML": reply(b'<?xml version="1.0"?><feed><entry><title>x', media="application/atom+xml"),
    "wrong charset": reply(EUCKR, media="application/json; charset=utf-8"),
    "wrong content coding": reply(b'{"data": []}', Content_Encoding="gzip"),
    "truncated gzip": reply(gzip.compress(b'{"data": [' + b"1," * 5000 + b"2]}")[:30], Content_Encoding="gzip"),
    "50 MB": huge,
    "50 MB, zipped": reply(gzip.compress(b"[" + b" " * 50_000_000, 1), Content_Encoding="gzip"),
    "50 MB, announced": reply(b"[", length=50_000_000),
    "not HTTP": lambda c, s: c.sendall(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "no answer": lambda c, s: None,
}
"""Every way an answer can be no answer, whatever was asked."""
