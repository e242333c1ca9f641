"""The clock that `digest serve` goes by, and the signals that do not end it."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest import logs
from digest.serve.cron import parse_cron
from digest.serve.schedule import _moved, trigger_of
from running_kit import wait_for

SEOUL = ZoneInfo("Asia/Seoul")


def test_with_now_jobs_fire_by_that_clock() -> None:
    daily = trigger_of(parse_cron("30 7 * * *"), SEOUL)
    here = dt.datetime(2026, 3, 1, 12, 0, tzinfo=SEOUL)
    there = dt.datetime(2024, 8, 19, 7, 20, tzinfo=SEOUL)
    first = _moved(daily, there - here).get_next_fire_time(None, here)
    assert first - here == dt.timedelta(minutes=10)
    second = _moved(daily, there - here).get_next_fire_time(first, first)
    assert second - first == dt.timedelta(days=1)


def test_without_now_a_trigger_is_left_alone() -> None:
    daily = trigger_of(parse_cron("30 7 * * *"), SEOUL)
    assert _moved(daily, dt.timedelta()) is daily


def test_the_log_of_serve_bears_times_and_korean_levels(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        logs.set_up_logging("info", "text", timed=True)
        logging.getLogger("digest.x").warning("무슨 일")
        logs.set_up_logging("info", "text")
        logging.getLogger("digest.x").info("다른 일")
    finally:
        logging.getLogger().handlers[:], logging.getLogger().level = before
    timed, plain = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 주의 digest\.x: 무슨 일", timed)
    assert plain == "알림 digest.x: 다른 일"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signal on Windows")
def test_a_closed_terminal_does_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "digest.yaml").write_text(
        f"store: sqlite:///{tmp_path}/digest.db\nsources: [{{kind: inbox}}]\ndigests: [{{journal: null}}]\n", "utf-8"
    )
    (tmp_path / "cron.yaml").write_text("jobs: {journal: {cron: '0 3 1 1 *', run: journal}}\n", "utf-8")
    command = [sys.executable, "-m", "digest", "serve", "--config", "digest.yaml"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=log, stderr=log)
        try:
            wait_for(lambda: "1개 작업" in (tmp_path / "log").read_text("utf-8"))
            running.send_signal(signal.SIGHUP)
            wait_for(lambda: "SIGHUP" in (tmp_path / "log").read_text("utf-8"))
            assert running.poll() is None
        finally:
            running.kill()
            running.wait()
