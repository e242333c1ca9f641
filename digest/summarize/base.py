"""What every writer of lines is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from digest.clock import Clock, Deadline, system_clock
from digest.models import Item, Line, Usage, Value

if TYPE_CHECKING:
    import httpx

    from digest.summarize.keyless import KeylessSummarizer

Style = Literal["한다체", "합니다체", "음슴체"]
"""How a line ends."""
MOST_CHARACTERS = 110
"""Of a line; longer ones are asked for again."""


SAME = "다른 글과 같은 문장"
"""Why a sentence that another paper of the day has is refused."""


def letters_of(text: str) -> str:
    """A sentence as it is compared with others: case, spaces and marks do not count."""
    return "".join(c for c in text.casefold() if c.isalnum())


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


class Memory(Protocol):
    """Where small facts outlive a run (`store.source_memory`)."""

    def get(self, source: str, name: str, default: Any = None) -> Any:
        """The value, or the default."""

    def put(self, source: str, name: str, value: Any) -> None:
        """Insert or replace."""


class LineWriter(Protocol):
    """A writer of the ladder: model, translator, composer, key sentence, title."""

    @property
    def cache_id(self) -> str:
        """Part of the cache key: changes with prompt, model and style; "" = never cached (cheap and pure)."""

    def write(self, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
        """Lines for as many items as it can; never raises for one item's sake.

        progress(n) is told of n items that need no more waiting. Items never leak into one another.
        """


class SummarizerSettings(Value):
    """Base of every `summarizer:`; by itself one without a model."""

    def load(self) -> None:
        """Import what writing a line will need; called while the sources are waited for."""

    def missing(self, env: Mapping[str, str]) -> tuple[str, ...]:
        """Names of required environment variables that are not set."""
        return ()

    @property
    def keyless(self) -> KeylessSummarizer:
        """How lines are written without the model."""
        raise NotImplementedError

    def writer(
        self,
        env: Mapping[str, str],
        memory: Memory | None = None,
        *,
        clock: Clock = system_clock,
        prompt_text: str | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> LineWriter | None:
        """The model's writer for one run, None without a model. Raises ConfigError for an unreadable prompt.

        prompt_text: the text of a prompt beside the configuration, when there is one. transport: replaces the network.
        """
        return None

    def estimate(self, items: Sequence[Item], prompt_text: str | None = None) -> Usage:
        """What asking the model about these items would take; no network."""
        return Usage()

    def cost(self, usage: Usage) -> float | None:
        """US dollars of what was used, or None when no prices are known."""
        return None
