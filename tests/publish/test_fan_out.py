"""Workers that share a day's messages: each goes out once, each target has one sender at a time and its rest."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import pytest
import sqlalchemy as sa

from digest.clock import Deadline
from digest.errors import Undelivered
from digest.models import Digest, Part, Receipt
from digest.publish import deliver_all, fan_out
from digest.publish.base import Channel, PublisherSettings
from digest.publish.fan_out import STALE
from digest.store import Store
from digest.store.claiming import LEASE, owner_name
from digest.store.ledger import LedgerRow
from digest.store.runs import target_claim
from digest.store.tables import claims, digests
from makers import DATE, digest
from publish_channels import NOW, channel

SENT: list[tuple[str, str, float]] = []
SENDING: Counter[str] = Counter()


class Room(PublisherSettings):
    """A chat room that says when two talk at once; `pause` is what its vendor asks for."""

    room: str
    pause: float = 0.0
    broken: Literal["", "parts", "send"] = ""
    slow: float = 0.0
    """Seconds after which it finds that there is no time left."""

    @property
    def target(self) -> str:
        return f"room:{self.room}"

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        if self.broken == "parts":
            raise ZeroDivisionError
        return (Part(id="main", payload={"text": digest.name}),)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        if self.broken == "send":
            raise ZeroDivisionError
        if self.slow:
            time.sleep(self.slow)
            raise Undelivered("no time left")
        SENDING[self.target] += 1
        assert SENDING[self.target] == 1, "two senders at one target"
        time.sleep(0.01)
        SENT.append((digest.name, self.target, time.monotonic()))
        SENDING[self.target] -= 1
        return {}

    def rest_s(self, channel: Channel) -> float:
        return self.pause


@pytest.fixture(autouse=True)
def silence() -> None:
    SENT.clear()
    SENDING.clear()


def queue(store: Store, publishers: Mapping[tuple[str, str], PublisherSettings]) -> None:
    for name, _target in publishers:
        store.digests.save(digest(name=name), NOW)
    put(store, publishers, dt.datetime.now(dt.UTC))


def put(store: Store, publishers: Mapping[tuple[str, str], PublisherSettings], now: dt.datetime) -> None:
    store.outbox.put(DATE, sorted({name for name, _target in publishers}), list(publishers), now)


def rooms(count: int, *names: str, pause: float = 0.0) -> dict[tuple[str, str], PublisherSettings]:
    made = [Room(room=f"{n:02}", pause=pause) for n in range(count)]
    return {(name, room.target): room for name in names for room in made}


def ticking(store: Store, *, after: int) -> Channel:
    """A channel whose time passes by being asked for, once so many messages are out: however slow the machine is."""
    ticks = itertools.count()
    deadline = Deadline(5, monotonic=lambda: float(next(ticks)) if len(SENT) >= after else 0.0)
    return replace(channel(store, {}), deadline=deadline)


def test_several_workers_send_each_message_once(any_store: Store) -> None:
    publishers = rooms(6, "a", "b", "c")
    queue(any_store, publishers)
    found: list[dict[tuple[str, str], object]] = []

    def work() -> None:
        found.append(dict(fan_out(DATE, publishers, channel(any_store, {}))))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter((name, target) for name, target, _at in SENT) == Counter(list(publishers))
    assert sum(map(len, found)) == len(publishers), "no message has two senders"
    assert {row.state for row in any_store.ledger.rows(date=DATE)} == {"sent"}
    assert any_store.outbox.waiting(DATE) == frozenset()


def test_a_target_rests_while_others_are_served(store: Store) -> None:
    publishers = rooms(2, "a", "b", pause=0.5)
    queue(store, publishers)
    fan_out(DATE, publishers, channel(store, {}))
    assert [target for _name, target, _at in SENT] == ["room:00", "room:01"] * 2
    for target in ("room:00", "room:01"):
        first, second = [at for _name, where, at in SENT if where == target]
        assert second - first >= 0.5


def test_a_message_outside_the_queue_keeps_the_rest_too(store: Store) -> None:
    room = Room(room="00", pause=0.5)
    for name in ("a", "b"):
        deliver_all(digest(name=name), [room], channel(store, {}), post=True)
    assert SENT[1][2] - SENT[0][2] >= 0.5


def test_a_busy_target_is_not_waited_for_beyond_the_deadline(store: Store) -> None:
    room = Room(room="00")
    store.claims.take(target_claim(room.target), "far away|1|x|1", dt.datetime.now(dt.UTC), LEASE)
    (outcome,) = deliver_all(digest(), [room], channel(store, {}, seconds=0.5), post=True)
    assert (outcome.state, SENT) == ("failed", [])
    assert "다른 실행" in outcome.detail


def test_what_this_worker_does_not_know_stays_for_those_who_do(store: Store) -> None:
    publishers = rooms(2, "a")
    queue(store, publishers)
    known = {("a", "room:01"): publishers["a", "room:01"]}
    assert set(fan_out(DATE, known, channel(store, {}))) == set(known)
    assert store.outbox.waiting(DATE) == {("a", "room:00")}
    assert set(fan_out(DATE, publishers, channel(store, {}))) == {("a", "room:00")}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere only the lease decides")
def test_a_worker_that_died_on_this_host_is_replaced_at_once(store: Store) -> None:
    publishers = rooms(1, "a")
    queue(store, publishers)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    host = owner_name().split("|")[0]
    store.outbox.take(DATE, f"{host}|{gone.pid}|mark|1", dt.datetime.now(dt.UTC), LEASE)
    began = time.monotonic()
    assert set(fan_out(DATE, publishers, channel(store, {}))) == set(publishers)
    assert time.monotonic() - began < LEASE.total_seconds() / 2


def test_a_worker_that_died_elsewhere_is_replaced_when_its_lease_is_over(store: Store) -> None:
    publishers = rooms(1, "a")
    queue(store, publishers)
    now = dt.datetime.now(dt.UTC)
    assert store.outbox.take(DATE, "far away|1|x|1", now, dt.timedelta(hours=1))
    assert fan_out(DATE, publishers, ticking(store, after=0)) == {}
    assert store.outbox.waiting(DATE) == set(publishers)
    with store.engine.begin() as connection:
        connection.execute(sa.update(claims).values(until=now))
    assert set(fan_out(DATE, publishers, channel(store, {}))) == set(publishers)


def test_when_the_time_is_over_the_rest_stays_queued(store: Store) -> None:
    publishers = rooms(2, "a", "b", pause=30)
    queue(store, publishers)
    assert set(fan_out(DATE, publishers, ticking(store, after=2))) == {("a", "room:00"), ("a", "room:01")}
    assert store.outbox.waiting(DATE) == {("b", "room:00"), ("b", "room:01")}


def test_what_fails_for_want_of_time_stays_queued(store: Store) -> None:
    slow = Room(room="00", slow=1.5)
    publishers = {("a", slow.target): slow}
    queue(store, publishers)
    assert fan_out(DATE, publishers, channel(store, {}, seconds=2.5)) == {}
    assert store.outbox.waiting(DATE) == set(publishers)


def test_a_stored_digest_that_cannot_be_read_costs_only_itself(store: Store) -> None:
    publishers = rooms(2, "a", "b")
    queue(store, publishers)
    with store.engine.begin() as connection:
        connection.execute(sa.update(digests).where(digests.c.name == "a").values(payload="{"))
    outcomes = fan_out(DATE, publishers, channel(store, {}))
    assert {message: outcome.state for message, outcome in outcomes.items()} == {
        message: "failed" if message[0] == "a" else "sent" for message in publishers
    }
    assert {store.ledger.parts(DATE, "a", target)[""].state for name, target in publishers if name == "a"} == {"failed"}
    assert store.outbox.waiting(DATE) == frozenset()


def test_what_was_sent_stays_known_when_its_update_cannot_be_read(store: Store) -> None:
    publishers = rooms(1, "a")
    (message,) = publishers
    queue(store, publishers)
    assert fan_out(DATE, publishers, channel(store, {}))[message].state == "sent"
    before = store.ledger.parts(DATE, *message)
    queue(store, publishers)
    with store.engine.begin() as connection:
        connection.execute(sa.update(digests).where(digests.c.name == "a").values(payload="{"))
    assert fan_out(DATE, publishers, channel(store, {}))[message].state == "failed"
    assert store.ledger.parts(DATE, *message) == before


@pytest.mark.parametrize(("broken_at", "becomes"), [("parts", "failed"), ("send", "unknown")])
def test_a_bug_in_one_publisher_costs_nobody_else_a_message(
    store: Store, caplog: pytest.LogCaptureFixture, broken_at: Literal["parts", "send"], becomes: str
) -> None:
    broken, well = Room(room="00", broken=broken_at), Room(room="01")
    publishers = {("a", broken.target): broken, ("a", well.target): well}
    queue(store, publishers)
    outcomes = fan_out(DATE, publishers, channel(store, {}))
    assert [outcomes["a", room.target].state for room in (broken, well)] == [becomes, "sent"]
    assert store.ledger.parts(DATE, "a", broken.target)[""].state == becomes
    assert "ZeroDivisionError" in caplog.text


def test_news_that_nobody_could_send_for_a_day_is_given_up_and_told(store: Store) -> None:
    publishers = rooms(2, "a")
    queue(store, publishers)
    deliver_all(digest(name="a"), [publishers["a", "room:01"]], channel(store, {}), post=True)
    put(store, publishers, dt.datetime.now(dt.UTC) - STALE - dt.timedelta(minutes=1))
    assert fan_out(DATE, publishers, channel(store, {})) == {}
    assert store.outbox.waiting(DATE) == frozenset()
    given_up, sent = (store.ledger.parts(DATE, "a", target)[""] for target in ("room:00", "room:01"))
    assert (given_up.state, sent.state) == ("failed", "sent")
    assert "digest resend" in given_up.detail


def test_what_somebody_is_sending_is_not_given_up(store: Store) -> None:
    publishers = rooms(2, "a")
    queue(store, publishers)
    put(store, publishers, dt.datetime.now(dt.UTC) - STALE - dt.timedelta(minutes=1))
    store.claims.take(target_claim("room:00"), "far away|1|x|1", dt.datetime.now(dt.UTC), LEASE)
    assert fan_out(DATE, {}, channel(store, {})) == {}
    assert store.outbox.waiting(DATE) == {("a", "room:00")}
    assert {row.target: row.state for row in store.ledger.rows(date=DATE)} == {"room:01": "failed"}


def test_what_may_have_arrived_before_it_was_given_up_is_no_failure(store: Store) -> None:
    publishers = rooms(1, "a")
    queue(store, publishers)
    cut_off = LedgerRow(date=DATE, name="a", target="room:00", part="main", state="sending", changed_at=NOW)
    store.ledger.record(cut_off)
    put(store, publishers, dt.datetime.now(dt.UTC) - STALE - dt.timedelta(minutes=1))
    fan_out(DATE, publishers, channel(store, {}))
    rows = store.ledger.parts(DATE, "a", "room:00")
    assert (rows[""].state, rows["main"]) == ("unknown", cut_off)
    assert "알 수 없어" in rows[""].detail


def test_what_failed_before_it_was_given_up_keeps_its_reason(store: Store) -> None:
    publishers = rooms(1, "a")
    queue(store, publishers)
    failed = LedgerRow(date=DATE, name="a", target="room:00", state="failed", detail="토큰 만료", changed_at=NOW)
    store.ledger.record(failed)
    put(store, publishers, dt.datetime.now(dt.UTC) - STALE - dt.timedelta(minutes=1))
    fan_out(DATE, publishers, channel(store, {}))
    assert store.outbox.waiting(DATE) == frozenset()
    assert store.ledger.parts(DATE, "a", "room:00")[""] == failed


def test_giving_up_loses_no_message_by_a_kill_or_by_a_digest_that_cannot_be_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishers = rooms(1, "a", "b", "c")
    queue(store, publishers)
    with store.engine.begin() as connection:
        connection.execute(sa.update(digests).where(digests.c.name == "a").values(payload="{}"))
    put(store, publishers, dt.datetime.now(dt.UTC) - STALE - dt.timedelta(minutes=1))

    class Killed(BaseException): ...

    record, count = store.ledger.record, 0

    def killed_at_the_second(*arguments: Any) -> None:
        nonlocal count
        count += 1
        if count == 2:
            raise Killed
        record(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(store.ledger, "record", killed_at_the_second)
        with pytest.raises(Killed):
            fan_out(DATE, publishers, channel(store, {}))
    told = {(row.name, row.target) for row in store.ledger.rows(date=DATE)}
    assert len(told) == 1
    assert store.outbox.waiting(DATE) | told == set(publishers), "nothing is unqueued before it is told"
    fan_out(DATE, publishers, channel(store, {}))
    assert store.outbox.waiting(DATE) == frozenset()
    assert {(row.name, row.target): row.state for row in store.ledger.rows(date=DATE)} == dict.fromkeys(
        publishers, "failed"
    )
