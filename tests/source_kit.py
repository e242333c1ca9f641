"""What tests of sources share: a context on a fake or a real loopback transport, and golden pairs."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from digest.calendar.window import Window
from digest.clock import Deadline
from digest.collect.base import Context
from digest.net.client import HttpClient
from digest.store import Store
from makers import calendar

GOLDEN = Path(__file__).parent / "golden"
CONTACT = "digest/test (mailto:reader@example.com)"


class Sleeps(list[float]):
    """A sleep that only takes notes."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def context_for(
    store: Store,
    handler: Callable[[httpx.Request], httpx.Response] | None = None,
    *,
    deadline_s: float = 60,
    sleep: Callable[[float], None] | None = None,
    now: dt.datetime | None = None,
) -> Context:
    """A context whose requests go to `handler`, or over loopback without one; nobody sleeps unless asked."""
    deadline = Deadline(deadline_s)
    transport = httpx.MockTransport(handler) if handler else None
    http = HttpClient(CONTACT, deadline, transport=transport, sleep=Sleeps() if sleep is None else sleep)
    return Context(http=http, store=store, clock=lambda: now or dt.datetime.now(dt.UTC), deadline=deadline, env={})


def window_of(date: str, now: str | None = None) -> Window:
    """The window of a digest day in Seoul; asked at 07:30 of that day unless said otherwise."""
    return calendar().window(dt.date.fromisoformat(date), dt.datetime.fromisoformat(now or f"{date}T07:30:00+09:00"))


def golden_inputs(kind: str) -> list[Path]:
    """The input files of a source's golden pairs."""
    return sorted(p for p in (GOLDEN / kind).iterdir() if not p.name.endswith(".expected.json"))


def check_golden(path: Path, found: Any) -> None:
    """Compare with the expected sibling; REGENERATE_GOLDEN=1 writes it instead, to be read before it is kept."""
    expected = path.with_name(f"{path.stem}.expected.json")
    if os.environ.get("REGENERATE_GOLDEN"):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert found == json.loads(expected.read_text("utf-8"))
