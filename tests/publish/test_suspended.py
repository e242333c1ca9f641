"""A sender that stands still (SIGSTOP, a laptop's lid) between its mark and its message, while another takes over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pytest
import sqlalchemy as sa

import digest as program
from digest.models import Digest, Part, Receipt
from digest.publish import deliver_all, fan_out
from digest.publish.base import Channel, PublisherSettings
from digest.store import Store
from digest.store.runs import FREE, target_claim
from digest.store.tables import claims, metadata
from makers import DATE, NOW, digest
from publish_channels import channel

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="nobody is stopped here")


class Wall(PublisherSettings):
    """A chat that is a file: a line for each message that was ever posted."""

    findable: ClassVar[bool] = True
    file: str

    @property
    def target(self) -> str:
        return "wall:here"

    def parts(self, digest: Digest) -> tuple[Part, ...]:
        return (Part(id="main", payload={"key": digest.key}),)

    def send(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt:
        with Path(self.file).open("a") as wall:
            wall.write(f"{digest.key}\n")
        return {"key": digest.key}

    def find(self, digest: Digest, part: Part, channel: Channel, sent: Mapping[str, Receipt]) -> Receipt | None:
        posted = Path(self.file).read_text().splitlines() if Path(self.file).exists() else []
        return {"key": digest.key} if digest.key in posted else None


class Hook(Wall):
    """The same without a way to look."""

    findable: ClassVar[bool] = False


SENDER = """
    import os, signal, sys
    sys.path[:0] = {paths!r}
    from digest.clock import uptime_s
    from digest.publish import deliver_all, fan_out
    from digest.store import Store, claiming
    from makers import DATE, digest
    from publish.test_suspended import Hook, Wall
    from publish_channels import channel

    store = Store.open({url!r})
    record = store.ledger.record
    stops = [signal.SIGSTOP]

    def stop_when_marked(row, lease=None):
        record(row, lease)
        if row.state == "sending" and stops:
            os.kill(os.getpid(), stops.pop())
            claiming.uptime_s = lambda: uptime_s() + 60  # as if the whole lease had been slept through

    object.__setattr__(store.ledger, "record", stop_when_marked)
    wall = {kind}(file={wall!r})
    if {queued}:
        outcome = fan_out(DATE, {{("main", wall.target): wall}}, channel(store, {{}}))
        print(store.ledger.parts(DATE, "main", wall.target)[""].state)
    else:
        print(deliver_all(digest(), [wall], channel(store, {{}}), post=True)[0].state)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of an empty store, once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/digest.db"
        return
    found = request.getfixturevalue("postgres_url")
    store = Store.open(found)
    with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    store.close()
    yield found


def suspended(url: str, wall: PublisherSettings, file: str, *, queued: bool) -> subprocess.Popen[str]:
    """A process that marked its message and stands still before it is posted."""
    root = Path(program.__file__).parents[1]
    paths = [str(root / "tests"), str(root)]
    code = textwrap.dedent(SENDER).format(paths=paths, url=url, kind=type(wall).__name__, wall=file, queued=queued)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    _pid, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), process.communicate()
    return process


def wake(process: subprocess.Popen[str]) -> str:
    """What it says became of its message."""
    process.send_signal(signal.SIGCONT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out.strip()


def over(store: Store, target: str) -> None:
    """The lease of a sleeper has run out."""
    with store.engine.begin() as connection:
        connection.execute(sa.update(claims).where(claims.c.name == target_claim(target)).values(until=FREE))


@pytest.mark.parametrize("queued", [False, True])
def test_who_slept_through_its_lease_posts_nothing_more(url: str, tmp_path: Path, queued: bool) -> None:
    file = tmp_path / "wall"
    wall, store = Wall(file=str(file)), Store.open(url)
    store.digests.save(digest(), NOW)
    messages = {("main", wall.target): wall}
    if queued:
        store.outbox.put(DATE, ["main"], list(messages), NOW.now(NOW.tzinfo))
    sleeper = suspended(url, wall, str(file), queued=queued)
    try:
        assert store.ledger.parts(DATE, "main", wall.target)["main"].state == "sending"
        over(store, wall.target)
        if queued:
            assert fan_out(DATE, messages, channel(store, {}))["main", wall.target].state == "sent"
        else:
            assert deliver_all(digest(), [wall], channel(store, {}), post=True)[0].state == "sent"
        assert wake(sleeper) == "sent"
    finally:
        sleeper.kill()
    assert file.read_text().splitlines() == [digest().key]
    assert {row.state for row in store.ledger.rows()} == {"sent"}
    store.close()


def test_where_nobody_can_look_the_sleeper_still_posts_nothing(url: str, tmp_path: Path) -> None:
    file = tmp_path / "wall"
    hook, store = Hook(file=str(file)), Store.open(url)
    sleeper = suspended(url, hook, str(file), queued=False)
    try:
        over(store, hook.target)
        assert deliver_all(digest(), [hook], channel(store, {}), post=True)[0].state == "unknown"
        assert wake(sleeper) == "unknown"
    finally:
        sleeper.kill()
    assert not file.exists()
    store.close()


def test_a_short_sleep_that_cost_nobody_the_claim_costs_no_message(url: str, tmp_path: Path) -> None:
    file = tmp_path / "wall"
    wall, store = Wall(file=str(file)), Store.open(url)
    sleeper = suspended(url, wall, str(file), queued=False)
    try:
        assert wake(sleeper) == "sent"
    finally:
        sleeper.kill()
    assert file.read_text().splitlines() == [digest().key]
    store.close()
