"""A day or a week as its readers get it, and what became of that: Digest → Part → Delivery."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Literal

from pydantic import JsonValue

from digest.models.chosen import Entry, Trend
from digest.models.seen import ConferenceDeadline, SourceReport
from digest.models.value import Value
from digest.models.week import Review

DeliveryState = Literal["pending", "sending", "sent", "failed", "unknown", "skipped"]
Act = Literal["", "new", "updated", "unchanged"]
Receipt = dict[str, str]


class Missed(Value):
    """A morning that reached no chat, as the next message tells of it."""

    date: dt.date
    count: int
    """Entries of that day's digest."""
    best: tuple[Entry, ...] = ()
    """Those that the next message carries."""


ALARM = "alarm-"


class Digest(Value):
    """One day's digest: plain data, no markup."""

    date: dt.date
    name: str
    entries: tuple[Entry, ...]
    trends: tuple[Trend, ...] = ()
    deadlines: tuple[ConferenceDeadline, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    notices: tuple[str, ...] = ()
    """Korean sentences for the reader that are not about the day (a token about to die); outside the hash."""
    few: str = ""
    """Why there are fewer entries than there is room for, in Korean; outside the hash."""
    empty_reason: str = ""
    """Why there are no entries, in Korean; empty when there are some."""
    provisional: bool = False
    missed: tuple[Missed, ...] = ()
    """Mornings before this one that reached no chat, oldest first. Chats alone show them: a journal has those days."""
    review: Review | None = None
    """Only in a weekly review, which has no entries."""

    @property
    def key(self) -> str:
        """`2024-08-19/main`, the digest's identity everywhere (ledger, Slack metadata)."""
        return f"{self.date.isoformat()}/{self.name}"

    @classmethod
    def alarm(cls, date: dt.date, cause: str, text: str) -> Digest:
        """Trouble, told as a digest without entries: so it is delivered once a day and cause, like any other."""
        return cls(date=date, name=f"{ALARM}{cause}", entries=(), empty_reason=f"⚠ {text}")

    def content_hash(self) -> str:
        """sha256 (hex) of what a reader sees; the same content gives the same hash on every run."""
        shown = [
            [[e.item.key, e.item.title, e.item.url, e.line.text, e.line.producer, e.reasons] for e in self.entries],
            [t.shown() for t in self.trends],
            [d.model_dump(mode="json") for d in self.deadlines],
            [[r.source, r.state] for r in self.reports if r.off],
            self.empty_reason,
            *([self.review.model_dump(mode="json")] if self.review else []),
        ]
        for missed in self.missed:
            shown.append([missed.date.isoformat(), missed.count, [[e.item.key, e.line.text] for e in missed.best]])
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def is_alarm(name: str) -> bool:
    """Whether the digest of that name tells of trouble instead of papers."""
    return name.startswith(ALARM)


class Part(Value):
    """One message of a delivery; a digest may need several (a Slack thread, Kakao text + lists)."""

    id: str
    """Stable within the digest: `main`, `thread-1`, `list-2` …"""
    payload: dict[str, JsonValue]
    """What the vendor file sends, ready for its API, free of secrets."""

    def content_hash(self) -> str:
        """sha256 (hex) of the payload."""
        return hashlib.sha256(json.dumps(self.payload, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Delivery(Value):
    """The outcome of one digest at one target."""

    target: str
    state: DeliveryState
    receipt: Receipt = {}
    detail: str = ""
    """Korean; what happened or what to do next."""
    act: Act = ""
    """Of what is sent, what this run did to it; empty where that is not known."""
