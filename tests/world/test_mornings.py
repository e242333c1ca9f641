"""The emulator's own scenarios of a morning, each through the command line: a right digest, report and exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import SHARED
from digest.publish.kakao.target import KakaoPublisher
from digest.store import Store
from publish.kakao_kit import log_in
from world_kit import Desk, ids

pytestmark = pytest.mark.world
FALLBACKS = ("composed", "key-sentence", "title")


@pytest.fixture
def morning(world: Any, tmp_path: Path) -> Any:
    """A desk in one of world/scenarios, publishing to Slack; `change` edits the scenario."""

    def begin(name: str, change: dict[str, Any] | None = None, **options: Any) -> Desk:
        scenario = json.loads((SHARED / "world" / "scenarios" / f"{name}.json").read_text("utf-8"))
        emulator = world(scenario=scenario | {"latency_ms": None} | (change or {}))
        slack = f'{{kind: slack, channel: C0PAPERS, base_url: "{emulator.urls["slack"]}"}}'
        return Desk(tmp_path / "me", emulator, now=scenario["now"], **({"publish": (slack,)} | options))

    return begin


PERCENT_FOR_POINTS = {"2408.11318"}
"""The emulator's model calls the points of this paper percent and stays at it, so its line is refused."""


def fallen_ids(entries: list[dict[str, Any]]) -> set[str]:
    return {entry["id"] for entry in entries if entry["fallback"]}


def slack(desk: Desk) -> list[dict[str, Any]]:
    state = desk.world.state()["slack"]
    assert (state["pings"], state["problems"], state["duplicates"]) == ([], [], [])
    return list(state["channels"].get("C0PAPERS", []))


def check_a_bad_morning(desk: Desk, entries: int) -> None:
    first = desk.run("run", "--json")
    (day,) = first.document["digests"]
    assert (first.code, len(day["entries"])) == (1, entries)
    reports = {report["source"]: report for report in day["reports"]}
    assert reports["x"]["state"] == "failed"
    assert "402" in reports["x"]["detail"]
    assert {r["state"] for name, r in reports.items() if name != "x"} == {"ok"}
    for _ in range(2):  # the answer was lost, the message was found: at once, and by the next run
        (found,) = [d for d in day["deliveries"] if d["target"] == "slack:C0PAPERS"]
        assert found["state"] == "sent"
        assert found["receipt"]["ts"]
        (day,) = desk.run("run", "--json").document["digests"]
    (message,) = slack(desk)
    assert "※ X: 크레딧이 없음(402)" in message["plain"]


def test_a_bad_morning_without_arxiv(morning: Any) -> None:
    check_a_bad_morning(morning("bad_morning", sources=("huggingface", "x", "feeds")), entries=7)


@pytest.mark.soak
def test_a_bad_morning(morning: Any) -> None:
    desk = morning("bad_morning", {"latency_ms": "20-200"})
    check_a_bad_morning(desk, entries=8)
    assert desk.answers[0].seconds < 60


def test_a_hostile_model_can_neither_add_nor_lose_nor_break_an_entry(morning: Any) -> None:
    # A question a paper, so that each meets another behaviour; then one call for all repairs.
    asked = ["obeys_injection", "invented_number", "two_sentences", "markdown", "english", "extra_ids", "duplicate_ids"]
    told = {"openai": {"behaviour": [*asked, "think_tags", *asked[:4], "wrong_order", "fenced_json", "ok"]}}
    desk = morning("hostile_model", told, sources=("huggingface",), size=7)
    settings = desk.folder / "config/digest.yaml"
    one = "model: test-model, batch_size: 1, parallel: 1}"
    settings.write_text(settings.read_text().replace("model: test-model}", one))
    first = desk.run("run", "--json")
    (day,) = first.document["digests"]
    assert len(ids(day["entries"])) == len(set(ids(day["entries"]))) == 7
    fallen = [entry for entry in day["entries"] if entry["fallback"]]
    assert first.code == int(len(fallen) > 1)
    assert all(entry["producer"] in FALLBACKS for entry in fallen)
    own = [entry["line"] for entry in day["entries"] if entry["producer"] == "openai:test-model"]
    assert own
    assert all(re.search(r"[가-힣]다\.$", line) and len(line) <= 110 for line in own)
    assert not any(word in str(day["entries"]) for word in ("OWNED", "<think>", "**", "```"))
    again = desk.run("run", "--json")
    assert again.document["usage"]["calls"] == 0, "what the check refused is not asked again unbidden"
    assert again.document["digests"][0]["entries"] == day["entries"]
    better = desk.run("run", "--json", "--refresh-lines")
    assert better.code == 0
    assert ids(better.document["digests"][0]["entries"]) == ids(day["entries"])
    assert fallen_ids(better.document["digests"][0]["entries"]) <= PERCENT_FOR_POINTS
    (message,) = slack(desk)
    assert message["edits"] == 1


def test_a_server_that_knows_only_json_objects_still_writes_every_line(morning: Any) -> None:
    desk = morning("json_object_only", sources=("huggingface",))
    answer = desk.run("run", "--json")
    assert answer.code == 0, answer.stderr
    (day,) = answer.document["digests"]
    assert fallen_ids(day["entries"]) <= PERCENT_FOR_POINTS


def test_monday_answers_for_friday_to_sunday(morning: Any) -> None:
    desk = morning("monday")
    answer = desk.run("run", "--json")
    assert answer.code == 0, answer.stderr
    (day,) = answer.document["digests"]
    assert day["date"] == "2024-08-19"
    assert {r["state"] for r in day["reports"]} == {"ok"}
    assert "2408.08152" in ids(day["candidates"])
    (message,) = slack(desk)
    assert "2024년 8월 19일 월요일" in message["plain"]


def test_kakao_tokens_rotate_on_the_way_and_no_link_is_dead(morning: Any) -> None:
    desk = morning("rotate_kakao", sources=("huggingface",), publish=())
    urls = desk.world.urls
    kakao = f'kind: kakao, base_url: "{urls["kakao"]}", auth_url: "{urls["kauth"]}", domains: ["https://arxiv.org"]'
    desk.publish = (f"{{{kakao}}}",)
    desk.configure()
    (desk.folder / "data").mkdir()
    store = Store.open(f"sqlite:///{desk.folder}/data/digest.db")
    log_in(store, KakaoPublisher(), access_s=-60, refresh_days=20)
    store.close()
    for _ in range(2):
        answer = desk.run("run", "--json")
        assert answer.code == 0, answer.stderr
    state = desk.world.state()["kakao"]
    assert state["messages"]
    assert state["dead_links"] == []
    refreshes = [entry for entry in desk.world.entries("kakao") if entry["path"].endswith("/oauth/token")]
    assert len(refreshes) == 1
