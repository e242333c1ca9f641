"""All writers of lines: the union that `summarizer:` is parsed into, and `summarize_all`, which asks them in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from digest.clock import Deadline
from digest.models import Item, Line, Usage
from digest.store import Store
from digest.summarize.base import LineWriter
from digest.summarize.keyless import KeylessSummarizer
from digest.summarize.model_writer import OpenAISummarizer

Summarizer = Annotated[OpenAISummarizer | KeylessSummarizer, Field(discriminator="kind")]

PLANNED = "(요약 예정)"


@dataclass(frozen=True)
class Ladder:
    """The writers in order of preference; what one cannot write, the next one does."""

    model: LineWriter | None
    """The configured model, or None when none is configured or its key is missing."""
    keyless: Sequence[LineWriter]

    @property
    def rungs(self) -> tuple[LineWriter, ...]:
        """All writers, the best first."""
        return ((self.model,) if self.model else ()) + tuple(self.keyless)


@dataclass(frozen=True)
class Lines:
    """A line for every item that was asked for."""

    by_key: dict[str, Line]
    usage: Usage
    problem: str = ""
    """Korean sentence when the configured model as a whole failed."""


def summarize_all(
    items: Sequence[Item],
    ladder: Ladder,
    store: Store,
    deadline: Deadline,
    now: datetime,
    progress: Callable[[int], None] = lambda _count: None,
) -> Lines:
    """Cache → model → keyless rungs → the bare title; every fallback of a configured model is labelled.

    Items without an abstract (and without Hugging Face's sentence) get no sentence at all (DESIGN §8).
    """
    lines: dict[str, Line] = {}
    reasons: dict[str, str] = {}
    usage, problem = Usage(), ""
    readable = [item for item in items if item.abstract or item.ai_summary]
    progress(len(items) - len(readable))
    for writer in ladder.rungs:
        open_items = [item for item in readable if item.key not in lines]
        cached = store.summaries.load(open_items, writer.cache_id) if writer.cache_id else {}
        lines |= {key: _labelled(line, writer, ladder, reasons.get(key, problem)) for key, line in cached.items()}
        progress(len(cached))
        wanted = [item for item in open_items if item.key not in lines]
        if not wanted:
            continue
        written = writer.write(wanted, deadline, progress)
        if writer.cache_id:
            store.summaries.save(written.lines, wanted, writer.cache_id, now)
        usage = usage + written.usage
        if writer is ladder.model:
            problem, reasons = written.problem, dict(written.refused)
        lines |= {
            key: _labelled(line, writer, ladder, reasons.get(key, problem)) for key, line in written.lines.items()
        }
    titles = {item.key: _title(item, ladder, reasons.get(item.key, problem)) for item in items}
    return Lines({key: lines.get(key, title) for key, title in titles.items()}, usage, problem)


def preview(items: Sequence[Item], ladder: Ladder, store: Store) -> tuple[dict[str, Line], list[Item]]:
    """Cached lines and, for the rest, `(요약 예정)`; gives also the items a model would be asked about."""
    best = ladder.rungs[0] if ladder.rungs else None
    cached = store.summaries.load(items, best.cache_id) if best and best.cache_id else {}
    readable = [item for item in items if item.abstract or item.ai_summary]
    planned = [item for item in readable if item.key not in cached]
    lines = {item.key: Line(text="", producer="title") for item in items}
    lines |= {item.key: Line(text=PLANNED, producer="planned") for item in planned}
    return lines | cached, planned if ladder.model else []


def _labelled(line: Line, writer: LineWriter, ladder: Ladder, reason: str) -> Line:
    """Mark a keyless line as a fallback when a model was configured to write it."""
    if ladder.model is None or writer is ladder.model:
        return line
    return line.model_copy(update={"fallback": True, "detail": reason})


def _title(item: Item, ladder: Ladder, reason: str) -> Line:
    failed = ladder.model is not None and bool(item.abstract or item.ai_summary)
    return Line(text="", producer="title", fallback=failed, detail=reason if failed else "")
