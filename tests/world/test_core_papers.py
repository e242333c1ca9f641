"""Core papers of a real week against the emulator: who cites whom is made up there, ids and titles are real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from world_kit import WEEK, Desk

pytestmark = pytest.mark.world
SATURDAY = "2024-08-24T09:00:00+09:00"


@pytest.fixture
def desk(world: Any, tmp_path: Path) -> Desk:
    emulator = world(now="2024-08-23T07:30:00+09:00")
    extra = f'semantic_scholar: {{base_url: "{emulator.urls["scholar"]}"}}\n'
    found = Desk(tmp_path / "me", emulator, sources=("huggingface",), extra=extra)
    assert found.run("run", *WEEK).code == 0
    emulator.clock.set(SATURDAY)
    return found


def review(desk: Desk) -> tuple[list[Any], list[str]]:
    answer = desk.run("weekly", "--week", "2024-W34", "--json", now=SATURDAY)
    assert answer.code == 0, answer.stderr
    (digest,) = answer.document["digests"]
    return digest["review"]["core"], digest["notices"]


def test_a_weeks_papers_cite_core_papers_in_common(desk: Desk) -> None:
    core, notices = review(desk)
    assert 2 <= len(core) <= 3
    assert notices == []
    counts = [one["citing"] for one in core]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 3
    assert all(one["citing"] <= one["known"] for one in core)
    assert not {one["key"] for one in core} & {"arxiv:1706.03762", "arxiv:1810.04805"}  # older than five years
    calls = desk.world.entries("scholar")
    assert {entry["status"] for entry in calls} == {200}
    assert max(len(entry["body"]["ids"]) if isinstance(entry["body"], dict) else 0 for entry in calls) <= 50
    again, _ = review(desk)
    assert again == core


@pytest.mark.parametrize("references", ["empty", "elided"])
def test_references_that_are_not_there_are_said_not_to_be_there(desk: Desk, references: str) -> None:
    desk.world.configure({"scholar": {"references": references}})
    core, notices = review(desk)
    assert core == []
    assert len(notices) == 1
    assert "0편의 참고 문헌만 압니다" in notices[0]


def test_a_pool_that_stays_busy_costs_one_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.collect.semantic_scholar.RETRIES", 1)
    desk.world.configure({"scholar": {"shared_pool_busy": True}})
    core, notices = review(desk)
    assert core == []
    assert [notice for notice in notices if "429" in notice] == notices != []
