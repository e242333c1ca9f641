"""All writers of lines: the union that `summarizer:` is parsed into, and `summarize_all`, which asks them in turn.

A writer (`base`) reads the source as `source_text` cleans it: a language model (`model/`), or, without a key
(`keyless`), a translator (`translate/`), rules (`composed/`), the `key_sentence` itself. Every line passes `check/`;
`word_tables` holds the words of the rules.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from digest.clock import Deadline
from digest.errors import DigestError, SkippableError
from digest.lazy import Kinds
from digest.models import Item, Line, Usage
from digest.store import Store
from digest.summarize.base import SAME, LineWriter, SummarizerSettings, Written, letters_of
from digest.summarize.source_text import is_x_post

SUMMARIZERS = Kinds(
    openai="digest.summarize.model.model_writer:OpenAISummarizer",
    keyless="digest.summarize.keyless:KeylessSummarizer",
)
Summarizer = Annotated[SummarizerSettings, SUMMARIZERS]

log = logging.getLogger(__name__)

PLANNED = "(요약 예정)"
PREVIEW_S = 60.0
"""Seconds that a preview gives the translator."""


@dataclass(frozen=True)
class Ladder:
    """The writers in order of preference; what one cannot write, the next one does."""

    model: LineWriter | None
    """The configured model, or None when none is configured or its key is missing."""
    keyless: Sequence[LineWriter]

    @property
    def writers(self) -> tuple[LineWriter, ...]:
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
    """Cache → model → keyless writers → the bare title; every fallback of a configured model is labelled.

    What a writer was finally refused is not asked of it again. A sentence that another item has falls to the next
    writer, whatever call, run or writer it came from. Items without an abstract (and without Hugging Face's sentence)
    get no sentence at all.
    """
    lines: dict[str, Line] = {}
    why = _Why(ladder)
    usage = Usage()
    readable = [item for item in items if _readable(item)]
    progress(len(items) - len(readable))
    for writer in ladder.writers:
        open_items = [item for item in readable if item.key not in lines]
        cached = store.summaries.load(open_items, writer.cache_id) if writer.cache_id else {}
        cached = _unlike_others(open_items, cached, lines.values())
        known = store.summaries.refusals(open_items, writer.cache_id) if writer.cache_id else {}
        wanted = [item for item in open_items if item.key not in cached and item.key not in known]
        progress(len(cached))
        written = _written(writer, wanted, deadline, progress)
        given = _unlike_others(open_items, cached | written.lines, lines.values())
        written = _without_repeats(written, given)
        if writer.cache_id:
            final = {key: written.refused[key] for key in written.final}
            store.summaries.save(written.lines, wanted, writer.cache_id, now)
            store.summaries.save_refusals(final, wanted, writer.cache_id, now)
        usage = usage + written.usage
        if writer is ladder.model:
            why = _Why(ladder, written.problem, known | written.refused, known.keys() | written.final)
        for key, line in given.items():
            lines[key] = line if writer is ladder.model else why.labelled(key, line)
    return Lines({item.key: lines.get(item.key) or why.title(item) for item in items}, usage, why.problem)


def _unlike_others(items: Sequence[Item], lines: Mapping[str, Line], others: Iterable[Line]) -> dict[str, Line]:
    """The lines in the order of their items, without those whose sentence stands under an item before."""
    kept, told = dict[str, Line](), {letters_of(line.text) for line in others}
    for key in (item.key for item in items if item.key in lines):
        sentence = letters_of(lines[key].text)
        if sentence not in told:
            kept[key] = lines[key]
            told.add(sentence)
    return kept


def _without_repeats(written: Written, kept: Collection[str]) -> Written:
    """What a writer gave, its repeated sentences among what was refused."""
    repeated = {key: SAME for key in written.lines if key not in kept}
    if not repeated:
        return written
    lines = {key: line for key, line in written.lines.items() if key in kept}
    return written.model_copy(update={"lines": lines, "refused": dict(written.refused) | repeated})


def _written(writer: LineWriter, items: Sequence[Item], deadline: Deadline, progress: Callable[[int], None]) -> Written:
    """What a writer gave; a bug in one writer must not cost the reader the next one."""
    if not items:
        return Written()
    try:
        return writer.write(items, deadline, progress)
    except SkippableError as error:
        return Written(problem=error.message)
    except DigestError:
        raise
    except Exception as error:
        log.exception("한 줄을 쓰는 %s: 예상하지 못한 오류", type(writer).__name__)
        return Written(problem=f"예상하지 못한 오류({type(error).__name__})")


def preview(items: Sequence[Item], ladder: Ladder, store: Store) -> tuple[dict[str, Line], list[Item]]:
    """Cached lines and, for the rest, `(요약 예정)`; gives also the items a model would be asked about.

    Without a model the lines cost nothing and are written; what the model was finally refused shows the fallback that
    a run would show.
    """
    best = ladder.writers[0] if ladder.writers else None
    cached = store.summaries.load(items, best.cache_id) if best and best.cache_id else {}
    open_items = [item for item in items if _readable(item) and item.key not in cached]
    known = store.summaries.refusals(open_items, ladder.model.cache_id) if ladder.model else {}
    planned = [item for item in open_items if item.key not in known] if ladder.model else []
    lines = {item.key: bare_title(item) for item in items}
    lines |= {item.key: Line(text=PLANNED, producer="planned") for item in planned}
    fallen = _at_no_cost([item for item in open_items if item not in planned], ladder, store, known)
    return lines | fallen | cached, planned


def _at_no_cost(items: Sequence[Item], ladder: Ladder, store: Store, reasons: Mapping[str, str]) -> dict[str, Line]:
    """Lines without the model, labelled where one was configured: from the cache and from the writers that are cheap.

    The translator, which takes its time, is asked only where it is the best that a run would have.
    """
    lines: dict[str, Line] = {}
    why = _Why(ladder, "", reasons, reasons.keys())
    for writer in ladder.keyless:
        left = [item for item in items if item.key not in lines]
        if writer.cache_id:
            lines |= store.summaries.load(left, writer.cache_id)
            left = [item for item in left if item.key not in lines]
        if not writer.cache_id or ladder.model is None:
            lines |= _written(writer, left, Deadline(PREVIEW_S), lambda _count: None).lines
    return {i.key: why.labelled(i.key, lines[i.key]) if i.key in lines else why.title(i) for i in items}


def bare_title(item: Item) -> Line:
    """No sentence at all, and why in two words."""
    if is_x_post(item.key):
        why = "링크만 실음"
    elif _readable(item):
        why = "요약 없음"
    else:
        why = "초록 없음" if item.kind == "paper" else "본문 없음"
    return Line(text="", producer="title", missing=why)


def _readable(item: Item) -> bool:
    return bool(item.abstract or item.ai_summary)


@dataclass(frozen=True)
class _Why:
    """Why a configured model wrote no line: said of the model as a whole, or of an item."""

    ladder: Ladder
    problem: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    final: Collection[str] = ()
    """Keys of `reasons` that asking again would not change."""

    def labelled(self, key: str, line: Line) -> Line:
        """The line marked as a fallback when a model was configured to write it."""
        if self.ladder.model is None:
            return line
        told = {"fallback": True, "detail": self.reasons.get(key, self.problem), "final": key in self.final}
        return line.model_copy(update=told)

    def title(self, item: Item) -> Line:
        """The title alone; a fallback, too, when there was something to read."""
        bare = bare_title(item)
        return self.labelled(item.key, bare) if _readable(item) else bare
