"""A new source is one file and one name: this file, and the name it has in `SOURCES`."""

from __future__ import annotations

import datetime as dt
import importlib.util
from typing import Literal

import pytest
from pydantic import Field, TypeAdapter

from digest.calendar.window import Window
from digest.choose.merge import merge
from digest.choose.rank import rank
from digest.collect import SOURCES, Source, collect_all
from digest.collect.base import Context, SourceSettings
from digest.collect.huggingface import parse_entries
from digest.models import Collected, Entry, Line, Sighting
from digest.render.phrases import report_line, spoken_reasons
from digest.store import Store
from makers import NOW
from source_kit import GOLDEN, context_for, window_of

ROOT = GOLDEN.parents[1]


class TootSource(SourceSettings):
    """Posts of a Mastodon server."""

    trust = 48
    voice = "accounts"

    kind: Literal["toots"] = "toots"
    server: str = Field(default="social.example", min_length=1)
    """어느 서버를 읽을지."""

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return "Mastodon"

    @property
    def source(self) -> str:
        """The name in reports."""
        return f"toots:{self.server}"

    def collect(self, window: Window, context: Context) -> Collected:
        """Two people speak of one paper."""
        key, page = "arxiv:2408.08152", "https://arxiv.org/abs/2408.08152"
        common = {"key": key, "source": self.source, "url": page, "title": "somebody's words", "seen_at": window.now}
        seen = tuple(
            Sighting(**common, account=name, post_url=f"https://{self.server}/@{name}/1", published=window.start)
            for name in ("ada", "grace")
        )
        return Collected(report=self.report("partial", len(seen), "한 계정을 읽지 못함"), sightings=seen)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> SourceSettings:
    monkeypatch.setitem(SOURCES.places, "toots", f"{__name__}:TootSource")
    parsed: SourceSettings = TypeAdapter(Source).validate_python({"kind": "toots", "server": "paper.example"})
    return parsed


def test_it_is_configured_by_its_name(source: SourceSettings) -> None:
    assert (type(source).__name__, source.source) == ("TootSource", "toots:paper.example")


def test_it_is_collected_merged_ranked_and_rendered(source: SourceSettings, store: Store) -> None:
    found = collect_all([source], window_of("2024-08-20"), context_for(store, now=NOW))
    assert [report_line(report) for report in found.reports] == ["Mastodon: 한 계정을 읽지 못함"]
    listed = parse_entries([{"paper": {"id": "2408.08152", "title": "The Paper's Title"}}], dt.date(2024, 8, 19), NOW)
    (item,) = merge([*found.sightings, *listed])
    assert item.title == "The Paper's Title"  # what knows papers is believed before what speaks of them
    (ranked,) = rank([item], ())
    alone = merge(listed)
    (without,) = rank(alone, ())
    assert ranked.score == pytest.approx(without.score + 2 * 0.3)  # each account is a mention
    entry = Entry(item=item, line=Line(text="요약.", producer="mt"), score=ranked.score, reasons=ranked.reasons)
    assert any("Mastodon에서 2회 언급: @ada, @grace" in reason for reason in spoken_reasons(entry))


def test_what_it_told_comes_back_from_the_store(source: SourceSettings, store: Store) -> None:
    window = window_of("2024-08-20")
    for _ in range(2):  # `partial`: the second time the store completes it
        found = collect_all([source], window, context_for(store, now=NOW))
    assert {sighting.origin.name for sighting in found.sightings} == {"Mastodon"}


def test_it_is_documented(source: SourceSettings) -> None:
    spec = importlib.util.spec_from_file_location("write_docs", ROOT / "scripts" / "write_docs.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = script.PAGES["docs/configuration.md"]()
    assert "toots" in page
    assert "어느 서버를 읽을지." in page
