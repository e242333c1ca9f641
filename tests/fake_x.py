"""An X API of two accounts on a scripted transport, and a source that asks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx

from digest.calendar.window import Window
from digest.collect.base import Context
from digest.collect.x.source import XSource
from digest.models import Collected
from digest.store import Store
from makers import SEOUL
from source_kit import context_for, window_of

NOW = dt.datetime(2024, 8, 23, 7, 30, tzinfo=SEOUL)
IDS = {"_akhaliq": "11", "ko_paper_notes": "22"}


class FakeX:
    """Timelines by user id; says what was asked of it."""

    def __init__(self, *posts: dict[str, Any], per_page: int = 100) -> None:
        self.posts, self.per_page = posts, per_page
        self.asked: list[httpx.Request] = []
        self.override: Callable[[httpx.Request], httpx.Response | None] = lambda _: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.override(request) or httpx.Response(200, json=self._answer(request))

    def _answer(self, request: httpx.Request) -> dict[str, Any]:
        wanted = request.url.params
        if request.url.path == "/2/users/by":
            names = wanted["usernames"].split(",")
            found = [{"id": IDS[n], "name": n, "username": n} for n in names if n in IDS]
            lost = [{"title": "Not Found Error", "value": n} for n in names if n not in IDS]
            return ({"data": found} if found else {}) | ({"errors": lost} if lost else {})
        user = request.url.path.split("/")[3] if "/users/" in request.url.path else ""
        shown = [p for p in self.posts if not user or p["author_id"] == user]
        shown = [p for p in shown if int(p["id"]) > int(wanted.get("since_id", "0"))]
        start, size = int(wanted.get("pagination_token", "0")), min(self.per_page, int(wanted["max_results"]))
        page = shown[start : start + size]
        meta: dict[str, Any] = {"result_count": len(page)}
        if start + size < len(shown):
            meta["next_token"] = str(start + size)
        users = [{"id": number, "username": name} for name, number in IDS.items()]
        includes = {"includes": {"users": users}} if "expansions" in wanted else {}
        return ({"data": page} | includes if page else {}) | {"meta": meta}

    def paths(self) -> list[str]:
        return [request.url.path for request in self.asked]


def post(number: int, author: str = "11", at: str = "2024-08-22T10:00:00.000Z", **fields: Any) -> dict[str, Any]:
    return {"id": str(number), "text": f"post {number}", "author_id": author, "created_at": at} | fields


def linking(*urls: str | None, **fields: Any) -> dict[str, Any]:
    return {
        "entities": {"urls": [{"start": 0, "end": 1, "url": "https://t.co/a", "expanded_url": u} for u in urls]}
    } | fields


def context(store: Store, answers: Callable[[httpx.Request], httpx.Response], **options: Any) -> Context:
    return replace(context_for(store, answers, now=NOW, **options), env={"X_BEARER_TOKEN": "s3cret\n"})


def collect(store: Store, fake: FakeX, window: Window | None = None, **settings: Any) -> Collected:
    source = XSource(**({"accounts": ("_akhaliq",), "alone": "all"} | settings))
    return source.collect(window or window_of("2024-08-23"), context(store, fake))
