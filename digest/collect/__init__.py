"""All sources: the union that `sources:` is parsed into, and `collect_all`, which asks them side by side.

A source (`base`) is a file or a folder: `huggingface`, `papers_with_code`, `deadlines`, `arxiv/`, `x/`, `feed/`,
`inbox/`. `semantic_scholar` tells whom papers cite, for weekly reviews; `withdrawn` is the one rule for papers that
were taken back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from queue import Empty
from typing import Annotated, Literal

from digest.calendar.window import Window
from digest.collect.base import Context, SourceSettings, side_by_side
from digest.errors import DigestError, SkippableError
from digest.lazy import Kinds
from digest.models import Collected, Extras, Harvest, Sighting

SOURCES = Kinds(
    huggingface="digest.collect.huggingface:HuggingFaceSource",
    arxiv="digest.collect.arxiv.source:ArxivSource",
    x="digest.collect.x.source:XSource",
    feed="digest.collect.feed.source:FeedSource",
    inbox="digest.collect.inbox.source:InboxSource",
    deadlines="digest.collect.deadlines:DeadlinesSource",
    papers_with_code="digest.collect.papers_with_code:PapersWithCodeSource",
)
Source = Annotated[SourceSettings, SOURCES]

GRACE_S = 2.0
"""What a source may still take behind the deadline for what is not waiting: reading what came, telling the store."""
LOOKING_UP_S = 60.0
"""For all titles of papers that were only linked."""
ENRICHING_S = 45.0
"""For what sources know beside of the papers that were chosen."""

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
    collected: list[Collected] = []
    waiting = dict(enumerate(sources))
    answers = side_by_side({number: partial(_timed, source, window, context) for number, source in waiting.items()})
    while waiting:
        try:
            number, found = answers.get(timeout=context.deadline.remaining() + GRACE_S)
        except Empty:
            late = "제한 시간 안에 끝나지 않아 두고 감"
            collected += [Collected(report=source.report(_lost(source), detail=late)) for source in waiting.values()]
            break
        if isinstance(found, BaseException):
            raise found
        collected.append(found)
        progress(waiting.pop(number).source)
    collected.sort(key=lambda c: c.report.source)
    fresh = [s for c in collected for s in c.sightings]
    context.store.sightings.add(fresh, window.date)
    withdrawn = {s.key: s for s in fresh if s.withdrawn}
    sightings = _completed([s for s in fresh if s.key not in withdrawn], sources, context)
    withdrawn |= {s.key: s for s in sightings if s.withdrawn}  # a link's title came with the news
    return Harvest(
        sightings=tuple(s for s in sightings if s.key not in withdrawn),
        withdrawn=tuple(withdrawn[key] for key in sorted(withdrawn)),
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
        found = Collected(report=source.report(_lost(source), detail=error.message))
    except DigestError:
        raise
    except Exception as error:  # a bug in one source must not cost the reader the other sources
        log.exception("출처 %s: 예상하지 못한 오류", source.source)
        found = Collected(report=source.report("failed", detail=f"예상하지 못한 오류({type(error).__name__})"))
    lost = found.report.state in ("failed", "partial", "not_for_this_day", "skipped")
    if lost or not source.own:  # what a person took out of their inbox stays out
        found = _with_memory(source, window, context, found, lost)
    seconds = round(time.monotonic() - began, 3)
    state = "capped" if source.optional and found.report.state == "partial" else found.report.state
    report = found.report.model_copy(update={"seconds": seconds, "state": state})
    sightings = tuple(s.model_copy(update={"told_by": source.origin}) for s in found.sightings)
    return found.model_copy(update={"report": report, "sightings": sightings})


def _lost(source: SourceSettings) -> Literal["skipped", "failed"]:
    """What is said of a source that gave nothing: an optional one costs a line, not the run."""
    return "skipped" if source.optional else "failed"


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


def enrich_all(
    papers: Sequence[str], sources: Sequence[SourceSettings], harvest: Harvest, context: Context
) -> tuple[list[Extras], Harvest]:
    """What sources know of chosen papers, source by source, and the harvest with what could not be asked.

    A source that failed or was left out when it was collected is not asked again.
    """
    reports = {report.source: report for report in harvest.reports}
    context = context.within(ENRICHING_S)
    told: list[Extras] = []
    for source in sources:
        report = reports.get(source.source)
        answering = report is not None and report.state not in ("failed", "skipped")
        found = source.enrich(papers, context, answering)
        told.append(found)
        if report and answering and found.problem:
            detail = " · ".join(filter(None, (report.detail, found.problem)))
            state = "capped" if source.optional else "partial"
            reports[source.source] = report.model_copy(update={"state": state, "detail": detail})
    return told, harvest.model_copy(update={"reports": tuple(reports[report.source] for report in harvest.reports)})


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
