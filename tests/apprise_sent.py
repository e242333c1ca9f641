"""What apprise sends for an address, caught at the last step: bodies of requests, mails."""

from __future__ import annotations

import email
import json
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any
from unittest import mock

SERVICES = {
    "discord": "discord://1234567890/abcdefghijklmnopqrst",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12345",
    "mail": "mailto://digest:secret@example.org",
}


@contextmanager
def caught() -> Iterator[list[Any]]:
    """Gives what is sent meanwhile; every server takes everything."""
    seen: list[Any] = []

    class Answer:
        status_code, content, text = 200, b'{"ok": true, "result": {}}', '{"ok": true, "result": {}}'
        headers: dict[str, str] = {}

        def json(self) -> dict[str, bool]:
            return {"ok": True}

    class Server:
        def __init__(self, *_place: Any, **_options: Any) -> None:
            """Wherever it is."""

        def sendmail(self, _sender: str, _to: Any, text: str, *_options: Any) -> dict[str, str]:
            seen.append(email.message_from_string(text))
            return {}

        def __getattr__(self, name: str) -> Any:
            return lambda *_values, **_options: None

    def post(_url: str, data: Any = None, **_options: Any) -> Answer:
        seen.append(json.loads(data))
        return Answer()

    with (
        mock.patch("requests.post", post),
        mock.patch("smtplib.SMTP", Server),
        mock.patch("smtplib.SMTP_SSL", Server),
    ):
        yield seen


def text_of(message: Any) -> str:
    """What a reader's program gets: markdown of Discord, HTML of Telegram and of a mail."""
    if isinstance(message, Message):
        part = next(part for part in message.walk() if part.get_content_type() == "text/html")
        return str(part.get_payload(decode=True), "utf-8")  # type: ignore[arg-type]
    return str(message.get("content") or message.get("text"))
