"""A model that answers badly for one paper every time: asked twice on the first run, never again, no alarm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from world_kit import Desk

pytestmark = pytest.mark.world

NOW = "2024-08-22T07:30:00+09:00"  # a morning on which the emulator's model tells no points as percent
SIZE = 4
BAD = "invented_number"


@pytest.fixture
def desk(world: Any, tmp_path: Path) -> Desk:
    """One paper a call, one call at a time: the first paper's line, its repair and all later ones are bad."""
    behaviour = [BAD, *["ok"] * (SIZE - 1), BAD]
    emulator = world(now=NOW, scenario={"openai": {"behaviour": behaviour}})
    made = Desk(tmp_path / "me", emulator, sources=("huggingface",), size=SIZE, now=NOW)
    file = made.folder / "config" / "digest.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("model: test-model", "model: test-model, batch_size: 1, parallel: 1"), "utf-8")
    return made


def requests(desk: Desk) -> int:
    return int(desk.world.state()["openai"]["calls"])


def test_the_second_run_asks_nothing_and_is_well(desk: Desk) -> None:
    first = desk.run("run", "--json")
    assert requests(desk) == SIZE + 1
    (entries,) = (digest["entries"] for digest in first.document["digests"])
    assert [entry["fallback"] for entry in entries] == [True, False, False, False]
    assert first.code == 0, "one refused line of four is labelled, not an alarm"
    assert "1건은 다른 방법으로 정리했습니다 (두 문장 이상)" in desk.run("run").stdout, "the reader is told"
    before = desk.journal()
    again = desk.run("run", "--json")
    assert requests(desk) == SIZE + 1
    assert (again.code, again.document["usage"]["calls"]) == (0, 0)
    assert again.document["digests"][0]["entries"] == entries
    assert "다시 묻지 않습니다" in desk.run("run").stderr
    assert desk.journal() == before


def test_a_preview_counts_no_call_for_it(desk: Desk) -> None:
    (made,) = desk.run("run", "--json").document["digests"]
    plan = desk.run("run", "--dry-run", "--json")
    assert plan.document["usage"]["calls"] == 0
    assert plan.document["digests"][0]["entries"] == made["entries"]
    assert requests(desk) == SIZE + 1


def test_asking_for_fresh_lines_asks_again(desk: Desk) -> None:
    desk.run("run")
    desk.world.configure({"openai": {"behaviour": "ok"}})
    better = desk.run("run", "--json", "--refresh-lines")
    assert requests(desk) == 2 * SIZE + 1
    assert not any(entry["fallback"] for entry in better.document["digests"][0]["entries"])


def test_a_fault_is_an_alarm_until_it_is_gone(desk: Desk) -> None:
    desk.world.configure({"openai": {"behaviour": [*["ok"] * (SIZE - 1), "insufficient_quota"]}})
    assert desk.run("run").code == 1
    assert desk.run("run").code == 1, "asked again, refused again"
    desk.world.configure({"openai": {"behaviour": "ok"}})
    last = desk.run("run", "--json")
    assert last.code == 0
    assert not any(entry["fallback"] for entry in last.document["digests"][0]["entries"])


def test_a_fault_that_became_a_refusal_is_an_alarm_no_longer(desk: Desk) -> None:
    desk.world.configure({"openai": {"behaviour": [*["ok"] * (SIZE - 1), "insufficient_quota", BAD]}})
    assert desk.run("run").code == 1
    second = desk.run("run")
    assert second.code == 0, second.stderr
    asked = requests(desk)
    assert desk.run("run").code == 0
    assert requests(desk) == asked


def test_a_model_most_of_whose_lines_are_refused_is_an_alarm(desk: Desk) -> None:
    desk.world.configure({"openai": {"behaviour": "english"}})
    first = desk.run("run", "--json")
    assert (first.code, requests(desk)) == (1, 2 * SIZE)
    again = desk.run("run", "--json")
    assert (again.code, requests(desk)) == (1, 2 * SIZE)
