"""A loopback server for the length of a block, from a class that answers its requests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Answering(BaseHTTPRequestHandler):
    """Answers without a word on the terminal."""

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def answering(how: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Gives the server's address, `http://127.0.0.1:…`; each request has a thread of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), how)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
