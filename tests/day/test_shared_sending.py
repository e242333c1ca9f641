"""Several processes empty one outbox: every channel its messages once, at Slack's pace, whoever dies."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.store import Store
from loopback import Services, serving
from running_kit import DATE, HANGS_S, NOW, Home, clear, doubles, kill, shown

pytestmark = pytest.mark.world

SHARED_ROOM = "C0PAPERS"
OWN_ROOMS = [f"C0ROOM{number:02}" for number in range(12)]
ROOMS = [SHARED_ROOM] * 4 + OWN_ROOMS
TOKENS = [f"xoxb-host{number}" for number in range(3)]
"""Of one app; by its own a host is told from the others."""
BOT = {"bot_id": "B0DIGEST", "user_id": "U0DIGEST", "scopes": ["chat:write", "channels:history", "channels:read"]}
HEAD = """\
store_env: DATABASE_URL
sources: [{{kind: huggingface, base_url: "{base}/hf"}}]
digests:
"""
DIGEST = """\
  - {{name: d{number:02}, journal: null, publish: [{{kind: slack, channel: {room}, base_url: "{slack}"}}]}}
"""


@pytest.fixture
def services() -> Iterator[Services]:
    with serving() as found:
        yield found


def settle(folder: Path, services: Services, emulator: Any, postgres_url: str) -> list[Home]:
    """Three hosts that make the same sixteen digests."""
    services.paper("2024-08-22", "2408.11111", "A Study of Sharing", "We study how three share the work of one.", 9)
    text = HEAD.format(base=services.base)
    text += "".join(DIGEST.format(number=n, room=room, slack=emulator.urls["slack"]) for n, room in enumerate(ROOMS))
    homes = []
    for number, token in enumerate(TOKENS):
        (folder / f"host{number}" / "config").mkdir(parents=True)
        (folder / f"host{number}" / "config" / "digest.yaml").write_text(text, "utf-8")
        env = {"SLACK_BOT_TOKEN": token, "DATABASE_URL": postgres_url}
        homes.append(Home(folder / f"host{number}", env))
    return homes


class Meeting:
    """No host hears that its message arrived before each has sent one, and the first one only once it is dead.

    So all three are at it at the same time, however slow the machine is; a message is in its room before that.
    """

    def __init__(self, emulator: Any) -> None:
        self.all_sent, self.killed = threading.Event(), threading.Event()
        self.senders: set[str] = set()
        self.answer = emulator.dispatch
        emulator.dispatch = self.held

    def held(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Any:
        response = self.answer(method, target, headers, body)
        token = headers.get("authorization", "").partition(" ")[2]
        if target.endswith("chat.postMessage") and response.status == 200:
            self.senders.add(token)
            if self.senders.issuperset(TOKENS):
                self.all_sent.set()
            (self.killed if token == TOKENS[0] else self.all_sent).wait(HANGS_S)
        return response


def test_three_processes_share_the_messages_of_a_day(
    world: Any, services: Services, postgres_url: str, tmp_path: Path
) -> None:
    channels = {room: {"name": room.lower(), "member": True} for room in set(ROOMS)}
    slack = {"tokens": dict.fromkeys(TOKENS, BOT), "channels": channels, "rate": {"burst": 1, "per_second": 1.0}}
    emulator = world(now=NOW, scenario={"slack": slack})
    meeting = Meeting(emulator)
    clear(postgres_url)
    homes = settle(tmp_path, services, emulator, postgres_url)
    running = [home.start("run", now=NOW) for home in homes]
    killed = kill(running[0], meeting.all_sent.is_set, 0.0)
    meeting.killed.set()
    logs = [process.communicate(timeout=HANGS_S)[1] for process in running[1:]]
    assert killed
    assert meeting.senders == set(TOKENS), "all took part"
    assert [process.returncode for process in running[1:]] == [0, 0], logs
    found = {room: shown(emulator, room) for room in channels}
    assert {room: len(messages) for room, messages in found.items()} == Counter(ROOMS)
    assert all(doubles(found[room]) == 0 for room in OWN_ROOMS)
    assert [entry for entry in emulator.entries("slack") if entry["status"] == 429] == []
    store = Store.open(postgres_url)
    rows = [row for row in store.ledger.rows(date=DATE) if not row.part]
    assert Counter(row.state for row in rows) == {"sent": len(ROOMS)}
    assert store.outbox.dates() == []
    store.close()
