"""The ready lists of feeds: whole, each entry with a public source, switched on by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digest.cli.check import ask_services
from digest.collect import collect_all
from digest.collect.feed import lists
from digest.collect.feed.lists import feed_list, list_names
from digest.collect.feed.source import FeedSource
from digest.config.file import load_settings
from digest.config.settings import Settings
from digest.errors import ConfigError
from digest.models import Kind
from digest.render.phrases import report_line
from digest.store import Store
from faulty_server import FAULTS, reply, serving
from source_kit import context_for, window_of

NAMED = ("ai-labs", "korean-ai", "reddit-ml", "youtube-papers")
RSS = (
    b'<rss version="2.0"><channel><item><title>LLM \xea\xb8\x80</title><link>https://e.kr/1</link>'
    b"<pubDate>Wed, 21 Aug 2024 22:10:00 +0900</pubDate></item></channel></rss>"
)


def configured(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "digest.yaml"
    path.write_text(text, "utf-8")
    return load_settings(path)


def test_the_lists_that_are_documented_are_there() -> None:
    assert list_names() == NAMED


@pytest.mark.parametrize("name", NAMED)
def test_every_entry_is_a_feed_with_a_public_source(name: str) -> None:
    entries = feed_list(name)
    assert entries
    for entry in entries:
        assert entry.found.startswith("https://")
        assert entry.tried == "never"  # change it to the day on which somebody opened it
        assert entry.source().label == entry.name


def test_no_feed_stands_in_two_lists() -> None:
    urls = [entry.url for name in NAMED for entry in feed_list(name)]
    sources = [entry.source().source for name in NAMED for entry in feed_list(name)]
    assert len(set(urls)) == len(set(sources)) == len(urls)


def test_lists_come_on_top_of_the_sources(tmp_path: Path) -> None:
    settings = configured(tmp_path, "feeds: [korean-ai, ai-labs]\n")
    names = [source.source for source in settings.sources]
    assert names[:3] == ["huggingface", "arxiv", "inbox"]
    assert names[3:] == [entry.source().source for one in ("korean-ai", "ai-labs") for entry in feed_list(one)]
    assert Settings.model_validate(settings.model_dump()) == settings


def test_a_feed_of_ones_own_stands_before_that_of_a_list(tmp_path: Path) -> None:
    own = '{kind: feed, name: 긱뉴스, url: "https://news.hada.io/rss/news", max_items: 3}'
    settings = configured(tmp_path, f"feeds: [korean-ai]\nsources:\n  - {own}\n")
    same = [source for source in settings.sources if isinstance(source, FeedSource) and "hada.io" in source.url]
    assert [source.name for source in same] == ["긱뉴스"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "feeds: [korean-ia]\n",
            "1번째 줄: feeds: 모르는 피드 목록입니다: korean-ia (혹시 `korean-ai`? 쓸 수 있는 것: ",
        ),
        ("timezone: UTC\nfeeds: [AI_Labs]\n", "2번째 줄: feeds: 모르는 피드 목록입니다: AI_Labs (혹시 `ai-labs`? "),
        ("feeds: [xyz]\n", f"모르는 피드 목록입니다: xyz (쓸 수 있는 것: {', '.join(NAMED)})"),
    ],
)
def test_an_unknown_list_is_told_with_the_nearest_and_all(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(tmp_path, text)
    assert told in str(caught.value)


@pytest.fixture
def two_feeds(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A list of a feed that answers and one that does not."""
    with (
        serving(reply(RSS, media="application/rss+xml"), FAULTS["HTML with 200"]) as good,
        serving(FAULTS["500"]) as bad,
    ):
        common = {"role": "posts", "language": "ko", "found": "https://example.org/", "tried": "never"}
        entries = (
            lists.ListedFeed.model_validate({"name": "산 곳", "url": f"{good.base}/a.xml", **common}),
            lists.ListedFeed.model_validate({"name": "죽은 곳", "url": f"{bad.base}/b.xml", **common}),
        )
        monkeypatch.setattr(lists, "feed_list", lambda _name: entries)
        yield entries


def test_a_dead_entry_costs_one_line(two_feeds: Any, store: Store) -> None:
    settings = Settings.model_validate({"feeds": ["korean-ai"], "sources": [{"kind": "inbox"}]})
    found = collect_all(settings.sources, window_of("2024-08-22"), context_for(store))
    assert {report.source: report.state for report in found.reports} == {
        "feed:산 곳": "ok",
        "feed:죽은 곳": "skipped",
        "inbox": "empty",
    }
    told = [report_line(report) for report in found.reports if report.off]
    assert told == ["죽은 곳: 서버 오류(500) – 2회 재시도 후 건너뜀"]
    assert [sighting.title for sighting in found.sightings] == ["LLM 글"]


def test_check_online_tells_which_answer(two_feeds: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from digest.app import open_app

    settings = Settings.model_validate(
        {
            "feeds": ["ai-labs"],
            "sources": [{"kind": "inbox"}],
            "store": f"sqlite:///{tmp_path}/digest.db",
            "digests": [{"journal": None}],
        }
    )
    app = open_app(settings=settings, environ={}, clock=lambda: window_of("2024-08-22").now)
    problems = ask_services(app)
    app.close()
    told = capsys.readouterr().out
    assert "온라인 산 곳: 정상, 1건" in told
    assert "온라인 죽은 곳: 실패 – 서버 오류(500)" in told
    assert problems == []  # nobody can mend a list, so it is told and no more


def test_a_feed_that_is_not_about_papers_alone_gives_only_what_matches(store: Store) -> None:
    kinds: list[tuple[Kind, bool]] = []
    for only in (True, False):
        with serving(reply(RSS, media="application/rss+xml")) as server:
            source = FeedSource(name=f"피드 {only}", url=f"{server.base}/a.xml", only_matching=only)
            found = source.collect(window_of("2024-08-22"), context_for(store))
        kinds += [(sighting.kind, sighting.needs_keyword) for sighting in found.sightings]
    assert kinds == [("post", True), ("post", False)]
