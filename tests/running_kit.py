"""Real `digest` processes in a folder of their own, pointed at the emulator; killed on command."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import signal
import subprocess
import sys
import time
import unittest.mock
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import digest
from digest.cli import main
from digest.publish.kakao.target import KakaoPublisher
from digest.publish.kakao.tokens import KakaoTokens, token_name
from digest.store import Store
from digest.store.ledger import LedgerRow
from digest.store.tables import metadata

NOW = "2024-08-23T07:30:00+09:00"
DATE = dt.date(2024, 8, 23)
ROOM, HOOK = "C0PAPERS", "C0SECOND"
HANGS_S = 300.0
"""What takes this long hangs; on a busy machine a start alone may take half a minute."""
SCENARIO: dict[str, Any] = {
    "slack": {"rate": None, "webhooks": {"T0TEST/B0TEST/hooksecret": HOOK}},
    "kakao": {"pair_quota": 1000},
}
"""The webhook writes to a channel of its own, so that every channel has one writer."""
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-test",
    "KAKAO_REST_API_KEY": "kakao-rest-key",
    "KAKAO_CLIENT_SECRET": "kakao-client-secret",
}
HEAD = """\
sources: [{{kind: huggingface, base_url: "{huggingface}"}}, {{kind: inbox}}]
net: {{allow_private: true}}
digests:
  - name: main
    size: 6
    journal: {{folder: journal}}
    publish:
      - {{kind: slack, channel: C0PAPERS, base_url: "{slack}", thread: {thread}}}
"""
EVERYWHERE = """\
      - {{kind: slack_webhook}}
      - {{kind: kakao, base_url: "{kakao}", auth_url: "{kauth}"}}
"""


@dataclass(frozen=True)
class Home:
    """A person's folder: configuration, store, journal."""

    folder: Path
    env: dict[str, str]

    def start(self, *arguments: str, now: str = NOW, without: str = "") -> subprocess.Popen[str]:
        """Start the program; `without` names a variable that is not set."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
        kept["PYTHONPATH"] = str(Path(digest.__file__).parents[1])  # the very program that the tests import
        env = {name: value for name, value in (kept | self.env).items() if name != without}
        command = [sys.executable, "-m", "digest", "--now", now, *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, env=env, stdout=pipe, stderr=pipe, text=True)

    def run(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run the program to its end."""
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=HANGS_S)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def here(self, *arguments: str, now: str = NOW, without: str = "") -> subprocess.CompletedProcess[str]:
        """The same in this process, for tests that stop nobody: a start costs more than a morning."""
        env = {name: value for name, value in self.env.items() if name != without}
        out, err, code = io.StringIO(), io.StringIO(), 0
        with (
            contextlib.chdir(self.folder),
            unittest.mock.patch.dict(os.environ, env),
            unittest.mock.patch.object(sys, "argv", ["digest", "--now", now, *arguments]),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    def journal(self) -> str:
        """The text of the day, empty before the first run."""
        file = self.folder / "journal" / f"{DATE}.md"
        return file.read_text("utf-8") if file.exists() else ""

    def ledger(self) -> tuple[LedgerRow, ...]:
        """What the program believes to have delivered."""
        store = Store.open(f"sqlite:///{self.folder}/data/digest.db")
        try:
            return store.ledger.rows(date=DATE)
        finally:
            store.close()

    def states(self) -> dict[str, str]:
        """State of each target as a whole, by its kind."""
        return {row.target.partition(":")[0]: row.state for row in self.ledger() if not row.part}


def settle(folder: Path, emulator: Any, *, everywhere: bool = True, thread: bool = False) -> Home:
    """Make a home: journal and the Slack bot, and `everywhere` the webhook and KakaoTalk (logged in)."""
    (folder / "config").mkdir(parents=True)
    text = HEAD + (EVERYWHERE if everywhere else "")
    config = text.format(thread=str(thread).lower(), **emulator.urls)
    (folder / "config" / "digest.yaml").write_text(config, "utf-8")
    if everywhere:
        store = Store.open(f"sqlite:///{folder}/data/digest.db")
        log_in(store, KakaoPublisher(base_url=emulator.urls["kakao"], auth_url=emulator.urls["kauth"]))
        store.close()
    return Home(folder, secrets(emulator))


def secrets(emulator: Any) -> dict[str, str]:
    """What the emulator takes for genuine, by the name of its variable."""
    return SECRETS | {"SLACK_WEBHOOK_URL": emulator.urls["slack_webhook"]}


def log_in(store: Store, kakao: KakaoPublisher) -> None:
    """The login that the emulator knows at its start; it lives by the real time, as for every login."""
    now = dt.datetime.now(dt.UTC)
    tokens = KakaoTokens(
        access="kakao-access-0",
        access_until=now + dt.timedelta(hours=5),
        refresh="kakao-refresh-0",
        refresh_until=now + dt.timedelta(days=45),
        scopes=("talk_message",),
    )
    store.tokens.put(token_name(kakao), tokens.model_dump(mode="json"), now)


def kill(process: subprocess.Popen[str], when: Callable[[], bool], then_s: float) -> bool:
    """SIGKILL a process `then_s` seconds after `when` came true; False when it had ended by itself."""
    while process.poll() is None and not when():
        time.sleep(0.002)
    if process.poll() is None:
        time.sleep(then_s)
    ended = process.poll() is not None
    process.kill()
    process.communicate()
    return not ended


def shown(emulator: Any, channel: str) -> list[str]:
    """What a reader sees in a channel, threads included, oldest first."""
    return [message["plain"] for message in emulator.state()["slack"]["channels"].get(channel, [])]


def told(emulator: Any) -> list[str]:
    """What a reader sees in KakaoTalk."""
    return [message["plain"] for message in emulator.state()["kakao"]["messages"]]


def doubles(messages: list[str]) -> int:
    """How many messages are there more often than once."""
    return sum(count - 1 for count in Counter(messages).values())


def clear(postgres_url: str) -> None:
    """Empty every table, so that tests share one server."""
    store = Store.open(postgres_url)
    with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    store.close()


def wait_for(happened: Callable[[], object], seconds: float = HANGS_S) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def stopped_in(running: subprocess.Popen[str]) -> float:
    began = time.monotonic()
    running.send_signal(signal.SIGTERM)
    assert running.wait(HANGS_S) == 0
    return time.monotonic() - began
