"""From a stored digest to its readers: the journal, the outbox, the chats; now, later, or once more."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from digest.calendar.weeks import Week
from digest.day.setup import DayResult, Options, Profile, Progress, Setup
from digest.errors import SkippableError, StoreDown
from digest.models import Delivery, Digest, Receipt, is_review
from digest.publish import deliver_all, fan_out
from digest.publish.base import Channel, PublisherSettings
from digest.store.ledger import UNSURE, LedgerRow, MessageKey

log = logging.getLogger(__name__)

LOOKS = 3
"""Channels that are looked through for messages which the store knows nothing of."""
FORGOTTEN = (
    "저장소에는 기록이 없는데 {where}에 이 다이제스트가 이미 있어 보내지 않았습니다. "
    "이곳에도 있으면 그대로 두고, 없으면 digest resend {which} --target {target}"
)


def deliver_journal(profile: Profile, digest: Digest, channel: Channel, *, again: bool = False) -> tuple[Delivery, ...]:
    """The journal first: a chat may carry its outcome, never the other way round. again: the reader asked for it."""
    if profile.journal is None:
        return ()
    try:
        outcome = profile.journal.resend(digest) if again else profile.journal.deliver(digest)
    except StoreDown:  # the store is gone
        raise
    except Exception as error:  # a bug at one file must not cost the reader the chats
        log.exception("%s: 예상하지 못한 오류", profile.journal.target)
        detail = f"예상하지 못한 오류({type(error).__name__})"
        outcome = Delivery(target=profile.journal.target, state="failed", detail=detail)
    channel.store.ledger.record(LedgerRow.of(digest, outcome, channel.clock()))
    return (outcome,)


def journal_notices(profile: Profile, date: dt.date) -> tuple[str, ...]:
    """What the journal has to ask its reader."""
    try:
        return profile.journal.notices(date) if profile.journal else ()
    except Exception:
        log.exception("%s의 저널: 예상하지 못한 오류", profile.name)
        return ()


def withheld(setup: Setup, made: Sequence[tuple[Profile, Digest]]) -> frozenset[MessageKey]:
    """Messages that may have gone out although the store knows nothing of them; each is recorded as `unknown`.

    A store that lost its memory (emptied, deleted, restored from an old backup) is known by what stands outside of
    it: our section in the journal, our message in a channel that can be looked through. Asked before the journal is
    written. Channels are looked at for the first digests alone: if those do not know them either, the store's memory
    is trusted, and thousands of digests cost no thousands of requests.
    """
    looks, found = LOOKS, set()
    for profile, digest in made:
        if not any(publisher.chat for publisher in profile.publishers) or _remembered(setup.channel, digest):
            continue
        where = [profile.journal.target] if profile.journal and profile.journal.holds(digest) else []
        seen: dict[str, Receipt | None] = {}
        for publisher in (chat for chat in profile.publishers if chat.chat and chat.findable):
            if looks > 0 or where:
                looks -= 1
                seen[publisher.target] = _look(digest, publisher, setup.channel)
                where += [publisher.target] if seen[publisher.target] else []
        looks = looks if not where else LOOKS
        for publisher in (chat for chat in profile.publishers if where and chat.chat):
            if seen.get(publisher.target, {}) is not None:  # it stands there, or nobody can look
                _withhold(digest, publisher, setup.channel, where[0], seen.get(publisher.target) or {})
                found.add((digest.name, publisher.target))
    return frozenset(found)


def _remembered(channel: Channel, digest: Digest) -> bool:
    """Whether the store knows of anything that this digest became; what surely failed is as good as nothing."""
    rows = channel.store.ledger.rows(date=digest.date, name=digest.name)
    return any(row.state != "failed" and row.target != "console" for row in rows)


def _look(digest: Digest, publisher: PublisherSettings, channel: Channel) -> Receipt | None:
    """Our message in a channel; None when it is not there, {} when nobody can tell."""
    try:
        return publisher.find(digest, publisher.parts(digest)[0], channel, {})
    except SkippableError as error:
        log.info("%s: 앞서 보낸 메시지를 찾아볼 수 없음: %s", publisher.target, error.message)
        return {}


def _withhold(digest: Digest, publisher: PublisherSettings, channel: Channel, where: str, receipt: Receipt) -> None:
    which = f"--week {Week.of(digest.date)}" if is_review(digest.name) else f"--date {digest.date}"
    told = FORGOTTEN.format(where=where, which=which, target=publisher.target)
    outcome = Delivery(target=publisher.target, state="unknown", receipt=receipt, detail=told)
    row = LedgerRow.of(digest, outcome, channel.clock()).model_copy(update={"content_hash": ""})
    channel.store.ledger.record(row.model_copy(update={"part": publisher.parts(digest)[0].id}))
    channel.store.ledger.record(row)


def send_day(
    setup: Setup, date: dt.date, results: Sequence[DayResult], options: Options, progress: Progress
) -> list[DayResult]:
    """Bring what waits in a day's outbox to the chats; gives the results with how every message fared.

    Any number of workers may do this at once, with or without results of their own; what another one sent is read
    from the ledger.
    """
    store = setup.context.store
    progress.stage("전달", len(queued(setup, date)))
    began = time.monotonic()
    sent = fan_out(date, chats(setup), setup.channel, progress.step)
    seconds = round(time.monotonic() - began, 3)
    if not (options.post and results):
        return list(results)
    known = {(row.name, row.target): row.delivery for row in store.ledger.rows(date=date) if not row.part}
    left = {message: _unsent(message) for message in store.outbox.waiting(date)}
    fared = known | sent | left
    profiles = {profile.name: profile for profile in setup.readers}
    return [_with_chats(result, profiles[result.digest.name], fared, seconds) for result in results]


def send_left(setup: Setup) -> list[dt.date]:
    """Send what earlier runs left in the outbox, oldest day first; gives the days that had something."""
    dates = setup.context.store.outbox.dates()
    for date in dates:
        send_day(setup, date, (), Options(), Progress())
    return dates


def queued(setup: Setup, date: dt.date) -> frozenset[MessageKey]:
    """The messages of a day that wait to be sent, or are being sent, to a chat that this worker knows."""
    return setup.context.store.outbox.waiting(date).intersection(chats(setup))


def chats(setup: Setup) -> dict[MessageKey, PublisherSettings]:
    """Who brings which message to which chat."""
    return {(o.name, p.target): p for o in setup.readers for p in o.publishers if p.chat}


def _unsent(message: MessageKey) -> Delivery:
    """A message that is still queued when the time is over."""
    return Delivery(target=message[1], state="failed", detail="제한 시간 안에 보내지 못했습니다. 다음 실행이 보냅니다")


def _with_chats(result: DayResult, profile: Profile, fared: Mapping[MessageKey, Delivery], seconds: float) -> DayResult:
    """A result with its chats, all targets in the order of the configuration."""
    messages = [(profile.name, publisher.target) for publisher in profile.publishers if publisher.chat]
    chats = [fared.get(message) or _unsent(message) for message in messages]
    place = {publisher.target: number for number, publisher in enumerate(profile.publishers)}
    deliveries = sorted((*result.deliveries, *chats), key=lambda delivery: place.get(delivery.target, -1))
    return replace(result, deliveries=tuple(deliveries), timings=result.timings | {"send": seconds})


def flush_pending(setup: Setup, today: dt.date, days: int = 14) -> tuple[Delivery, ...]:
    """Write the sections that were waiting for their day to appear in a journal."""
    outcomes: tuple[Delivery, ...] = ()
    store = setup.context.store
    for profile in setup.readers:
        if profile.journal is None:
            continue
        rows = store.ledger.rows(
            name=profile.name, target=profile.journal.target, states=("pending",), since=today - dt.timedelta(days=days)
        )
        for row in rows:
            try:
                digest = store.digests.load(row.date, profile.name)
            except ValueError:
                log.exception("저장된 다이제스트 %s(%s)를 읽을 수 없음", profile.name, row.date)
                continue
            if digest:
                outcomes += deliver_journal(profile, digest, setup.channel)
    return outcomes


def retry_failed(setup: Setup, date: dt.date) -> tuple[Delivery, ...]:
    """Bring a stored digest again to the targets that surely did not get it, or that can be looked through first."""
    outcomes: tuple[Delivery, ...] = ()
    store = setup.context.store
    unsettled = defaultdict(list)
    for row in store.ledger.rows(date=date, states=("failed", *UNSURE)):
        unsettled[row.name].append(row)
    for profile in setup.readers:
        rows = unsettled[profile.name]
        failed = {row.target for row in rows if row.state == "failed"}
        unsure = {row.target for row in rows} - failed
        digest = store.digests.load(date, profile.name) if rows else None
        if digest is None:
            continue
        if profile.journal and profile.journal.target in failed:
            outcomes += deliver_journal(profile, digest, setup.channel)
        missed = [p for p in profile.publishers if p.target in failed or (p.findable and p.target in unsure)]
        outcomes += deliver_all(digest, missed, setup.channel, post=True)
    return outcomes
