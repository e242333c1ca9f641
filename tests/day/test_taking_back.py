"""Taking a message back while a worker is sending it: whoever sends ends first."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pytest

from digest.app import App
from digest.cli.deliveries import take_back
from digest.clock import Deadline
from digest.day.setup import Profile
from digest.models import Digest, Part, Receipt
from digest.publish import deliver_all, fan_out
from digest.publish.base import Channel, PublisherSettings
from digest.store import Store
from digest.store.claiming import owner_name
from digest.store.runs import target_claim
from makers import DATE, NOW, digest
from publish_channels import channel

ROOM: list[str] = []
SENDING, GO_ON = threading.Event(), threading.Event()


class SlowRoom(PublisherSettings):
    """A chat in which a message appears only when the test says so."""

    @property
    def target(self) -> str:
        return "slow:room"

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        return (Part(id="main", payload={}),)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        SENDING.set()
        assert GO_ON.wait(60)
        ROOM.append(digest.name)
        return {"ts": str(len(ROOM))}

    def retract(self, part_id: str, receipt: Receipt, channel: Channel) -> bool:
        ROOM.pop()
        return True


@dataclass
class Bot:
    """What `take_back` needs of an app."""

    store: Store
    channel: Channel
    deadline: Deadline


@pytest.mark.parametrize(("again", "messages"), [(False, 0), (True, 1)])
def test_a_message_on_its_way_is_taken_back_too(store: Store, again: bool, messages: int) -> None:
    ROOM.clear()
    SENDING.clear()
    GO_ON.clear()
    room = SlowRoom()
    store.digests.save(digest(), NOW)
    publishers = {("main", room.target): room}
    sender = threading.Thread(target=fan_out, args=(DATE, publishers, channel(store, {})))
    store.outbox.put(DATE, ["main"], list(publishers), dt.datetime.now(dt.UTC))
    sender.start()
    assert SENDING.wait(60)
    assert store.claims.owner(target_claim(room.target)) != owner_name(), "the sender holds the target"
    threading.Timer(0.5, GO_ON.set).start()
    here = channel(store, {})
    bot = cast(Any, Bot(store, here, here.deadline))
    assert take_back(cast(App, bot), Profile("main", 8, 0, (), None, (room,)), room, DATE).stayed == 0
    if again:
        deliver_all(digest(), [room], here, post=True)
    sender.join()
    assert len(ROOM) == messages
    assert store.outbox.waiting(DATE) == frozenset()
