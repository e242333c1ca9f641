"""Papers with Code beside the other sources against the emulator, whose lineage and benchmarks are made up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from world_kit import Desk, hashes

pytestmark = pytest.mark.world
DATE = "2024-08-22"
NOW = f"{DATE}T07:30:00+09:00"
SLACK = '{kind: slack, channel: "#papers", token_env: SLACK_BOT_TOKEN}'


def desk_of(world: Any, folder: Path, *publish: str) -> Desk:
    emulator = world(now=NOW)
    found = Desk(folder, emulator, sources=("huggingface", "arxiv", "inbox"), publish=publish, now=NOW)
    config = found.folder / "config" / "digest.yaml"
    text = config.read_text("utf-8")
    text = text.replace("sources:\n", f'sources:\n  - {{kind: papers_with_code, base_url: "{emulator.urls["pwc"]}"}}\n')
    text = text.replace("데일리 트렌드}", '데일리 트렌드, bullet: "- [{title}]({url}): {line} ({reasons})"}')
    config.write_text(text, "utf-8")
    return found


def singles(desk: Desk) -> list[str]:
    paths = [entry["path"] for entry in desk.world.entries("pwc")]
    return [path for path in paths if re.search(r"/papers/\d{4}\.", path)]


def test_a_morning_tells_code_benchmarks_and_earlier_papers_everywhere(world: Any, tmp_path: Path) -> None:
    desk = desk_of(
        world, tmp_path / "me", "{kind: console}", f"{SLACK[:-1]}, base_url: BASE}}", "{kind: site, path: site}"
    )
    config = desk.folder / "config" / "digest.yaml"
    config.write_text(config.read_text("utf-8").replace("BASE", f'"{desk.world.urls["slack"]}"'), "utf-8")
    desk.world.clock.set(NOW)
    assert (
        desk.run("add", "https://arxiv.org/abs/2408.10853", now=f"{DATE}T06:00:00+09:00").code == 0
    )  # leads a benchmark there
    made = desk.run("run", "--date", DATE, "--json")
    assert made.code == 0, made.stderr + made.stdout
    (digest,) = made.document["digests"]
    assert {r["source"]: r["state"] for r in digest["reports"]}["papers_with_code"] == "ok"
    reasons = [reason for entry in digest["entries"] for reason in entry["reasons"]]
    ranked = "벤치마크: World-View (mAP) 1위"
    assert ranked in digest["entries"][0]["reasons"]
    earlier = next(reason for reason in reasons if reason.startswith("앞선 논문: "))
    number = re.search(r"\((\d{4}\.\d{5})\)", earlier)
    assert number
    links = {link["name"]: link["url"] for entry in digest["entries"] for link in entry["links"]}
    assert links[f"앞선 논문 {number[1]}"] == f"https://arxiv.org/abs/{number[1]}"
    (journal,) = (desk.folder / "journal").glob("*.md")
    slack = str(desk.world.state()["slack"]["channels"])
    site = "".join(page.read_text("utf-8") for page in (desk.folder / "site").rglob("*.html"))
    terminal = " ".join(desk.run("show", digest["entries"][0]["id"]).stdout.split())
    assert "PDF: https://arxiv.org/pdf/" in terminal
    for shown in (slack, site):
        assert ranked in shown
        assert number[1] in shown
    assert "벤치마크: " in journal.read_text("utf-8")
    before, asked = hashes(desk.folder / "journal"), singles(desk)
    assert len(asked) == len(set(asked)) == len(digest["entries"])
    assert desk.run("run", "--date", DATE).code == 0
    assert hashes(desk.folder / "journal") == before
    assert singles(desk) == asked  # a second run asks nobody
    assert {entry["status"] for entry in desk.world.entries("pwc")} <= {200, 404}
    assert desk.world.state()["slack"]["duplicates"] == []


@pytest.mark.parametrize("fault", [{"status": 503, "body": "down"}, {"preset": "html_200"}, {"drop_connection": True}])
def test_a_service_that_is_away_costs_one_line(world: Any, tmp_path: Path, fault: dict[str, Any]) -> None:
    desk = desk_of(world, tmp_path / "me", "{kind: console}")
    desk.world.faults.add({"service": "pwc", "times": -1} | fault)
    made = desk.run("run", "--date", DATE)
    assert made.code == 0
    assert len(re.findall("Papers with Code: ", made.stdout)) == 1, made.stdout
    assert len(re.findall(r"(?m)^ *\d+\. ", made.stdout)) == desk.size
    assert singles(desk) == []


def test_a_service_that_goes_away_after_its_list_costs_one_line(world: Any, tmp_path: Path) -> None:
    desk = desk_of(world, tmp_path / "me", "{kind: console}")
    desk.world.faults.add({"service": "pwc", "path": "papers/2", "times": -1, "status": 503, "body": "down"})
    made = desk.run("run", "--date", DATE)
    assert made.code == 0
    assert len(re.findall("Papers with Code: ", made.stdout)) == 1, made.stdout
    assert "코드와 순위는 확인하지 못함" in " ".join(made.stdout.split())
