"""A small loopback server that stands for Hugging Face and a language model; no emulator needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from answering import Answering, answering

SENTENCES = (
    "새 방법을 제안하고 실험으로 효과를 확인했다.",
    "기존 방법의 한계를 분석하고 고치는 길을 보인다.",
    "널리 쓰이는 모델을 한데 모아 비교한다.",
    "사람이 만든 자료 없이 배우는 방법을 다룬다.",
)


@dataclass
class Services:
    """What the server says; change it between requests."""

    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Hugging Face entries by list date."""
    cites: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """References by arXiv id, as Semantic Scholar tells them."""
    asked: list[list[str]] = field(default_factory=list)
    """The ids of every question about references."""
    broken: set[str] = field(default_factory=set)
    """`hf` and/or `llm`: answered with 503; `s2`: with 403, which is not tried again."""
    calls: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    """What the model was asked, call by call."""
    base: str = ""

    def paper(self, date: str, paper_id: str, title: str, abstract: str, upvotes: int = 1) -> None:
        """Put a paper on a list."""
        inner = {"id": paper_id, "title": title, "summary": abstract, "upvotes": upvotes, "authors": []}
        self.lists.setdefault(date, []).append({"paper": inner, "title": title, "numComments": 0})


@contextmanager
def serving() -> Iterator[Services]:
    """Run the server for the length of a block."""
    services = Services()

    class Handler(Answering):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            services.calls.append("hf")
            if "hf" in services.broken:
                self._answer(503, {"error": "down"})
                return
            self._answer(200, services.lists.get(query["date"][0], []) if query["p"] == ["0"] else [])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            if self.path.startswith("/graph/v1/paper/batch"):
                self._references(json.loads(body)["ids"])
                return
            services.calls.append("llm")
            services.prompts.append(json.loads(body)["messages"][-1]["content"])
            if "llm" in services.broken:
                self._answer(503, {"error": {"message": "down"}})
                return
            self._answer(200, _completion(json.loads(body)))

        def _references(self, asked: list[str]) -> None:
            services.asked.append(asked)
            if "s2" in services.broken:
                self._answer(403, {"message": "Forbidden"})
                return
            known = [services.cites.get(one.removeprefix("ARXIV:")) for one in asked]
            self._answer(200, [rows and {"paperId": "x", "references": rows} for rows in known])

        def _answer(self, status: int, value: Any) -> None:
            payload = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

    with answering(Handler) as services.base:
        yield services


def _completion(request: dict[str, Any]) -> dict[str, Any]:
    """A true Korean line for every id that the prompt names, in the form of the asked schema."""
    prompt = request["messages"][-1]["content"]
    names = re.findall(r"\bp\d+\b", prompt) or ["p1"]
    lines = [{"id": name, "line": line} for name, line in zip(dict.fromkeys(names), SENTENCES, strict=False)]
    schema = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
    key = next(iter(schema.get("properties", {"lines": None})))
    content = json.dumps({key: lines}, ensure_ascii=False)
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": request["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
    }
