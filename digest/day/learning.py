"""Signals of a digest's readers: noticed at each run, kept in the store, and what they say of a day."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Collection, Iterable

from digest.choose.rank import DayIndex
from digest.choose.taste import ENOUGH, Signal, Taste
from digest.day.setup import Profile
from digest.errors import DigestError, reason
from digest.identity import canonical_key
from digest.models import ScorePart
from digest.publish.base import Channel, PublisherSettings
from digest.store import Store
from digest.store.signals import SignalRow

log = logging.getLogger(__name__)

JOURNAL_DAYS = 30
"""Days that a journal is looked back for signals."""
REACTION_DAYS = 7
"""Days of messages whose reactions are read again."""
WHOLE = 100
"""The share of a signal that means one paper alone."""


def notice_signals(
    store: Store, profiles: Collection[Profile], channel: Channel, today: dt.date
) -> dict[str, tuple[str, ...]]:
    """Look for new signals of every digest that does not refuse learning; what cannot be read costs itself alone.

    Gives sentences for the readers, by digest: why reactions cannot be read.
    """
    told: dict[str, tuple[str, ...]] = {}
    wanted = {source for profile in profiles if profile.learning for source in profile.learn_from}
    links = _put_aside(store)
    owner = next((p.name for p in profiles if p.journal), next((p.name for p in profiles), ""))
    for profile in profiles:
        if profile.learning is False:
            continue
        found = _of_journal(store, profile, today)
        if profile.name == owner:  # links are put aside at this machine, by the person whose journal is here
            found += [(key, "added", day, WHOLE) for key, day in links]
        for publisher in profile.publishers:
            if not (profile.learning or wanted.intersection((profile.name, publisher.target))):
                continue  # reactions cost requests, so only who uses them asks for them
            try:
                found += _of_reactions(store, profile, publisher, channel, today)
            except DigestError as error:
                log.warning("%s의 반응: %s", publisher.target, error.message)
                sentence = f"{publisher.target}의 반응을 읽지 못했습니다: {error.message}"
                told[profile.name] = (*told.get(profile.name, ()), sentence)
        if not found:
            continue
        texts = texts_of(store, {key for key, *_ in found})
        store.signals.notice(
            SignalRow(name=profile.name, item_key=key, origin=origin, day=day, share=share, text=texts[key])
            for key, origin, day, share in found
            if key in texts
        )
    return told


def texts_of(store: Store, keys: Collection[str]) -> dict[str, str]:
    """Title and abstract of what the store knows, by key."""
    known = store.sightings.best(keys) if keys else {}
    return {key: f"{sighting.title} {sighting.abstract}".strip() for key, sighting in known.items()}


def signals_of(store: Store, profile: Profile) -> tuple[SignalRow, ...]:
    """The signals that a digest may learn from."""
    return store.signals.of(profile.name, profile.learn_from)


def counted(rows: Iterable[SignalRow]) -> float:
    """How many whole signals these are; several of one paper are as good as the strongest."""
    strongest: dict[str, int] = {}
    for row in rows:
        strongest[row.item_key] = max(strongest.get(row.item_key, 0), abs(row.share))
    return sum(strongest.values()) / WHOLE


def taste_of(rows: Collection[SignalRow], index: DayIndex) -> Taste:
    """What these signals say; the words of the day and of the weeks before tell rare ones from broad ones."""
    together: dict[str, SignalRow] = {}
    for row in rows:
        known = together.get(row.item_key)
        share = max(-WHOLE, min(WHOLE, row.share + (known.share if known else 0)))
        together[row.item_key] = row.model_copy(update={"share": share})
    signals = [Signal(row.text, row.share / WHOLE) for row in together.values() if row.share]
    return Taste(signals, [index, index.usual])


def learned(store: Store, profile: Profile, index: DayIndex) -> dict[str, ScorePart]:
    """The part of every score that was learned; nothing unless the digest asks for it and enough is known."""
    if not profile.learning:
        return {}
    rows = signals_of(store, profile)
    return taste_of(rows, index).parts(index) if counted(rows) >= ENOUGH else {}


def learning_note(name: str) -> str:
    """The note that says on which day a digest told that it could learn."""
    return f"learning:{name}"


def could_learn(store: Store, profile: Profile) -> bool:
    """Whether enough is known of a digest's reader that never said whether to learn."""
    return profile.learning is None and counted(signals_of(store, profile)) >= ENOUGH


def _put_aside(store: Store) -> list[tuple[str, dt.date]]:
    links = ((canonical_key(link.url) or "", link.added_at.date()) for link in store.inbox.all())
    return [(key, day) for key, day in links if key.startswith(("arxiv:", "doi:"))]


Found = tuple[str, str, dt.date, int]
"""(key, origin, day, share)."""


def _of_journal(store: Store, profile: Profile, today: dt.date) -> list[Found]:
    if profile.journal is None:
        return []
    from digest.journal import noticed

    lines, since = store.journal.lines(profile.journal.target), today - dt.timedelta(days=JOURNAL_DAYS)
    try:
        found = noticed(profile.journal.folder, profile.name, lines, since)
    except OSError as error:  # a folder that was moved or locked while it was looked through: the next run looks again
        log.warning("%s: 무엇을 고쳤는지 읽지 못함: %s", profile.journal.target, reason(error))
        return []
    return [(one.key, one.origin, one.day, -WHOLE if one.origin == "deleted" else WHOLE) for one in found]


def _of_reactions(
    store: Store, profile: Profile, publisher: PublisherSettings, channel: Channel, today: dt.date
) -> list[Found]:
    """Reactions to the messages of the last days: one signal a message, shared by the papers in it."""
    found: list[Found] = []
    if not publisher.reacted:
        return found
    rows = store.ledger.rows(
        name=profile.name,
        target=publisher.target,
        states=("sent",),
        since=today - dt.timedelta(days=REACTION_DAYS),
    )
    for day in sorted({row.date for row in rows}):
        digest = store.digests.load(day, profile.name)
        if digest is None:
            continue
        receipts = {row.part: row.receipt for row in rows if row.date == day and row.part and row.receipt}
        for part in publisher.parts(digest):
            if part.id not in receipts:
                continue
            payload = json.dumps(part.payload, ensure_ascii=False)
            held = [entry.item.key for entry in digest.entries if entry.item.url in payload]
            counts = publisher.reactions(receipts[part.id], channel) if held else {}
            liked = sum(count for name, count in counts.items() if name in profile.reactions.like)
            disliked = sum(count for name, count in counts.items() if name in profile.reactions.dislike)
            sign = (liked > disliked) - (liked < disliked)
            found += [(key, publisher.target, day, sign * (WHOLE // len(held))) for key in held]
    return found
