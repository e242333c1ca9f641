"""From a stored digest to its readers: the journal, the outbox, the chats; now, later, or once more."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from digest.day.parts import DayResult, Kitchen, Options, Order, Progress
from digest.errors import StoreDown
from digest.models import Delivery, Digest
from digest.publish import deliver_all, fan_out
from digest.publish.base import Channel, PublisherSettings
from digest.store.ledger import Errand, LedgerRow

log = logging.getLogger(__name__)


def deliver_journal(order: Order, digest: Digest, channel: Channel) -> tuple[Delivery, ...]:
    """The journal first: a chat may carry its outcome, never the other way round."""
    if order.journal is None:
        return ()
    try:
        outcome = order.journal.deliver(digest)
    except StoreDown:  # the store is gone
        raise
    except Exception as error:  # a bug at one file must not cost the reader the chats
        log.exception("journal %s failed unexpectedly", order.journal.target)
        detail = f"예상하지 못한 오류({type(error).__name__})"
        outcome = Delivery(target=order.journal.target, state="failed", detail=detail)
    channel.store.ledger.record(LedgerRow.of(digest, outcome, channel.clock()))
    return (outcome,)


def journal_notices(order: Order, date: dt.date) -> tuple[str, ...]:
    """What the journal has to ask its reader."""
    try:
        return order.journal.notices(date) if order.journal else ()
    except Exception:
        log.exception("journal of %s failed unexpectedly", order.name)
        return ()


def send_day(
    kitchen: Kitchen, date: dt.date, results: Sequence[DayResult], options: Options, progress: Progress
) -> list[DayResult]:
    """Bring what waits in a day's outbox to the chats; gives the results with how every message fared.

    Any number of workers may do this at once, with or without results of their own; what another one sent is read
    from the ledger.
    """
    store = kitchen.context.store
    progress.stage("전달", len(queued(kitchen, date)))
    began = time.monotonic()
    sent = fan_out(date, chats(kitchen), kitchen.channel, progress.step)
    seconds = round(time.monotonic() - began, 3)
    if not (options.post and results):
        return list(results)
    known = {(row.name, row.target): row.delivery for row in store.ledger.rows(date=date) if not row.part}
    left = {errand: _unsent(errand) for errand in store.outbox.waiting(date)}
    fared = known | sent | left
    orders = {order.name: order for order in kitchen.orders}
    return [_with_chats(result, orders[result.digest.name], fared, seconds) for result in results]


def send_left(kitchen: Kitchen) -> list[dt.date]:
    """Send what earlier runs left in the outbox, oldest day first; gives the days that had something."""
    dates = kitchen.context.store.outbox.dates()
    for date in dates:
        send_day(kitchen, date, (), Options(), Progress())
    return dates


def queued(kitchen: Kitchen, date: dt.date) -> frozenset[Errand]:
    """The messages of a day that wait to be sent, or are being sent, to a chat that this worker knows."""
    return kitchen.context.store.outbox.waiting(date).intersection(chats(kitchen))


def chats(kitchen: Kitchen) -> dict[Errand, PublisherSettings]:
    """Who brings which message to which chat."""
    return {(o.name, p.target): p for o in kitchen.orders for p in o.publishers if p.chat}


def _unsent(errand: Errand) -> Delivery:
    """A message that is still queued when the time is over."""
    return Delivery(target=errand[1], state="failed", detail="제한 시간 안에 보내지 못했습니다. 다음 실행이 보냅니다")


def _with_chats(result: DayResult, order: Order, fared: Mapping[Errand, Delivery], seconds: float) -> DayResult:
    """A result with its chats, all targets in the order of the configuration."""
    errands = [(order.name, publisher.target) for publisher in order.publishers if publisher.chat]
    chats = [fared.get(errand) or _unsent(errand) for errand in errands]
    place = {publisher.target: number for number, publisher in enumerate(order.publishers)}
    deliveries = sorted((*result.deliveries, *chats), key=lambda delivery: place.get(delivery.target, -1))
    return replace(result, deliveries=tuple(deliveries), timings=result.timings | {"send": seconds})


def flush_pending(kitchen: Kitchen, today: dt.date, days: int = 14) -> tuple[Delivery, ...]:
    """Write the sections that were waiting for their day to appear in a journal (issue: the usual case at 07:30)."""
    outcomes: tuple[Delivery, ...] = ()
    store = kitchen.context.store
    for order in kitchen.orders:
        if order.journal is None:
            continue
        rows = store.ledger.rows(
            name=order.name, target=order.journal.target, states=("pending",), since=today - dt.timedelta(days=days)
        )
        for row in rows:
            try:
                digest = store.digests.load(row.date, order.name)
            except ValueError:
                log.exception("the stored digest %s of %s cannot be read", order.name, row.date)
                continue
            if digest:
                outcomes += deliver_journal(order, digest, kitchen.channel)
    return outcomes


def retry_failed(kitchen: Kitchen, date: dt.date) -> tuple[Delivery, ...]:
    """Bring a stored digest again to the targets that surely did not get it, or that can be looked through first."""
    outcomes: tuple[Delivery, ...] = ()
    store = kitchen.context.store
    unsettled = defaultdict(list)
    for row in store.ledger.rows(date=date, states=("failed", "sending", "unknown")):
        unsettled[row.name].append(row)
    for order in kitchen.orders:
        rows = unsettled[order.name]
        failed = {row.target for row in rows if row.state == "failed"}
        unsure = {row.target for row in rows} - failed
        digest = store.digests.load(date, order.name) if rows else None
        if digest is None:
            continue
        if order.journal and order.journal.target in failed:
            outcomes += deliver_journal(order, digest, kitchen.channel)
        missed = [p for p in order.publishers if p.target in failed or (p.findable and p.target in unsure)]
        outcomes += deliver_all(digest, missed, kitchen.channel, post=True)
    return outcomes
