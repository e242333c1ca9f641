"""Papers, a memory and a chat-completions server by hand, for tests of the model writer."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from answering import Answering, answering
from digest.clock import Deadline
from digest.models import Item
from digest.summarize.model.model_writer import OpenAISummarizer, OpenAIWriter

NAMES = ("Alpha", "Bravo", "Cargo", "Delta", "Epsil", "Fargo", "Gamma", "Hotel", "Igloo", "Joker", "Kappa", "Limbo")


def paper(number: int = 0, **changes: Any) -> Item:
    """A paper with its own name and its own number: `AlphaNet`, 11 tasks."""
    name = NAMES[number % len(NAMES)] + "Net"
    fields: dict[str, Any] = {
        "key": f"arxiv:2408.{number:05}", "kind": "paper", "title": f"{name}: Learning Small Things",
        "url": "https://arxiv.org/abs/1",
        "abstract": f"We introduce {name}, a network trained on {number + 11} tasks that is 3x faster than LargeNet.",
        "ai_summary": "", "authors": (), "categories": (), "keywords": (), "published": None, "code_url": "",
        "stars": None, "notes": (), "sightings": (),
    }  # fmt: skip
    return Item(**fields | changes)


def line_for(item: Item) -> str:
    """A true line about a `paper`."""
    tasks = next(word for word in item.abstract.split() if word.isdigit())
    return f"{item.title.split(':')[0]}을 {tasks}개 과제로 학습해 LargeNet보다 3배 빠르게 만든다."


class Remembers(dict[tuple[str, str], Any]):
    """A Memory in memory."""

    def get(self, source: str, name: str, default: Any = None) -> Any:  # type: ignore[override]
        return super().get((source, name), default)

    def put(self, source: str, name: str, value: Any) -> None:
        self[source, name] = json.loads(json.dumps(value))


Answer = tuple[int, dict[str, str], str]
"""(status, headers, body)."""


def completion(lines: dict[str, str] | str, finish: str = "stop", **usage: int) -> Answer:
    """A 200 whose content is a JSON of lines, or any text."""
    text = lines if isinstance(lines, str) else as_json(lines)
    counts = {"prompt_tokens": 100, "completion_tokens": 50} | usage
    message = {"role": "assistant", "content": text}
    return 200, {}, json.dumps({"choices": [{"finish_reason": finish, "message": message}], "usage": counts})


def as_json(lines: dict[str, str]) -> str:
    """Lines in the shape the prompt asks for."""
    return json.dumps({"lines": [{"id": name, "line": line} for name, line in lines.items()]}, ensure_ascii=False)


def failure(status: int, message: str, **more: str) -> Answer:
    """An error in OpenAI's shape; `header_retry_after` becomes the header."""
    headers = {"Retry-After": more.pop("retry_after")} if "retry_after" in more else {}
    return status, headers, json.dumps({"error": {"message": message} | more})


@contextmanager
def chat_server(reply: Callable[[dict[str, Any], int], Answer]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(base_url, bodies received so far) of a server that answers with `reply(body, number of the call)`."""
    asked: list[dict[str, Any]] = []
    lock = threading.Lock()

    class Handler(Answering):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                asked.append(body)
                number = len(asked)
            status, headers, text = reply(body, number)
            data = text.encode()
            self.send_response(status)
            for name, value in (
                {"Content-Type": "application/json", "Content-Length": str(len(data))} | headers
            ).items():
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(data), 1 << 16):
                try:
                    self.wfile.write(data[start : start + (1 << 16)])
                except OSError:
                    return

    with answering(Handler) as address:
        yield f"{address}/v1", asked


def ids_of(body: dict[str, Any]) -> dict[str, str]:
    """id → title of the items in a request."""
    import re

    return dict(re.findall(r'id="(\w+)">\ntitle: (.+)', body["messages"][1]["content"]))


def honest(items: list[Item]) -> Callable[[dict[str, Any], int], Answer]:
    """A server's reply that writes a true line for everything it is asked."""
    by_title = {item.title: item for item in items}
    return lambda body, _n: completion({name: line_for(by_title[title]) for name, title in ids_of(body).items()})


def writer(base_url: str, memory: Remembers | None = None, key: str = "k", **options: Any) -> OpenAIWriter:
    """A writer for a test server; never sleeps."""
    given = {"model": "tiny", "timeout_s": 30.0} | options
    settings = OpenAISummarizer(base_url=base_url, **given)
    return settings.writer({"OPENAI_API_KEY": key}, memory, sleep=lambda _seconds: None)


def patience(seconds: float = 20) -> Deadline:
    """A deadline of real seconds."""
    return Deadline(seconds, monotonic=time.monotonic)
