"""All sources: the union that `sources:` is parsed into, and `collect_all`, which asks them side by side."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Annotated

from digest.calendar.window import Window
from digest.collect.base import Context, SourceSettings
from digest.errors import DigestError, SkippableError
from digest.lazy import Kinds
from digest.models import Collected, Harvest, Sighting

SOURCES = Kinds(
    huggingface="digest.collect.huggingface:HuggingFaceSource",
    arxiv="digest.collect.arxiv.source:ArxivSource",
    x="digest.collect.x.source:XSource",
    feed="digest.collect.feed.source:FeedSource",
    inbox="digest.collect.inbox.source:InboxSource",
    deadlines="digest.collect.deadlines:DeadlinesSource",
)
Source = Annotated[SourceSettings, SOURCES]

LOOKING_UP_S = 60.0
"""For all titles of papers that were only linked."""

log = logging.getLogger(__name__)


def collect_all(
    sources: Sequence[SourceSettings],
    window: Window,
    context: Context,
    progress: Callable[[str], None] = lambda _source: None,
) -> Harvest:
    """Ask every source for the window, side by side; one failing never stops the others.

    What a source showed earlier and cannot show now (a past day, an outage) comes from the store. New sightings
    are stored. progress(source) is told of each source that is done.
    """
    started = {}
    collected: list[Collected] = []
    with ThreadPoolExecutor(max_workers=max(1, len(sources)), thread_name_prefix="collect") as pool:
        for source in sources:
            started[pool.submit(_timed, source, window, context)] = source
        for done in as_completed(started):
            collected.append(done.result())
            progress(started[done].source)
    collected.sort(key=lambda c: c.report.source)
    fresh = [s for c in collected for s in c.sightings]
    context.store.sightings.add(fresh, window.date)
    sightings = _completed(fresh, sources, context)
    return Harvest(
        sightings=tuple(sightings),
        reports=tuple(c.report for c in collected),
        deadlines=tuple(d for c in collected for d in c.deadlines),
    )


def _timed(source: SourceSettings, window: Window, context: Context) -> Collected:
    """One source's answer or its failure as a report, with the time it took."""
    began = time.monotonic()
    missing = source.missing(context.env)
    try:
        if missing:
            found = Collected(report=source.report("skipped", detail=f"{', '.join(missing)} 환경 변수가 없어 건너뜀"))
        else:
            found = source.collect(window, context)
    except SkippableError as error:
        found = Collected(report=source.report("failed", detail=error.message))
    except DigestError:
        raise
    except Exception as error:  # a bug in one source must not cost the reader the other sources
        log.exception("출처 %s: 예상하지 못한 오류", source.source)
        found = Collected(report=source.report("failed", detail=f"예상하지 못한 오류({type(error).__name__})"))
    lost = found.report.state in ("failed", "partial", "not_for_this_day", "skipped")
    if lost or not source.own:  # what a person took out of their inbox stays out
        found = _with_memory(source, window, context, found, lost)
    report = found.report.model_copy(update={"seconds": round(time.monotonic() - began, 3)})
    return found.model_copy(update={"report": report})


def _with_memory(source: SourceSettings, window: Window, context: Context, found: Collected, lost: bool) -> Collected:
    """Add what the store saw in that window, when the source cannot.

    What was collected for a day that is skipped since then is added anyway: a feed may not hold it any more.
    """
    fresh = {(s.key, s.post_url) for s in found.sightings}
    memory = context.store.sightings
    remembered = memory.recall(source.source, window) if lost else memory.of_skipped_days(source.source, window)
    kept = tuple(s for s in remembered if (s.key, s.post_url) not in fresh)
    if not kept:
        return found
    detail = f"{found.report.detail} – 전에 모아 둔 {len(kept)}건 사용".lstrip(" –")
    count = found.report.count + len(kept)
    report = found.report.model_copy(update={"count": count, "detail": detail})
    return found.model_copy(update={"sightings": found.sightings + kept, "report": report})


def _completed(sightings: list[Sighting], sources: Sequence[SourceSettings], context: Context) -> list[Sighting]:
    """Give papers that were only linked a title and an abstract: from the store, else from who knows papers by id."""
    untitled = {s.key for s in sightings} - {s.key for s in sightings if s.title}
    if not untitled:
        return sightings
    known = known_papers(untitled, sources, context)
    return sightings + [by_title_alone(known[key]) for key in sorted(untitled & known.keys())]


def known_papers(
    keys: Collection[str], sources: Sequence[SourceSettings], context: Context, seconds: float = LOOKING_UP_S
) -> dict[str, Sighting]:
    """What is known of things by key: from the store, else from the sources that know papers by id."""
    known = context.store.sightings.best(keys)
    unknown = sorted(key.removeprefix("arxiv:") for key in set(keys) - known.keys() if key.startswith("arxiv:"))
    return known | _looked_up(unknown, sources, context.within(seconds))


def by_title_alone(sighting: Sighting) -> Sighting:
    """Without what another day made of it: for something that was only linked."""
    nothing = {"upvotes": None, "heat": None, "list_date": None, "post_url": "", "account": "", "note": ""}
    return sighting.model_copy(update={**nothing, "late": False, "again": False})


def _looked_up(papers: Sequence[str], sources: Sequence[SourceSettings], context: Context) -> dict[str, Sighting]:
    """Papers by key: from Hugging Face, and what it does not know from arXiv; nobody is asked who is not configured."""
    found: dict[str, Sighting] = {}
    for source in sorted((s for s in sources if s.knows_papers), key=lambda s: s.knows_papers):
        missing = [paper for paper in papers if f"arxiv:{paper}" not in found]
        if missing:
            found |= {sighting.key: sighting for sighting in source.look_up(missing, context)}
    return {key: found[key] for key in found if key.removeprefix("arxiv:") in papers}
