"""`digest serve` for a quarter of an hour against the emulator, killed and restarted at random."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from digest.serve.finished import finished
from digest.store import Store

pytestmark = [
    pytest.mark.world,
    pytest.mark.soak,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(os.name != "posix", reason="signals"),
]
MINUTES = float(os.environ.get("SOAK_MINUTES", "15"))
SEED = int(os.environ.get("SOAK_SEED", "7"))
CONFIG = """\
store: sqlite:///{folder}/digest.db
sources: [{{kind: huggingface, base_url: "{huggingface}"}}]
digests:
  - name: main
    journal: {{folder: {folder}/journal}}
    publish: [{{kind: slack, channel: C0PAPERS, base_url: "{slack}"}}]
net: {{allow_private: true}}
"""
SCHEDULE = """\
jobs:
  collect: {cron: "* * * * *", run: collect}
  morning: {cron: "* * * * *", run: digest, catch_up: 5}
  journal: {cron: "* * * * *", run: journal}
"""


def serve(folder: Path, now: dt.datetime) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "digest", "--config", "digest.yaml", "--now", now.isoformat(), "serve"]
    env = {**os.environ, "SLACK_BOT_TOKEN": "xoxb-test", "PYTHONPATH": str(Path(__file__).parents[2])}
    with (folder / "log").open("a") as log:
        return subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log, text=True)


def end(running: subprocess.Popen[str], how: signal.Signals) -> None:
    running.send_signal(how)
    code = running.wait(15)
    assert code == (0 if how == signal.SIGTERM else -signal.SIGKILL)


def test_ledger_journal_and_chat_agree_after_random_kills(world: Any, tmp_path: Path) -> None:
    rng = random.Random(SEED)
    now = dt.datetime.fromisoformat("2024-07-29T09:00:00+09:00")
    emulator = world(now=now.isoformat(), scenario={"slack": {"rate": None}}, latency_ms="20-300")
    urls = {name: emulator.urls[name] for name in ("huggingface", "slack")}
    (tmp_path / "digest.yaml").write_text(CONFIG.format(folder=tmp_path, **urls), "utf-8")
    (tmp_path / "cron.yaml").write_text(SCHEDULE, "utf-8")
    until, lives = time.monotonic() + 60 * MINUTES, 0
    while time.monotonic() < until:
        running = serve(tmp_path, now)
        # most lives end while the start-up job works; some live to see the minute strike
        time.sleep(rng.choice([rng.uniform(1, 6), rng.uniform(1, 6), rng.uniform(6, 75)]))
        lives += 1
        end(running, signal.SIGKILL if rng.random() < 0.8 else signal.SIGTERM)
        if rng.random() < 0.4 and now.date() < dt.date(2024, 8, 29):
            now += dt.timedelta(days=1)
            emulator.clock.set(now.isoformat())
    last = serve(tmp_path, now)
    time.sleep(20)
    end(last, signal.SIGTERM)
    agree(emulator, tmp_path, now, lives)


def agree(emulator: Any, folder: Path, now: dt.datetime, lives: int) -> None:
    store = Store.open(f"sqlite:///{folder}/digest.db")
    stored = store.digests.dates("main")
    rows = store.ledger.rows()
    done = [date for date in stored if "main" in finished(store, date)]
    store.close()
    state = emulator.state()["slack"]
    assert (state["pings"], state["problems"], state["duplicates"]) == ([], [], [])
    days = [stored[0] + dt.timedelta(days=n) for n in range((now.date() - stored[0]).days + 1)]
    assert list(stored) == done == [date for date in days if date.weekday() < 5]
    assert {row.state for row in rows} == {"sent"}
    posted = sorted(message["ts"] for message in state["channels"]["C0PAPERS"])
    booked = sorted(row.receipt["ts"] for row in rows if row.part and row.target.startswith("slack:"))
    assert posted == booked
    for date in done:
        text = (folder / "journal" / f"{date}.md").read_text("utf-8")
        assert text.count("## 데일리 트렌드") == 1
    said = (folder / "log").read_text("utf-8")
    assert "Traceback" not in said
    print(f"{lives} lives, {len(done)} digest days, {len(posted)} messages")
