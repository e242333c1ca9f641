"""An alarm end to end: a real `digest serve` process, the emulator's chat, log, run record, watchdog and status."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from fake_chat import chatting
from running_kit import NOW, Home, settle, stopped_in, wait_for

pytestmark = [pytest.mark.world, pytest.mark.skipif(os.name != "posix", reason="SIGTERM")]
LATER = NOW.replace("T07:30", "T07:50")
SCHEDULE = "ping_url_env: WATCHDOG\njobs: {morning: {cron: '30 7 * * *', run: digest}}\n"


def shown(emulator: Any) -> list[str]:
    return [message["plain"] for message in emulator.state()["slack"]["channels"].get("C0PAPERS", [])]


def test_a_morning_without_sources_is_told_in_the_chat_and_made_by_the_next_start(world: Any, tmp_path: Path) -> None:
    emulator = world(now=NOW, scenario={"slack": {"rate": None}})
    emulator.faults.add({"service": "huggingface", "status": 500, "times": -1})
    with chatting() as watchdog:
        plain = settle(tmp_path, emulator, everywhere=False)
        home = Home(tmp_path, plain.env | {"WATCHDOG": f"{watchdog.base}/uuid"})
        (tmp_path / "cron.yaml").write_text(SCHEDULE, "utf-8")
        running = home.start("serve")
        wait_for(lambda: shown(emulator))
        wait_for(lambda: watchdog.pings == ["/uuid/start", "/uuid/fail"])
        stopped_in(running)
        assert "작업 morning (start): 실패" in running.communicate()[1]
        (alarm,) = shown(emulator)
        assert alarm.startswith("2024년 8월 23일 금요일 · digest 알림")
        assert "모든 출처에서 받지 못했습니다: Hugging Face" in alarm
        assert "30분 뒤 다시 해 봅니다" in alarm
        told = home.run("status")
        assert told.returncode == 1
        assert "✗ 마지막 실행이 끝까지 가지 못함" in told.stdout

        emulator.faults.clear()
        running = home.start("serve", now=LATER)
        wait_for(lambda: watchdog.pings[2:] == ["/uuid/start", "/uuid"])
        stopped_in(running)
        running.communicate()
    assert len(shown(emulator)) == 2, "the digest itself is the all-clear"
    assert home.run("status", now=LATER).stdout.startswith("정상입니다.")
