"""Reactions to yesterday's message are read in the next run; without the scope only that is missing."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from world_kit import Desk

pytestmark = pytest.mark.world
YESTERDAY, TODAY = "2024-08-22T07:30:00+09:00", "2024-08-23T07:30:00+09:00"


def desk_of(world: Any, folder: Path, scopes: tuple[str, ...]) -> Desk:
    token = {"bot_id": "B0DIGEST", "user_id": "U0DIGEST", "scopes": list(scopes)}
    emulator = world(now=YESTERDAY, scenario={"slack": {"rate": None, "tokens": {"xoxb-test": token}}})
    publish = (f'{{kind: slack, channel: C0PAPERS, base_url: "{emulator.urls["slack"]}"}}\n    learning: true',)
    return Desk(folder, emulator, sources=("huggingface", "inbox"), publish=publish, size=4)


def react(desk: Desk, name: str, user: str) -> None:
    base = desk.world.urls["slack"].split("/slack")[0]
    body = json.dumps({"channel": "C0PAPERS", "name": name, "user": user}).encode()
    request = urllib.request.Request(f"{base}/_world/slack/react", body, {"content-type": "application/json"})
    urllib.request.urlopen(request, timeout=10).read()


SCOPES = ("chat:write", "channels:history", "channels:read", "reactions:read")


def test_reactions_are_signals_shared_by_the_papers_of_a_message(world: Any, tmp_path: Path) -> None:
    desk = desk_of(world, tmp_path / "me", SCOPES)
    assert desk.run("run", now=YESTERDAY).code == 0
    react(desk, "+1::skin-tone-3", "U0MINA")
    react(desk, "eyes", "U0BORA")
    react(desk, "-1", "U0CHUL")
    desk.world.clock.set(TODAY)
    assert desk.run("run", now=TODAY).code == 0
    told = desk.run("learning", now=TODAY).stdout
    assert "main: 신호 1건 · 켜짐, 20건부터 순서에 반영" in told
    assert told.count("slack:C0PAPERS") == 4


def test_a_missing_scope_costs_the_reactions_alone_and_says_so(world: Any, tmp_path: Path) -> None:
    desk = desk_of(world, tmp_path / "me", SCOPES[:-1])
    assert desk.run("run", now=YESTERDAY).code == 0
    desk.world.clock.set(TODAY)
    answer = desk.run("run", "--json", now=TODAY)
    assert answer.code == 0
    notices = answer.document["digests"][0]["notices"]
    (sentence,) = [notice for notice in notices if "반응을 읽지 못했습니다" in notice]
    assert "reactions:read" in sentence
    assert len(desk.world.state()["slack"]["channels"]["C0PAPERS"]) == 2
