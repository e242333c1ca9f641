"""Digests to targets: one digest to all of its targets, and a day's queue shared with every other worker.

Whoever sends to a chat holds the claim of that target, so a target has one sender at a time and is left alone
afterwards for as long as its vendor asks, however many workers and digests there are. A worker that died is
replaced when its claim runs out. That a message goes out once is still the ledger's proof, not the queue's.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from digest.claiming import LEASE, POLL_S, bury, claimed, kept, owner_name
from digest.errors import FatalError
from digest.models import Delivery, Digest
from digest.publish.base import Channel, PublisherSettings
from digest.publish.delivery import deliver
from digest.store.ledger import LedgerRow
from digest.store.outbox import TARGET_CLAIM, Errand

log = logging.getLogger(__name__)

STALE = dt.timedelta(hours=12)
"""A message that nobody could send for so long is no news any more."""
TOO_OLD = "12시간 안에 보내지 못해 그만두었습니다. `digest resend`로 보낼 수 있습니다"
BUSY = "다른 실행이 같은 곳에 보내고 있어 기다리다 멈췄습니다"


def deliver_all(
    digest: Digest, publishers: Sequence[PublisherSettings], channel: Channel, post: bool
) -> tuple[Delivery, ...]:
    """One digest to every target, each independent of the others.

    post: whether chats are served (a backfilled day goes to no chat unless asked).
    """
    outcomes = []
    for publisher in publishers:
        if not publisher.chat:
            outcomes.append(_deliver(digest, publisher, channel))
        elif post:
            claim = TARGET_CLAIM + publisher.target
            with claimed(channel.store, claim, channel.deadline, rest_s=partial(publisher.rest_s, channel)) as mine:
                busy = Delivery(target=publisher.target, state="failed", detail=BUSY)
                outcomes.append(_deliver(digest, publisher, channel) if mine else busy)
        else:
            detail = "지난 날짜라 대화방에는 보내지 않음 (--post로 보낼 수 있음)"
            outcomes.append(Delivery(target=publisher.target, state="skipped", detail=detail))
    return tuple(outcomes)


def fan_out(
    date: dt.date,
    publishers: Mapping[Errand, PublisherSettings],
    channel: Channel,
    step: Callable[[int], None] = lambda _count: None,
) -> dict[Errand, Delivery]:
    """Send the queued messages of a day until none is left that this worker could send; gives what it sent itself.

    publishers: who sends which message; a message that is not in it is left to others. Returns when the other
    workers are through with theirs, too, or when the time is over: then the rest stays queued.
    """
    store, owner = channel.store, owner_name()
    _give_up(channel)
    outcomes: dict[Errand, Delivery] = {}
    strange: set[Errand] = set()
    while channel.deadline.allows(POLL_S):
        errand = store.outbox.take(date, owner, dt.datetime.now(dt.UTC), LEASE, strange)
        if errand:
            name, target = errand
            publisher = publishers.get(errand)
            with kept(
                store, TARGET_CLAIM + target, owner, partial(publisher.rest_s, channel) if publisher else _no_rest
            ):
                if publisher is None:
                    strange.add(errand)
                    continue
                if digest := store.digests.load(date, name):
                    outcomes[errand] = _deliver(digest, publisher, channel)
                store.outbox.drop(date, name, target)
            step(1)
        elif store.outbox.waiting(date).intersection(publishers):
            bury(store, TARGET_CLAIM)
            time.sleep(POLL_S)
        else:
            break
    return outcomes


def _give_up(channel: Channel) -> None:
    """Unqueue old messages; those that were never sent are told as failed, so that a person can `digest resend`."""
    for date, (name, target) in channel.store.outbox.drop_older(channel.clock() - STALE):
        digest = channel.store.digests.load(date, name)
        if digest and "" not in channel.store.ledger.parts(date, name, target):
            told = Delivery(target=target, state="failed", detail=TOO_OLD)
            channel.store.ledger.record(LedgerRow.of(digest, told, channel.clock()))


def _no_rest() -> float:
    return 0.0


def _deliver(digest: Digest, publisher: PublisherSettings, channel: Channel) -> Delivery:
    """As `deliver`; a bug in one publisher must not cost the reader the others."""
    began = time.monotonic()
    try:
        told = deliver(digest, publisher, channel)
    except FatalError:  # the store is gone: nothing can be proven to go out once
        raise
    except Exception as error:
        log.exception("publisher %s failed unexpectedly", publisher.target)
        told = Delivery(target=publisher.target, state="failed", detail=f"예상하지 못한 오류({type(error).__name__})")
        channel.store.ledger.record(LedgerRow.of(digest, told, channel.clock()))
    seconds = round(time.monotonic() - began, 3)
    about = {"stage": "deliver", "date": digest.date, "digest": digest.name, "target": told.target, "seconds": seconds}
    log.info("%s: %s", told.target, told.state, extra=about)
    return told
