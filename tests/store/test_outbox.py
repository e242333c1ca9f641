"""The queue of messages, on both engines; that workers skip each other's rows can only be seen on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from digest.store import Store
from digest.store.ledger import MessageKey
from digest.store.runs import target_claim
from digest.store.tables import claims, outbox
from makers import DATE, NOW

LEASE = dt.timedelta(seconds=60)
TWO = (("main", "slack:C1"), ("main", "slack:C2"))


def put(store: Store, date: dt.date, messages: Sequence[MessageKey]) -> None:
    store.outbox.put(date, sorted({name for name, _target in messages}), messages, NOW)


def took(store: Store, *arguments: Any, **options: Any) -> MessageKey | None:
    """The message alone."""
    taken = store.outbox.take(*arguments, **options)
    return taken and taken[0]


def test_a_digest_made_again_takes_back_what_its_configuration_no_longer_names(any_store: Store) -> None:
    put(any_store, DATE, [*TWO, ("vision", "slack:C3")])
    any_store.outbox.put(DATE, ["main"], TWO[:1], NOW)
    assert any_store.outbox.waiting(DATE) == {TWO[0], ("vision", "slack:C3")}


def test_a_worker_looks_at_its_own_digests_only(any_store: Store) -> None:
    put(any_store, DATE, [*TWO, ("vision", "slack:C3")])
    assert took(any_store, DATE, "a", NOW, LEASE, only={"vision"}) == ("vision", "slack:C3")
    assert any_store.outbox.take(DATE, "a", NOW, LEASE, only={"vision"}) is None


def test_messages_are_taken_in_order_and_none_twice(any_store: Store) -> None:
    put(any_store, DATE, TWO[::-1])
    assert took(any_store, DATE, "a", NOW, LEASE) == TWO[0]
    assert took(any_store, DATE, "b", NOW, LEASE) == TWO[1]
    assert any_store.outbox.take(DATE, "c", NOW, LEASE) is None
    assert any_store.outbox.waiting(DATE) == set(TWO), "taken is not yet brought"


def test_a_target_has_one_sender_whatever_the_digest(any_store: Store) -> None:
    put(any_store, DATE, [("main", "slack:C1"), ("vision", "slack:C1")])
    assert took(any_store, DATE, "a", NOW, LEASE) == ("main", "slack:C1")
    assert any_store.outbox.take(DATE, "b", NOW, LEASE) is None


def test_a_target_rests_after_a_message(any_store: Store) -> None:
    put(any_store, DATE, [("main", "slack:C1"), ("vision", "slack:C1")])
    taken = any_store.outbox.take(DATE, "a", NOW, LEASE)
    assert taken
    any_store.outbox.drop(DATE, "main", "slack:C1")
    any_store.claims.release(taken[1], NOW + dt.timedelta(seconds=1.1))
    assert any_store.outbox.take(DATE, "b", NOW + dt.timedelta(seconds=1), LEASE) is None
    assert took(any_store, DATE, "b", NOW + dt.timedelta(seconds=2), LEASE) == ("vision", "slack:C1")


def test_the_message_of_a_dead_worker_is_taken_over_after_its_lease(any_store: Store) -> None:
    put(any_store, DATE, TWO[:1])
    any_store.outbox.take(DATE, "dead", NOW, LEASE)
    assert any_store.outbox.take(DATE, "b", NOW + LEASE - dt.timedelta(seconds=1), LEASE) is None
    assert took(any_store, DATE, "b", NOW + LEASE, LEASE) == TWO[0]


def test_each_holder_of_a_target_has_a_higher_number(any_store: Store) -> None:
    put(any_store, DATE, TWO[:1])
    numbers = []
    for hour in range(3):
        taken = any_store.outbox.take(DATE, "a", NOW + hour * LEASE, LEASE)
        assert taken
        numbers.append(taken[1].number)
    assert numbers == sorted(set(numbers)), "the same worker that lost it and came again is another holder, too"


def test_what_a_worker_cannot_send_is_left_to_others(any_store: Store) -> None:
    put(any_store, DATE, TWO)
    assert took(any_store, DATE, "a", NOW, LEASE, besides={TWO[0]}) == TWO[1]
    assert took(any_store, DATE, "b", NOW, LEASE) == TWO[0]


def test_another_day_is_another_queue(any_store: Store) -> None:
    tomorrow = DATE + dt.timedelta(days=1)
    put(any_store, tomorrow, TWO)
    assert any_store.outbox.take(DATE, "a", NOW, LEASE) is None
    assert any_store.outbox.dates() == [tomorrow]


def test_old_messages_and_those_of_a_digest_can_be_dropped(any_store: Store) -> None:
    put(any_store, DATE, [*TWO, ("vision", "slack:C3")])
    any_store.outbox.drop(DATE, "main")
    assert any_store.outbox.waiting(DATE) == {("vision", "slack:C3")}
    assert any_store.outbox.older(NOW) == []
    any_store.outbox.drop(DATE, "vision", "slack:C3", before=NOW)
    assert any_store.outbox.older(NOW + dt.timedelta(seconds=1)) == [(DATE, ("vision", "slack:C3"))]
    any_store.outbox.drop(DATE, "vision", "slack:C3", before=NOW + dt.timedelta(seconds=1))
    assert any_store.outbox.dates() == []


def test_queueing_again_changes_nothing_and_frees_nobodys_target(any_store: Store) -> None:
    put(any_store, DATE, TWO[:1])
    any_store.outbox.take(DATE, "a", NOW, LEASE)
    put(any_store, DATE, TWO[:1])
    assert any_store.outbox.take(DATE, "b", NOW, LEASE) is None


def test_racing_workers_share_the_queue(any_store: Store) -> None:
    messages = [(f"digest-{n:02}", f"slack:C{n:02}") for n in range(40)]
    put(any_store, DATE, messages)
    taken: list[tuple[str, str]] = []

    def work(number: int) -> None:
        while message := took(any_store, DATE, f"worker-{number}", NOW, LEASE):
            taken.append(message)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == messages


def test_a_row_that_another_worker_looks_at_is_skipped_and_not_waited_for(postgres_url: str) -> None:
    store = Store.open(postgres_url)
    with store.engine.begin() as connection:
        connection.execute(outbox.delete())
        connection.execute(claims.delete())
    put(store, DATE, TWO)
    looking = sa.select(claims).where(claims.c.name == target_claim(TWO[0][1])).with_for_update()
    with store.engine.begin() as another:
        another.execute(looking)
        assert took(store, DATE, "b", NOW, LEASE) == TWO[1]
    store.outbox.drop(DATE, "main")
    store.close()
