"""`digest serve` as a real process: it fires, and SIGTERM ends it in time with exit code 0."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.store import Store
from fake_chat import chatting
from loopback import serving
from running_kit import stopped_in, wait_for

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGTERM")
NOW = "2024-08-19T07:30:00+09:00"
CONFIG = """\
store: sqlite:///{folder}/digest.db
sources: [{{kind: huggingface, base_url: "{hf}"}}]
digests:
  - name: main
    journal: {{folder: {folder}/journal}}
    publish: [{{kind: slack, channel: C0PAPERS, base_url: "{chat}/api/"}}]
"""
SCHEDULE = "jobs: {morning: {cron: '* * * * *', run: digest}}\n"


@contextmanager
def server(folder: Path, hf: str, chat: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A running `digest serve`; killed at the end if the test did not stop it."""
    (folder / "digest.yaml").write_text(CONFIG.format(folder=folder, hf=hf, chat=chat), "utf-8")
    (folder / "cron.yaml").write_text(SCHEDULE, "utf-8")
    command = [sys.executable, "-m", "digest", "--config", "digest.yaml", *options, "serve"]
    env = {**os.environ, "SLACK_BOT_TOKEN": "xoxb-x", "PYTHONPATH": str(Path(__file__).parents[2])}
    log = (folder / "log").open("w")
    running = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log, text=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.wait()
        log.close()


def test_it_makes_what_is_due_at_the_start_and_ends_at_once_when_idle(tmp_path: Path) -> None:
    with serving() as services, chatting() as chat:
        services.paper("2024-08-16", "2408.00001", "Study", "We study how diffusion models learn.", 5)
        with server(tmp_path, services.base, chat.base, "--now", NOW) as running:
            wait_for(lambda: chat.posts)
            wait_for(lambda: "serve 끝: 종료 0" in (tmp_path / "log").read_text("utf-8"))
            assert stopped_in(running) < 30
    assert len(chat.posts) == 1
    assert "Study" in (tmp_path / "journal" / "2024-08-19.md").read_text("utf-8")
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


def test_a_hanging_source_does_not_hold_it_and_nothing_half_made_goes_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, chatting() as chat:
        silent.settimeout(300)
        with server(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}", chat.base, "--now", NOW) as running:
            held, _address = silent.accept()  # it has asked, and gets no answer
            with held:
                assert stopped_in(running) < 60
    assert chat.posts == []
    store = Store.open(f"sqlite:///{tmp_path}/digest.db")
    assert store.digests.dates("main") == ()
    store.close()


OTHER_THREAD = """
import signal, threading
from digest.serve.schedule import _once_told_to_stop

told = threading.Event()
with _once_told_to_stop(told.set):
    threading.Thread(target=lambda: signal.pthread_kill(threading.get_ident(), signal.SIGTERM)).start()
    told.wait()  # a handler of Python's would run only after this
print("stopped")
"""


def test_a_signal_that_does_not_wake_the_main_thread_stops_it_all_the_same(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", OTHER_THREAD]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=3000, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("stopped\n", "", 0)


def test_a_wrong_schedule_ends_with_2_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "digest.yaml").write_text("digests: [{name: main}]\n", "utf-8")
    (tmp_path / "cron.yaml").write_text("jobs: {morning: {cron: '61 * * * *', run: digest}}\n", "utf-8")
    command = [sys.executable, "-m", "digest", "--config", "digest.yaml", "serve"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2
    assert "분 칸에는 0-59만 쓸 수 있습니다: 61" in done.stderr
