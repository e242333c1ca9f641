"""What every writer of lines is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from digest.clock import Deadline
from digest.models import Item, Line, Usage, Value


class Written(Value):
    """What a writer gave for some items."""

    lines: dict[str, Line] = {}
    """By item key; only items that were asked for, only lines that passed the check."""
    refused: dict[str, str] = {}
    """By item key: why there is no line (Korean), for the report and the fallback's `detail`."""
    final: frozenset[str] = frozenset()
    """Keys of `refused` whose text is the reason, after every try of this writer: what it answered may not be shown.

    Never for a fault of the call (network, limits, deadline): that may be gone on the next run."""
    usage: Usage = Usage()
    problem: str = ""
    """Korean sentence when the writer as a whole failed (bad key, endpoint down); empty otherwise."""


class LineWriter(Protocol):
    """A writer of the ladder: model, translator, composer, key sentence, title."""

    @property
    def cache_id(self) -> str:
        """Part of the cache key: changes with prompt, model and style; "" = never cached (cheap and pure)."""

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        """Lines for as many items as it can; never raises for one item's sake.

        progress(n) is told of n items that need no more waiting. Items never leak into one another.
        """
