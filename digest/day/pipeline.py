"""The flow of a digest day, once, a line a stage:

Window ─► collect_all ─► merge ─► rank ─► enrich_all ─► summarize_all ─► compose ─► store.save ─► journal ─► outbox
          (make_day)
outbox ─► chats, by this worker and every other one   (delivering.send_day)
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace

from digest.calendar.window import Window
from digest.choose.compose import better_line, compose, enriched, settle, why_few
from digest.choose.keywords import Keyword
from digest.choose.merge import merge
from digest.choose.rank import Candidate, DayIndex
from digest.collect import collect_all, enrich_all
from digest.day.delivering import chats, deliver_journal, journal_notices, withheld
from digest.day.learning import could_learn, learning_note, notice_signals
from digest.day.replay import replay, usual_papers
from digest.day.setup import DayResult, Options, Profile, Progress, Setup, SourcesFailed
from digest.models import Delivery, Digest, Entry, Extras, Harvest, Item, Line, Missed, Ranked, Sighting, Trend
from digest.net.answer import is_theirs
from digest.publish import deliver_all
from digest.render.links import title_link
from digest.render.phrases import report_line
from digest.review.moving import LISTS, Moving, moving, read_lists
from digest.review.silent import count_topics, in_own_words, silent_keywords
from digest.review.topics import Listed
from digest.review.trends import QUIET_DAYS
from digest.store import Store
from digest.summarize import Lines, preview, summarize_all

log = logging.getLogger(__name__)

SILENT_DAYS = 14
LEARNING_TOLD = "좋아한 글을 20건 넘게 알게 되었습니다. learning: true를 쓰면 순서에 반영합니다(보기: digest learning)"
COLLECT_SHARE = 0.6
"""Part of a run's time that slow sources may take; the rest is for lines and delivery."""
NETWORK_HINT = "네트워크와 출처의 주소(url, base_url)를 확인하고 다시 실행하세요"
MISSED_BEST = 3
"""Entries of missed mornings that the next message carries, of all of them together."""
NO_LINE = Line(text="", producer="title")
LINES_SHARE = 0.7
"""Part of the time that is left which a slow model may take; the rest is for delivery."""


@dataclass(frozen=True)
class Draft:
    """What one digest will hold, before the lines are written."""

    profile: Profile
    before: Digest | None
    """The digest of this day as delivered (or possibly delivered) by an earlier run."""
    candidates: tuple[Candidate, ...]
    chosen: tuple[Ranked, ...]
    missed: tuple[Missed, ...] = ()
    """Mornings that reached no chat, their best without lines yet."""
    unread: bool = False
    """Nobody will see it, so it gets no lines."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What needs a line."""
        best = (entry.item for day in self.missed for entry in day.best)
        return () if self.unread else (*(ranked.item for ranked in self.chosen), *best)

    @property
    def fresh(self) -> tuple[str, ...]:
        """Keys of what was not delivered yet and somebody will see."""
        shown = {entry.item.key for entry in self.before.entries} if self.before else set()
        return () if self.unread else tuple(r.item.key for r in self.chosen if r.item.key not in shown)

    def enriched(self, extras: Extras) -> Draft:
        """With what a source knows of the fresh ones."""
        known = {key: extras.by_key[key] for key in self.fresh if key in extras.by_key}
        chosen = tuple(enriched(r, known[r.item.key]) if r.item.key in known else r for r in self.chosen)
        return replace(self, chosen=chosen)


def make_day(setup: Setup, date: dt.date, options: Options, progress: Progress) -> list[DayResult]:
    """Make the digests of one day, down to the journal and the outbox; the caller holds the day's claim.

    All digests share one collection and one line per paper. Raises SourcesFailed when no source gave anything and all
    failed: that is no empty digest.
    """
    timings: dict[str, float] = {}
    window = setup.calendar.window(date, setup.context.clock())
    if not any(setup.context.store.digests.load(date, profile.name) for profile in setup.profiles):
        threading.Thread(target=setup.load, daemon=True).start()  # of a made day, the cache has the lines
    with _stage(timings, "collect"):
        harvest = collect(setup, window, progress)
    with _stage(timings, "rank"):
        index = DayIndex(merge(harvest.sightings), usual_papers(setup.context.store, window.date))
        profiles = [profile for profile in setup.profiles if not options.names or profile.name in options.names]
        unheard = {} if options.dry_run else _notice(setup, profiles, window)
        drafts = [_draft(setup, profile, window, index, options) for profile in profiles]
    with _stage(timings, "enrich"):
        drafts, harvest = _enriched(setup, drafts, harvest)
    with _stage(timings, "summarize"):
        lines = _lines(setup, drafts, options, progress)
    topics = count_topics(index, _all_keywords(setup))
    if not options.dry_run:
        setup.context.store.topics.save(date, topics)
    with _stage(timings, "trends"):
        rising = _moving(setup, window)
    digests = [_compose(setup, draft, window, harvest, lines, rising, options, unheard) for draft in drafts]
    if options.dry_run:
        results = [_planned(draft, digest) for draft, digest in zip(drafts, digests, strict=True)]
    else:
        forgotten = withheld(setup, list(zip(profiles, digests, strict=True))) if options.post else frozenset()
        results = [
            _bring_home(setup, draft, digest, options, timings) for draft, digest in zip(drafts, digests, strict=True)
        ]
        if options.post:
            messages = chats(replace(setup, profiles=profiles, reviews=())).keys() - forgotten
            names = [profile.name for profile in profiles]
            setup.context.store.outbox.put(date, names, list(messages), dt.datetime.now(dt.UTC))
    results = [replace(result, reports=harvest.reports) for result in results]
    paid = replace(results[0], usage=lines.usage, problem=lines.problem)  # told once: the lines were shared
    return [paid, *results[1:]]


def collect(setup: Setup, window: Window, progress: Progress) -> Harvest:
    """Ask all sources (`digest collect` stops here). Raises SourcesFailed when every one failed."""
    progress.stage("수집", len(setup.sources))
    context = setup.context.within(setup.context.deadline.remaining() * COLLECT_SHARE)
    harvest = collect_all(setup.sources, window, context, lambda _source: progress.step(1))
    for report in harvest.reports:
        log.info(
            "%s: %s %d",
            report.source,
            report.state,
            report.count,
            extra={
                "stage": "collect",
                "date": window.date,
                "source": report.source,
                "count": report.count,
                "seconds": report.seconds,
            },
        )
    own = {source.source for source in setup.sources if source.own}
    optional = {one.source for one in setup.sources if one.optional and not one.missing(setup.context.env)}
    asked = [
        report
        for report in harvest.reports
        if report.source not in own and (report.state != "skipped" or report.source in optional)
    ]
    if asked and not harvest.sightings and all(report.state in ("failed", "skipped") for report in asked):
        told = " / ".join(report_line(report) for report in asked)
        theirs = all(is_theirs(report.detail) for report in asked)
        hint = "출처의 서버가 받지 못하는 상태입니다. 잠시 뒤 다시 실행하세요" if theirs else NETWORK_HINT
        raise SourcesFailed(f"모든 출처에서 받지 못했습니다: {told}", harvest.reports, hint=hint)
    return harvest


def _draft(setup: Setup, profile: Profile, window: Window, index: DayIndex, options: Options) -> Draft:
    """Rank the day's items for one digest and settle which of them it holds."""
    store = setup.context.store
    delivered = store.ledger.delivered(window.date, profile.name)
    before = store.digests.load(window.date, profile.name) if delivered else None
    made = replay(store, profile, index, store.digests.taken(profile.name, window.date))
    chosen = settle([_linked(one.ranked(), profile) for one in made.chosen], before, profile.size)
    shown = {ranked.item.key for ranked in chosen}
    missed = before.missed if before else _missed(store, profile, options.missed.get(profile.name, ()), shown)
    elsewhere = profile.journal or any(not p.chat and p.target != "console" for p in profile.publishers)
    unread = options.unread and not options.post and not elsewhere
    return Draft(profile, before, made.candidates, chosen, missed, unread)


def _enriched(setup: Setup, drafts: Sequence[Draft], harvest: Harvest) -> tuple[list[Draft], Harvest]:
    """With what sources know of the chosen papers beside; an entry that was delivered stays as it was."""
    papers = list(dict.fromkeys(key for draft in drafts for key in draft.fresh))
    if not papers:
        return list(drafts), harvest
    told, harvest = enrich_all(papers, setup.sources, harvest, setup.context)
    for extras in told:
        drafts = [draft.enriched(extras) for draft in drafts]
    return list(drafts), harvest


def _linked(ranked: Ranked, profile: Profile) -> Ranked:
    """With the address that its title leads to for this reader."""
    url = title_link(ranked.item, profile.title_link)
    return ranked.model_copy(update={"item": ranked.item.model_copy(update={"url": url})})


def _missed(store: Store, profile: Profile, dates: Sequence[dt.date], shown: Set[str]) -> tuple[Missed, ...]:
    """Mornings that reached no chat, with the best of all of them; shown: keys that stand in today's digest anyway."""
    days = [digest for date in dates if (digest := _stored(store, date, profile.name))]
    entries = [(day.date, entry) for day in days for entry in day.entries if entry.item.key not in shown]
    best = sorted(entries, key=lambda one: (-one[1].score, one[0], one[1].item.key))[:MISSED_BEST]
    return tuple(
        Missed(date=day.date, count=len(day.entries), best=tuple(entry for date, entry in best if date == day.date))
        for day in days
    )


def _stored(store: Store, date: dt.date, name: str) -> Digest | None:
    try:
        return store.digests.load(date, name)
    except ValueError:
        log.exception("저장된 다이제스트 %s(%s)를 읽을 수 없음", name, date)
        return None


def _lines(setup: Setup, drafts: Sequence[Draft], options: Options, progress: Progress) -> Lines:
    """A line for every chosen item; in a dry run only what is cached, and what the rest would cost."""
    context = setup.context
    items = list({item.key: item for draft in drafts for item in draft.items}.values())
    if options.dry_run:
        lines, planned = preview(items, setup.ladder, context.store)
        return Lines(lines, setup.estimate(planned))
    if options.refresh_lines:
        context.store.summaries.forget(item.key for item in items)
    progress.stage("요약", len(items))
    share = context.deadline.part(context.deadline.remaining() * LINES_SHARE)
    written = summarize_all(items, setup.ladder, context.store, share, context.clock(), progress.step)
    return replace(written, usage=setup.priced(written.usage))


def _compose(
    setup: Setup,
    draft: Draft,
    window: Window,
    harvest: Harvest,
    lines: Lines,
    rising: Moving | None,
    options: Options,
    unheard: Mapping[str, tuple[str, ...]],
) -> Digest:
    """The digest of one profile as plain data."""
    by_key = dict.fromkeys((ranked.item.key for ranked in draft.chosen), NO_LINE) if draft.unread else lines.by_key
    entries = _entries(draft.chosen, by_key, draft.before, options.refresh_lines)
    notices = _notices(setup, draft.profile, window, harvest.withdrawn) + unheard.get(draft.profile.name, ())
    trends = in_own_words(_trends(setup, draft, window, rising), draft.profile.keywords)
    few = why_few(draft.chosen, draft.profile.size, draft.profile.keyed)
    digest = compose(draft.profile.name, window, entries, harvest, trends, notices, setup.calendar.zone, few)
    if any(publisher.detailed for publisher in draft.profile.publishers):
        digest = digest.model_copy(update={"entries": tuple(map(_with_sentence, digest.entries))})
    missed = tuple(
        day.model_copy(update={"best": tuple(_with_line(entry, by_key) for entry in day.best)}) for day in draft.missed
    )
    return digest.model_copy(update={"missed": missed})


def _with_sentence(entry: Entry) -> Entry:
    """With the abstract's own key sentence."""
    from digest.summarize.key_sentence import shown_sentence

    return entry.model_copy(update={"sentence": shown_sentence(entry.item.title, entry.item.abstract)})


def _with_line(entry: Entry, by_key: Mapping[str, Line]) -> Entry:
    line = by_key.get(entry.item.key)
    return (
        entry.model_copy(update={"line": better_line(entry.line if entry.line.text else None, line)}) if line else entry
    )


def _moving(setup: Setup, window: Window) -> Moving | None:
    """What rises on the newest list of this day; None when no list came, or too few are known."""
    sightings = setup.context.store.sightings
    lists = sightings.lists(window.list_dates[-1], LISTS) if window.list_dates else {}
    if not lists or max(lists) < window.list_dates[0]:
        return None

    def older() -> list[Listed]:
        earlier = read_lists(sightings.lists(min(lists) - dt.timedelta(days=1), LISTS))
        return [paper for papers in earlier.values() for paper in papers]

    return moving(read_lists(lists), _all_keywords(setup), older)


def _trends(setup: Setup, draft: Draft, window: Window, rising: Moving | None) -> tuple[Trend, ...]:
    """The trend lines of one digest; what it was delivered with stays."""
    if draft.before and draft.before.trends:
        return draft.before.trends
    name = draft.profile.name
    return rising.trends(setup.context.store.digests.before(window.date, name, QUIET_DAYS)) if rising else ()


def _bring_home(setup: Setup, draft: Draft, digest: Digest, options: Options, timings: dict[str, float]) -> DayResult:
    """Save, then bring it to the journal, then to this machine's other files; a chat that is not served is told."""
    profile = draft.profile
    setup.context.store.digests.save(digest, setup.context.clock())
    here = [publisher for publisher in profile.publishers if not (publisher.chat and options.post)]
    with _stage(timings := dict(timings), "journal"):
        deliveries = deliver_journal(profile, digest, setup.channel)
        deliveries += deliver_all(digest, here, setup.channel, options.post)
    paste = profile.journal.paste(digest) if profile.journal and deliveries[0].state == "pending" else ""
    return DayResult(digest, draft.candidates, deliveries, timings=timings, paste=paste)


def _entries(
    chosen: Sequence[Ranked], by_key: Mapping[str, Line], before: Digest | None, refresh: bool
) -> tuple[Entry, ...]:
    """Chosen items with their lines; a line that was delivered gives way only to a better one.

    before: the digest as delivered earlier, or None.
    """
    shown = {entry.item.key: entry for entry in before.entries} if before else {}
    entries = []
    for ranked in chosen:
        old, line = shown.get(ranked.item.key), by_key[ranked.item.key]
        kept = old.line if old and not refresh else None
        late = old.late if old else before is not None
        entries.append(
            Entry(
                item=ranked.item,
                line=better_line(kept, line),
                score=ranked.score,
                reasons=ranked.reasons,
                parts=ranked.parts,
                late=late,
            )
        )
    return tuple(entries)


def _notices(setup: Setup, profile: Profile, window: Window, withdrawn: Sequence[Sighting]) -> tuple[str, ...]:
    """What the reader should know beside the day itself; of a paper that was shown and then taken back, once."""
    history = setup.context.store.topics.history(window.date, SILENT_DAYS)
    silent = silent_keywords(profile.keywords, history, SILENT_DAYS)
    told: tuple[str, ...] = (
        (f"최근 다이제스트 {SILENT_DAYS}일치에 한 건도 없던 키워드: {', '.join(silent)}",) if silent else ()
    )
    if could_learn(setup.context.store, profile) and _first_told(setup, learning_note(profile.name), window):
        told += (LEARNING_TOLD,)
    shown = setup.context.store.digests.taken(profile.name, window.date, earlier=True) if withdrawn else frozenset()
    for paper in withdrawn:
        if paper.key in shown and _first_told(setup, f"withdrawn:{profile.name}:{paper.key}", window):
            told += (f"철회됨: {paper.title}",)
    return setup.notices(profile.name) + journal_notices(profile, window.date) + told


def _notice(setup: Setup, profiles: Sequence[Profile], window: Window) -> dict[str, tuple[str, ...]]:
    """Look for what the readers did since the last run; only for today, for a past day was made without knowing it."""
    if not window.live:
        return {}
    return notice_signals(setup.context.store, profiles, setup.channel, window.date)


def _first_told(setup: Setup, name: str, window: Window) -> bool:
    """Whether something that is told once is told on this day, also when the day is made again."""
    notes = setup.context.store.notes
    known = notes.get(name)
    if known is None:
        notes.put(name, window.date.isoformat(), window.now)
    return known is None or known[0] == window.date.isoformat()


def _planned(draft: Draft, digest: Digest) -> DayResult:
    """What a run would do, without doing it."""
    profile = draft.profile
    deliveries = [Delivery(target=p.target, state="skipped", detail="미리 보기") for p in profile.publishers]
    diff = paste = ""
    if profile.journal:
        plan = profile.journal.plan(digest)
        diff, paste = plan.diff, plan.paste
        deliveries.insert(0, Delivery(target=profile.journal.target, state="skipped", detail=plan.detail))
    return DayResult(digest, draft.candidates, tuple(deliveries), planned=True, journal_diff=diff, paste=paste)


def _all_keywords(setup: Setup) -> tuple[Keyword, ...]:
    return tuple(dict.fromkeys(keyword for profile in setup.profiles for keyword in profile.keywords))


@contextmanager
def _stage(timings: dict[str, float], name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    timings[name] = round(time.monotonic() - began, 3)
