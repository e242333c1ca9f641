"""How many tokens a text is, and how many of a day's allowance are left."""

from __future__ import annotations

import threading
from typing import Any, Protocol

from digest.clock import Clock
from digest.models import Usage


class Memory(Protocol):
    """Where small facts outlive a run (`store.source_memory`)."""

    def get(self, source: str, name: str, default: Any = None) -> Any:
        """The value, or the default."""

    def put(self, source: str, name: str, value: Any) -> None:
        """Insert or replace."""


class Allowance:
    """The day's tokens, kept over runs; the day is UTC's. Safe to share between threads."""

    def __init__(self, limit: int | None, memory: Memory | None, clock: Clock) -> None:
        self._limit = limit
        self._memory = memory
        self._lock = threading.Lock()
        self._day = clock().date().isoformat()
        kept = memory.get("openai", "tokens", {}) if memory is not None and limit else {}
        self._used = int(kept.get("used", 0)) if kept.get("day") == self._day else 0

    def take(self, tokens: int) -> bool:
        """Set `tokens` aside for a call; False when the day's limit would be passed."""
        with self._lock:
            if self._limit is not None and self._used + tokens > self._limit:
                return False
            self._used += tokens
        return True

    def settle(self, taken: int, usage: Usage) -> None:
        """Replace what was set aside by what was used."""
        with self._lock:
            self._used += usage.prompt_tokens + usage.completion_tokens - taken

    def save(self) -> None:
        """Keep the day's sum for the next run."""
        with self._lock:
            if self._memory is not None and self._limit:
                self._memory.put("openai", "tokens", {"day": self._day, "used": self._used})


def count_tokens(text: str) -> int:
    """Roughly how many tokens a text is: four Latin characters or one and a half Hangul ones each."""
    wide = sum(1 for c in text if ord(c) > 0x2FF)
    return int((len(text) - wide) / 4 + wide / 1.5) + 1
