"""Several processes empty one outbox: every channel its messages once, at Slack's pace, whoever dies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.store import Store
from loopback import Services, serving
from running_kit import DATE, HANGS_S, NOW, SECRETS, Home, clear, doubles, kill, shown

pytestmark = pytest.mark.world

SHARED_ROOM = "C0PAPERS"
OWN_ROOMS = [f"C0ROOM{number:02}" for number in range(12)]
ROOMS = [SHARED_ROOM] * 4 + OWN_ROOMS
HEAD = """\
store_env: DATABASE_URL
log: info
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
    for number in range(3):
        (folder / f"host{number}" / "config").mkdir(parents=True)
        (folder / f"host{number}" / "config" / "digest.yaml").write_text(text, "utf-8")
        env = {"SLACK_BOT_TOKEN": SECRETS["SLACK_BOT_TOKEN"], "DATABASE_URL": postgres_url}
        homes.append(Home(folder / f"host{number}", env))
    return homes


def posts(emulator: Any) -> int:
    return sum(entry["path"].endswith("chat.postMessage") for entry in emulator.entries("slack"))


def test_three_processes_share_the_messages_of_a_day(
    world: Any, services: Services, postgres_url: str, tmp_path: Path
) -> None:
    channels = {room: {"name": room.lower(), "member": True} for room in set(ROOMS)}
    slack = {"channels": channels, "rate": {"burst": 1, "per_second": 1.0}}
    emulator = world(now=NOW, scenario={"slack": slack}, latency_ms=600)
    clear(postgres_url)
    homes = settle(tmp_path, services, emulator, postgres_url)
    running = [home.start("--log-format", "json", "run", now=NOW) for home in homes]
    killed = kill(running[0], lambda: posts(emulator) >= 5, 0.1)
    logs = [process.communicate(timeout=HANGS_S)[1] for process in running[1:]]
    assert killed
    assert [process.returncode for process in running[1:]] == [0, 0], logs
    found = {room: shown(emulator, room) for room in channels}
    assert {room: len(messages) for room, messages in found.items()} == Counter(ROOMS)
    assert all(doubles(found[room]) == 0 for room in OWN_ROOMS)
    assert [entry for entry in emulator.entries("slack") if entry["status"] == 429] == []
    senders = [told_of_posts(log) for log in logs]
    assert all(senders), "both that lived took part"
    store = Store.open(postgres_url)
    rows = [row for row in store.ledger.rows(date=DATE) if not row.part]
    assert Counter(row.state for row in rows) == {"sent": len(ROOMS)}
    assert store.outbox.dates() == []
    store.close()


def told_of_posts(log: str) -> list[str]:
    """Digests that a process says it brought somewhere in more time than looking at the ledger takes."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    return [line["digest"] for line in lines if line.get("stage") == "deliver" and line["seconds"] >= 0.2]
