"""Papers that were taken back: left out whoever lists them, and told once to whom they were shown."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

import digest.collect as room
from arxiv_answers import entry, page
from digest.cli import cli
from digest.clock import Deadline
from digest.collect import collect_all, huggingface
from digest.collect.arxiv import session
from digest.collect.arxiv.source import ArxivSource
from digest.collect.base import SourceSettings
from digest.collect.feed import source as feed
from digest.collect.feed.source import FeedSource
from digest.collect.huggingface import HuggingFaceSource
from digest.models import Collected, Sighting
from digest.store import Store
from loopback import Services, serving
from makers import NOW
from source_kit import context_for, window_of

GONE = "This paper has been withdrawn by the authors due to an error in Section 4."
CONFIG = """\
sources: [{{kind: huggingface, base_url: "{base}/hf"}}]
digests: [{{name: main, journal: {{folder: journal}}}}]
"""


class Listed(SourceSettings):
    """Gives what a test put in."""

    kind: str = "listed"
    name: str
    sightings: tuple[Sighting, ...] = ()

    @property
    def source(self) -> str:
        return self.name

    def collect(self, window: Any, context: Any) -> Collected:
        """What was put in."""
        return Collected(report=self.report("ok", len(self.sightings)), sightings=self.sightings)


def seen(source: str, number: int, **more: Any) -> Sighting:
    key = f"arxiv:2408.0000{number}"
    return Sighting(
        key=key, source=source, title=f"Paper {number}", url=f"https://arxiv.org/abs/{key}", seen_at=NOW, **more
    )


def test_one_source_that_knows_is_enough(store: Store) -> None:
    sources = [
        Listed(name="a", sightings=(seen("a", 1), seen("a", 2))),
        Listed(name="b", sightings=(seen("b", 1, withdrawn=True),)),
    ]
    found = collect_all(sources, window_of("2024-08-20"), context_for(store, now=NOW))
    assert [s.key for s in found.sightings] == ["arxiv:2408.00002"]
    assert [s.key for s in found.withdrawn] == ["arxiv:2408.00001"]


def test_hugging_face_and_feeds_of_papers_know_it_by_the_abstract(store: Store) -> None:
    listed = [{"paper": {"id": "2408.00001v3", "title": "A", "summary": GONE}}]
    (paper,) = huggingface.parse_entries(listed, NOW.date(), NOW)
    assert (paper.key, paper.withdrawn) == ("arxiv:2408.00001", True)
    body = (
        "<rss><channel><item><title>A</title><link>https://journal.example.org/1</link>"
        f"<pubDate>Mon, 19 Aug 2024 12:00:00 +0900</pubDate><description>{GONE}</description></item></channel></rss>"
    )
    source = FeedSource(name="학술지", url="https://journal.example.org/feed", role="papers")
    (paper,) = feed.parse(body.encode(), source, window_of("2024-08-20")).sightings
    assert paper.withdrawn


@pytest.mark.slow
def test_what_was_shown_and_taken_back_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(date: str) -> str:
        result = CliRunner().invoke(
            cli, ["--config", "digest.yaml", "--now", f"{date}T07:30:00+09:00", "run", "--json"]
        )
        assert result.exit_code in (0, 1), result.output
        return result.stdout

    services: Services
    with serving() as services:
        (tmp_path / "digest.yaml").write_text(CONFIG.format(base=services.base), "utf-8")
        monkeypatch.chdir(tmp_path)
        abstract = "We study how diffusion models learn."
        services.paper("2024-08-19", "2408.00001", "A Shown Study", abstract, 9)
        services.paper("2024-08-20", "2408.00002", "Another Study", abstract, 9)
        services.paper("2024-08-21", "2408.00003", "A Third Study", abstract, 9)
        assert "철회됨" not in run("2024-08-20")
        services.paper("2024-08-20", "2408.00001", "A Shown Study", GONE, 9)
        services.paper("2024-08-21", "2408.00001", "A Shown Study", GONE, 9)
        first = run("2024-08-21")
        assert "철회됨: A Shown Study" in first
        assert "철회됨: A Shown Study" in run("2024-08-21")  # the same day made again says the same
        assert "철회됨" not in run("2024-08-22")


def test_arxiv_is_asked_about_what_was_shown_lately(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(session, "PACER", session.Pacer(gap_s=0))

    class Shown:
        def shown_between(self, first: dt.date, before: dt.date, prefix: str) -> tuple[str, ...]:
            return ("arxiv:2408.00001", "arxiv:2408.00002")

    def handler(request: Any) -> Any:
        asked.append(str(request.url))
        if "id_list=2408" not in str(request.url):
            return page(entry(9))
        return page(entry(1).replace("Text.", GONE), entry(2))

    context = context_for(store, handler, now=NOW)
    object.__setattr__(store, "digests", Shown())
    gone = [
        [s.key for s in ArxivSource().collect(window_of("2024-08-19"), context).sightings if s.withdrawn]
        for _ in range(2)
    ]
    assert gone == [["arxiv:2408.00001"], []]  # asked once a day
    assert sum("id_list=2408.00001%2C2408.00002" in url for url in asked) == 1


def test_a_source_that_cannot_be_ended_does_not_hold_the_others(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for_ever = threading.Event()

    class Stuck(Listed):
        def collect(self, window: Any, context: Any) -> Collected:
            """Nothing, ever."""
            for_ever.wait(30)
            return super().collect(window, context)

    monkeypatch.setattr(room, "GRACE_S", 1.5)
    context = replace(context_for(store, now=NOW), deadline=Deadline(0.3))
    found = collect_all(
        [Stuck(name="stuck"), Listed(name="ok", sightings=(seen("ok", 1),))], window_of("2024-08-20"), context
    )
    for_ever.set()
    assert [s.key for s in found.sightings] == ["arxiv:2408.00001"]
    assert {r.source: r.state for r in found.reports} == {"ok": "ok", "stuck": "failed"}


def test_a_list_that_ignores_paging_ends_at_once(store: Store) -> None:
    papers = [{"paper": {"id": f"2408.{n:05d}", "title": f"Paper {n}", "upvotes": n}} for n in range(1, 5001)]
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=papers)

    window = window_of("2024-08-20")
    found = HuggingFaceSource().collect(window, context_for(store, handler, now=NOW))
    assert len(asked) == 2 * len(window.list_dates)
    assert len(found.sightings) == 5000
    assert sorted(s.heat or 0 for s in found.sightings)[:2] == [0.0, 0.0]
