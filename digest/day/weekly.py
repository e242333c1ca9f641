"""The flow of a week's review, once, a line a stage:

lists read once more ─► references ─► compose_review ─► lines ─► store.save ─► journal ─► outbox      (make_week)
outbox ─► chats, by this worker and every other one                                     (delivering.send_day)
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from digest.calendar.weeks import Week
from digest.day.delivering import chats, deliver_journal, withheld
from digest.day.setup import DayResult, Options, Profile, Progress, Setup
from digest.errors import SkippableError
from digest.journal import WeekTarget
from digest.models import Cited, Delivery, Digest, Review, Usage
from digest.publish import deliver_all
from digest.render.phrases import PRODUCER_LABELS
from digest.review.core import FEWEST_CITING, most_voted
from digest.review.moving import read_lists
from digest.review.topics import holders, vocabulary
from digest.review.weekly import MONTH, coming_deadlines, compose_review, movement_items
from digest.summarize import summarize_all

log = logging.getLogger(__name__)

REQUESTS = 5
"""Lists of a week that are read once more, at most."""
WEEKS_BACK = 5 + MONTH
ASKING_S = 90.0
"""For the references of a week's papers; what was told is kept, so the next review goes on from there."""


def make_week(setup: Setup, week: Week, own: frozenset[str], options: Options, progress: Progress) -> list[DayResult]:
    """Make the reviews of one week, down to the journal and the outbox; the caller holds the week's claim.

    own: digests whose chats may have what only the journal's owner reads elsewhere.
    """
    if not options.dry_run:
        _read_again(setup, week, progress)
    readers = [reader for reader in setup.reviews if not options.names or reader.name in options.names]
    digests, usage = [], Usage()
    references, missing = _references(setup, week, readers, options, progress)
    progress.stage("후기", len(readers))
    for reader in readers:
        review = _compose(setup, week, reader, references if reader.core else {})
        if reader.name in own and isinstance(reader.journal, WeekTarget):
            review = review.model_copy(update={"own": reader.journal.own_words(week)})
        review, used = _with_lines(setup, week, review, options)
        usage = usage + used
        digest = _digest(setup, week, reader, review)
        digests.append(digest.model_copy(update={"notices": missing if reader.core else ()}))
        progress.step(1)
    if options.dry_run:
        return [_planned(reader, digest) for reader, digest in zip(readers, digests, strict=True)]
    made = list(zip(readers, digests, strict=True))
    forgotten = withheld(setup, made) if options.post else frozenset()
    results = []
    for reader, digest in made:
        setup.context.store.digests.save(digest, setup.context.clock())
        here = [publisher for publisher in reader.publishers if not publisher.chat]
        deliveries = deliver_journal(reader, digest, setup.channel)
        deliveries += deliver_all(digest, here, setup.channel, post=True)
        waits = reader.journal and deliveries[0].state == "pending"
        paste = reader.journal.paste(digest) if reader.journal and waits else ""
        results.append(DayResult(digest, (), deliveries, paste=paste))
    if options.post:
        messages = chats(replace(setup, profiles=(), reviews=readers)).keys() - forgotten
        names = [reader.name for reader in readers]
        setup.context.store.outbox.put(week.day, names, list(messages), dt.datetime.now(dt.UTC))
    return [replace(results[0], usage=setup.priced(usage)), *results[1:]] if results else []


def _read_again(setup: Setup, week: Week, progress: Progress) -> None:
    """The votes of now for what the week's lists held; a list that cannot be read keeps those that are known."""
    store, now = setup.context.store, setup.context.clock()
    lists = store.sightings.lists(week.sunday, len(week.days))
    days = [day for day in lists if day in week.days][-REQUESTS:]
    progress.stage("한 주의 목록", len(days))
    for day in days:
        known = {paper.key: paper.upvotes for paper in lists[day]}
        for source in setup.sources:
            try:
                found = source.read_again(day, setup.context)
            except SkippableError as error:
                log.warning("%s의 목록을 한 번 더: %s", day, error.message)
                continue
            changed = [s for s in found if s.key in known and s.upvotes != known[s.key]]
            fresh = [s.model_copy(update={"seen_at": now, "of_week": True}) for s in changed]
            store.sightings.add(fresh, week.day)
        progress.step(1)


def _references(
    setup: Setup, week: Week, readers: Sequence[Profile], options: Options, progress: Progress
) -> tuple[Mapping[str, Sequence[Cited]], tuple[str, ...]]:
    """What the week's most voted and shown papers cite, and a sentence where that could not be found out.

    A dry run asks nobody: it takes what is known.
    """
    if not any(reader.core for reader in readers):
        return {}, ()
    store = setup.context.store
    lists = store.sightings.lists(week.sunday, len(week.days))
    voted = most_voted(paper for day, found in lists.items() if day in week.days for paper in found)
    shown = store.digests.shown_between(week.monday, week.sunday + dt.timedelta(days=1), "arxiv:")
    papers = tuple(dict.fromkeys((*voted, *shown)))
    if options.dry_run or not papers:
        return setup.scholar.kept(papers, setup.context), ()
    progress.stage("함께 인용한 논문", len(papers))
    try:
        found = setup.scholar.references(papers, setup.context.within(ASKING_S), progress.step)
    except SkippableError as error:
        log.warning("Semantic Scholar: %s", error.message)
        found = setup.scholar.kept(papers, setup.context)
        told = "일부 논문만 세었습니다" if found else "싣지 못했습니다"
        return found, (f"함께 인용한 핵심 논문은 {told} (Semantic Scholar: {error.message})",)
    if len(found) < FEWEST_CITING:
        return found, (
            f"함께 인용한 핵심 논문은 싣지 못했습니다 (Semantic Scholar가 {len(papers)}편 가운데 {len(found)}편의 "
            "참고 문헌만 압니다)",
        )
    return found, ()


def _compose(setup: Setup, week: Week, reader: Profile, references: Mapping[str, Sequence[Cited]]) -> Review:
    """One reader's review, from the store alone and from what stands in their journal."""
    store = setup.context.store
    written = reader.journal.written(week) if isinstance(reader.journal, WeekTarget) else frozenset()
    shown = [entry for digest in _digests(setup, week, reader) for entry in digest.entries]
    lists = store.sightings.lists(week.sunday, WEEKS_BACK)
    return compose_review(week, lists, shown, written, reader.keywords, references)


def _digests(setup: Setup, week: Week, reader: Profile) -> list[Digest]:
    """What this reader got in the days of the week."""
    name = reader.name.partition(":")[0]
    found = [setup.context.store.digests.load(day, name) for day in week.days]
    return [digest for digest in found if digest]


def _with_lines(setup: Setup, week: Week, review: Review, options: Options) -> tuple[Review, Usage]:
    """With a model one checked sentence a movement; without one, or where it was refused, the numbers alone."""
    if setup.ladder.model is None or options.dry_run or not review.movements:
        return review, Usage()
    lists = read_lists(setup.context.store.sightings.lists(week.sunday, len(week.days)))
    papers = [paper for day, found in lists.items() if day in week.days for paper in found]
    held = holders(papers, vocabulary(papers))
    items = movement_items(review, {topic: [paper.title for paper in found] for topic, found in held.items()})
    alone = replace(setup.ladder, keyless=())
    context = setup.context
    lines = summarize_all(items, alone, context.store, context.deadline, context.clock())
    told = {item.key: lines.by_key[item.key] for item in items}
    movements = []
    for topic, item in zip(review.movements, items, strict=True):
        line = told[item.key]
        by_model = line.text and line.producer not in (*PRODUCER_LABELS, "title")
        movements.append(topic.model_copy(update={"line": line.text}) if by_model else topic)
    return review.model_copy(update={"movements": tuple(movements)}), lines.usage


def _digest(setup: Setup, week: Week, reader: Profile, review: Review) -> Digest:
    deadlines = coming_deadlines(week, _digests(setup, week, reader))
    zone = setup.calendar.zone
    local = tuple(d.model_copy(update={"due": d.due.astimezone(zone)}) for d in deadlines)
    return Digest(date=week.day, name=reader.name, entries=(), deadlines=local, review=review)


def _planned(reader: Profile, digest: Digest) -> DayResult:
    """What a run would do, without doing it."""
    deliveries = [Delivery(target=p.target, state="skipped", detail="미리 보기") for p in reader.publishers]
    diff = paste = ""
    if reader.journal:
        plan = reader.journal.plan(digest)
        diff, paste = plan.diff, plan.paste
        deliveries.insert(0, Delivery(target=reader.journal.target, state="skipped", detail=plan.detail))
    return DayResult(digest, (), tuple(deliveries), planned=True, journal_diff=diff, paste=paste)
