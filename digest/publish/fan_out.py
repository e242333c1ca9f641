"""Digests to targets: one digest to all of its targets, and a day's queue shared with every other worker.

Whoever sends to a chat holds the claim of that target, so a target has one sender at a time and is left alone
afterwards for as long as its vendor asks, however many workers and digests there are. A worker that died is
replaced when its claim runs out. That a message goes out once is still the ledger's proof, not the queue's.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from digest.clock import Deadline, uptime_s
from digest.errors import Lost, StoreDown
from digest.models import Delivery, Digest
from digest.publish.base import Channel, PublisherSettings
from digest.publish.delivery import deliver, record_unsent
from digest.store.claiming import LEASE, POLL_S, claimed, kept, owner_name, release_dead
from digest.store.ledger import UNSURE, LedgerRow, MessageKey
from digest.store.runs import target_claim

log = logging.getLogger(__name__)

SEND_S = 2.0
"""Time without which no message is begun: it stays queued instead of failing."""
STALE = dt.timedelta(hours=26)
"""A message that not even the next morning could send is no news any more."""
FEW = 500
"""Digests that a query names one by one; a worker with more looks at all messages."""
TOO_OLD = "하루가 지나도록 보내지 못해 그만두었습니다"
RESEND = "`digest resend`로 보낼 수 있습니다"
UNREADABLE = "저장된 다이제스트를 읽을 수 없습니다"
BUSY = "다른 실행이 같은 곳에 보내고 있어 기다리다 멈췄습니다"


def deliver_all(
    digest: Digest, publishers: Sequence[PublisherSettings], channel: Channel, post: bool
) -> tuple[Delivery, ...]:
    """One digest to every target, each independent of the others.

    post: whether chats are served (a backfilled day goes to no chat unless asked).
    """
    outcomes = []
    for publisher in publishers:
        if publisher.chat and not post:
            detail = "지난 날짜라 대화방에는 보내지 않음 (--post로 보낼 수 있음)"
            outcomes.append(Delivery(target=publisher.target, state="skipped", detail=detail))
        elif publisher.shared:
            outcomes.append(_alone(digest, publisher, channel))
        else:
            outcomes.append(_deliver(digest, publisher, channel))
    return tuple(outcomes)


def _alone(digest: Digest, publisher: PublisherSettings, channel: Channel) -> Delivery:
    """One digest to a target that nobody else serves meanwhile; after standing still, what another one did is seen."""
    claim = target_claim(publisher.target)
    while True:
        with claimed(channel.store, claim, channel.deadline, rest_s=partial(publisher.rest_s, channel)) as hold:
            if hold is None:
                return Delivery(target=publisher.target, state="failed", detail=BUSY)
            try:
                return _deliver(digest, publisher, replace(channel, hold=hold))
            except Lost as error:
                log.warning("%s: %s", publisher.target, error.message)


def fan_out(
    date: dt.date,
    publishers: Mapping[MessageKey, PublisherSettings],
    channel: Channel,
    step: Callable[[int], None] = lambda _count: None,
) -> dict[MessageKey, Delivery]:
    """Send the queued messages of a day until none is left that this worker could send; gives what it sent itself.

    publishers: who sends which message; a message that is not in it is left to others. Returns when the other
    workers are through with theirs, too, or when the time is over: then the rest stays queued.
    """
    store, owner = channel.store, owner_name()
    _give_up(channel)
    outcomes: dict[MessageKey, Delivery] = {}
    strange: set[MessageKey] = set()
    names = {name for name, _target in publishers}
    foreign = {name for name, _target in store.outbox.waiting(date)} - names
    only = names if foreign and len(names) <= FEW else ()
    while channel.deadline.allows(SEND_S):
        seen_s = uptime_s()
        taken = store.outbox.take(date, owner, dt.datetime.now(dt.UTC), LEASE, strange, only)
        if taken:
            message, lease = taken
            publisher = publishers.get(message)
            rest_s = partial(publisher.rest_s, channel) if publisher else _no_rest
            with kept(store, lease, seen_s, rest_s) as hold:
                if publisher is None:
                    strange.add(message)
                    continue
                try:
                    outcome = _bring(date, message, publisher, replace(channel, hold=hold))
                except Lost as error:  # the one who has it now sends it; if not, it still waits here
                    log.warning("%s: %s", message[1], error.message)
                    continue
                if outcome.state == "failed" and not channel.deadline.allows(SEND_S):
                    break  # for want of time: the next worker sends it
                outcomes[message] = outcome
                store.outbox.drop(date, *message)
            step(1)
        elif store.outbox.waiting(date).intersection(publishers):
            release_dead(store, target_claim(""))
            time.sleep(POLL_S)
        else:
            break
    return outcomes


def _bring(date: dt.date, message: MessageKey, publisher: PublisherSettings, channel: Channel) -> Delivery:
    """Send one queued message; a stored digest that cannot be read costs only itself."""
    name, _target = message
    try:
        digest = channel.store.digests.load(date, name)
    except ValueError:
        log.exception("저장된 다이제스트 %s(%s)를 읽을 수 없음", name, date)
        digest = None
    if digest is None:
        return record_unsent(date, message, UNREADABLE, channel)
    return _deliver(digest, publisher, channel)


def _give_up(channel: Channel) -> None:
    """Tell old messages that were never sent as failed, so that a person can `digest resend`, and unqueue them.

    In this order: whoever is killed in between leaves them queued, and the next one tells what is not told yet. What
    somebody is sending at this moment is left to them.
    """
    store, before = channel.store, dt.datetime.now(dt.UTC) - STALE
    old: dict[str, list[tuple[dt.date, str]]] = defaultdict(list)
    for date, (name, target) in store.outbox.older(before):
        old[target].append((date, name))
    for target, messages in old.items():
        with claimed(store, target_claim(target), Deadline(0)) as hold:
            for date, name in messages if hold else ():
                try:
                    if not _says_why(store.ledger.parts(date, name, target)):
                        record_unsent(date, (name, target), TOO_OLD, replace(channel, hold=hold), RESEND)
                except Lost as error:  # the one who has the target now gives up what is left of it
                    log.warning("%s: %s", target, error.message)
                    break
                store.outbox.drop(date, name, target, before=before)


def _says_why(rows: Mapping[str, LedgerRow]) -> bool:
    """Whether a message surely failed for a reason that tells more than that it became too old."""
    states = {row.state for row in rows.values()}
    return "" in rows and rows[""].state == "failed" and states.isdisjoint(UNSURE)


def _no_rest() -> float:
    return 0.0


def _deliver(digest: Digest, publisher: PublisherSettings, channel: Channel) -> Delivery:
    """As `deliver`; a bug in one publisher must not cost the reader the others."""
    began = time.monotonic()
    try:
        told = deliver(digest, publisher, channel)
    except (StoreDown, Lost):  # the store is gone: nothing can be proven to go out once; or another one sends
        raise
    except Exception as error:
        log.exception("%s: 예상하지 못한 오류", publisher.target)
        told = _record_bug(digest, publisher, f"예상하지 못한 오류({type(error).__name__})", channel)
    seconds = round(time.monotonic() - began, 3)
    about = {"stage": "deliver", "date": digest.date, "digest": digest.name, "target": told.target, "seconds": seconds}
    log.info("%s: %s", told.target, told.state, extra=about)
    return told


def _record_bug(digest: Digest, publisher: PublisherSettings, why: str, channel: Channel) -> Delivery:
    """Write down that a publisher broke; what can be repeated (a file) failed, whatever stood there before."""
    if not publisher.repeatable:
        return record_unsent(digest.date, (digest.name, publisher.target), why, channel)
    told = Delivery(target=publisher.target, state="failed", detail=why)
    channel.store.ledger.record(LedgerRow.of(digest, told, channel.clock()))
    return told
