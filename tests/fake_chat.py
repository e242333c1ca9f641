"""A loopback chat in Slack's words, and a watchdog; what arrived can be read afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from answering import Answering, answering


@dataclass
class Chat:
    """What was posted and pinged, in order."""

    posts: list[str] = field(default_factory=list)
    """`chat.postMessage` texts."""
    pings: list[str] = field(default_factory=list)
    refuse: str = ""
    """Slack error code to answer posts with."""
    at: float = 1
    """What time it is there, in seconds since 1970."""
    lost: int = 0
    """Answers to posts that get lost on their way from now on."""
    kept: list[dict[str, Any]] = field(default_factory=list)
    """What its history holds."""
    base: str = ""


@contextmanager
def chatting() -> Iterator[Chat]:
    """Run the server for the length of a block."""
    chat = Chat()

    class Handler(Answering):
        def log_message(self, *_args: Any) -> None: ...

        def do_GET(self) -> None:
            chat.pings.append(self.path)
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            try:
                asked = json.loads(body)
            except ValueError:
                asked = {name: values[0] for name, values in parse_qs(body).items()}
            if not self.path.endswith("chat.postMessage"):
                there = [one for one in chat.kept if float(one["ts"]) >= float(asked.get("oldest", 0))]
                self._answer({"ok": True, "bot_id": "B1", "messages": there})
            elif chat.refuse:
                self._answer({"ok": False, "error": chat.refuse})
            else:
                chat.posts.append(str(asked["text"]) + str(asked.get("blocks", "")))
                ts = f"{chat.at:.0f}.{len(chat.posts):06d}"
                chat.kept.append({"ts": ts, "bot_id": "B1", "metadata": asked.get("metadata")})
                if chat.lost:
                    chat.lost -= 1
                    self.close_connection = True
                else:
                    self._answer({"ok": True, "channel": asked["channel"], "ts": ts})

        def _answer(self, value: Any) -> None:
            payload = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

    with answering(Handler) as chat.base:
        yield chat
