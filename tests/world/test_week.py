"""A week against the emulator: every source, one view of the day, an honest report each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from world_kit import WEEK, Desk, ids, row

pytestmark = pytest.mark.world
TWO_DAYS = ("--from", "2024-08-21", "--to", "2024-08-22")
SEEDS = {
    "2408.08152": "2024-08-19",
    "2408.08872": "2024-08-20",
    "2408.10188": "2024-08-21",
    "2408.11318": "2024-08-23",
    "2408.11796": "2024-08-23",
}
SOURCES = {"arxiv", "huggingface", "x", "feed:블로그", "feed:모임", "feed:영상"}
HOSTILE_LINKS = "2408.12528"


@pytest.fixture
def desk(world: Any, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "me", world(now="2024-08-23T07:30:00+09:00"))


def test_a_paper_seen_by_four_sources_is_one_item_with_every_reason(desk: Desk) -> None:
    first = desk.run("run", *TWO_DAYS, "--json")
    assert first.code == 0, first.stderr
    day = first.days["2024-08-22"]
    found = row(day["candidates"], "2408.10914")
    assert found["reasons"] == ["HF ▲22", "X에서 2회 언급: @_akhaliq, @vision_lab_demo", "모임, 블로그, 영상"]
    assert found["title"].startswith("To Code, or Not To Code?")
    assert "1826091077561913622" not in str(ids(day["candidates"]))
    assert "2408.10914" not in ids(first.days["2024-08-21"]["candidates"])
    for digest in first.days.values():
        reports = {report["source"]: report for report in digest["reports"]}
        assert set(reports) == SOURCES
        assert {report["state"] for report in reports.values()} == {"ok"}
        assert all(report["count"] > 0 for report in reports.values())
    assert {d: {r["source"]: r["count"] for r in g["reports"]} for d, g in first.days.items()} == {
        "2024-08-21": _counts(arxiv=129, huggingface=11, x=1, feed=2),
        "2024-08-22": _counts(arxiv=84, huggingface=15, x=2, feed=2),
    }
    again_and_nothing_moves(desk, TWO_DAYS)
    assert first.seconds < 2 * 3.5 + 5  # arXiv's pace alone is 3 s a day; the others run beside it
    assert [entry["notes"] for entry in desk.world.entries("arxiv") if entry["notes"]] == []


def _counts(*, feed: int, **others: int) -> dict[str, int]:
    return others | {name: feed for name in SOURCES if name.startswith("feed:")}


def again_and_nothing_moves(desk: Desk, days: tuple[str, ...]) -> None:
    """The same command once more: no model call, no byte."""
    journal, asked = desk.journal(), len(desk.world.entries("openai"))
    stamps = {p: p.stat().st_mtime_ns for p in (desk.folder / "journal").iterdir()}
    first, again = desk.answers[-1], desk.run("run", *days, "--json")
    assert again.code == 0, again.stderr
    assert again.document["usage"] == {"calls": 0, "prompt_tokens": 0, "completion_tokens": 0, "cost_usd": None}
    assert len(desk.world.entries("openai")) == asked
    assert desk.journal() == journal
    assert {p: p.stat().st_mtime_ns for p in (desk.folder / "journal").iterdir()} == stamps
    assert {d: g["entries"] for d, g in again.days.items()} == {d: g["entries"] for d, g in first.days.items()}


def test_a_hostile_post_speaks_for_its_paper_and_changes_nothing_else(world: Any, tmp_path: Path) -> None:
    now = "2024-08-26T07:30:00+09:00"
    emulator = world(now=now)
    sources = ("huggingface", "x", "feeds")
    kind, without = (
        Desk(tmp_path / name, emulator, sources=sources, accounts=accounts, size=40, now=now)
        for name, accounts in (("with", ("_akhaliq", "ko_paper_notes")), ("without", ("_akhaliq",)))
    )
    (hostile,) = kind.run("run", "--json").document["digests"]
    sent = "".join(str(entry["body"]) for entry in emulator.entries("openai"))
    (plain,) = without.run("run", "--json").document["digests"]
    assert row(hostile["candidates"], HOSTILE_LINKS)["reasons"][-1] == "X에서 1회 언급: @ko_paper_notes"

    def others(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [found for found in rows if found["id"] != HOSTILE_LINKS]

    assert others(hostile["candidates"]) == others(plain["candidates"])
    assert others(hostile["entries"]) == others(plain["entries"])
    assert "ignore previous" not in sent
    told = str(hostile) + (kind.folder / "journal" / "2024-08-26.md").read_text("utf-8")
    assert all(word not in told for word in ("OWNED", "evil.example", "site.x"))


def test_a_hostile_feed_title_reaches_the_journal_only_as_letters(world: Any, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "me", world(), sources=("huggingface", "feeds"), size=40)
    answer = desk.run("run", "--date", "2024-08-23", "--json")
    assert any("site.x" in found["title"] for found in answer.days["2024-08-23"]["entries"])
    written = (desk.folder / "journal" / "2024-08-23.md").read_text("utf-8")
    assert not re.search(r"\{\{|\{%|(?<!\\)<!channel>|(?<!\\)\[\[", written)


@pytest.mark.soak
def test_the_whole_week(desk: Desk) -> None:
    week = desk.run("run", *WEEK, "--json")
    assert week.code == 0, week.stderr
    assert list(week.days) == [f"2024-08-{day}" for day in (19, 20, 21, 22, 23)]
    for paper, day in SEEDS.items():
        holds = [date for date, digest in week.days.items() if paper in ids(digest["candidates"])]
        assert holds == [day], paper
    shown = [paper for digest in week.days.values() for paper in ids(digest["entries"])]
    assert len(shown) == len(set(shown))
    states = {(r["source"], r["state"]) for digest in week.days.values() for r in digest["reports"]}
    assert states == {(source, "ok") for source in SOURCES}
    again_and_nothing_moves(desk, WEEK)
    asked = len([entry for entry in desk.world.entries("arxiv") if entry["path"].endswith("/query")])
    assert week.seconds < asked * 3.5 + 10


def test_the_seed_papers_are_candidates_on_their_days(world: Any, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "me", world(), sources=("huggingface", "x", "feeds"))
    days = desk.run("run", *WEEK, "--json").days
    found = {paper: [d for d, g in days.items() if paper in ids(g["candidates"])] for paper in SEEDS}
    assert found == {paper: [day] for paper, day in SEEDS.items()}
    reasons = row(days["2024-08-19"]["candidates"], "2408.08152")["reasons"]
    assert not any(reason.startswith("키워드") for reason in reasons)


def test_a_keyword_without_a_paper_for_fourteen_days_is_said_and_trends_appear(world: Any, tmp_path: Path) -> None:
    now = "2024-08-30T07:30:00+09:00"
    desk = Desk(tmp_path / "me", world(now=now), sources=("huggingface",), extra="log: warning\n", now=now)
    path = desk.folder / "config" / "digest.yaml"
    path.write_text(path.read_text("utf-8").replace("[diffusion,", "[wombat, diffusion,"), "utf-8")
    days = desk.run("run", "--from", "2024-07-22", "--to", "2024-08-30", "--json").days
    told = [date for date, digest in days.items() if any("wombat" in notice for notice in digest["notices"])]
    assert told == list(days)[14:]
    assert any(
        notice.startswith("최근 다이제스트 14일치에 한 건도 없던 키워드: wombat") for notice in days[told[0]]["notices"]
    )
    trends = {date: digest["trends"] for date, digest in days.items()}
    assert not any(trends[date] for date in list(days)[:20])  # too few lists to compare with
    assert any(trends.values())
    again = desk.run("trends", "--since", "2024-07-22", "--json").document
    claims = [claim for topic in again["topics"] for claim in topic["claims"]]
    assert len(claims) == sum(map(len, trends.values()))
    assert all(claim["holds"] for claim in claims)  # every line of the month is counted again from the lists
    assert all(trend["count"] >= 3 for found in trends.values() for trend in found)
