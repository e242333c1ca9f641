"""What the tests of publishers share: a channel without real waiting, and a scripted loopback server."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from digest.clock import Deadline
from digest.net.client import HttpClient
from digest.publish.base import Channel
from digest.store import Store

NOW = dt.datetime(2024, 8, 18, 22, 30, tzinfo=dt.UTC)


class Waits(list[float]):
    """Records the seconds that would have been slept."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def channel(store: Store, env: Mapping[str, str], *, seconds: float = 60, waits: Any = None) -> Channel:
    """A channel at half past seven on the seed Monday; nothing sleeps unless `waits` does."""
    deadline = Deadline(seconds)
    http = HttpClient(user_agent="digest-tests", deadline=deadline, sleep=waits if waits is not None else Waits())
    return Channel(store=store, http=http, clock=lambda: NOW, deadline=deadline, env=env, echo=lambda text: None)


Scripted = tuple[int, Mapping[str, str], bytes]


@contextlib.contextmanager
def scripted_server(*answers: Scripted | None) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A server that gives these answers in turn, then the last one for ever; None hangs up without a word.

    Gives (base URL, requests seen as (path, body)).
    """
    seen: list[tuple[str, bytes]] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append((self.path, self.rfile.read(int(self.headers.get("Content-Length", 0)))))
            answer = answers[min(len(seen), len(answers)) - 1]
            if answer is None:
                self.connection.close()
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def handle(self) -> None:
            with contextlib.suppress(OSError, ValueError):  # a hung-up connection
                super().handle()

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):
                super().finish()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
