"""The feed: valid, with stable ids, and days that stay."""

from __future__ import annotations

import datetime as dt
import threading
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from pydantic import ValidationError

from digest.models import Digest
from digest.publish import deliver_all
from digest.publish.atom import AtomPublisher
from digest.publish.base import Channel
from digest.publish.delivery import deliver
from digest.render.clean import visible
from digest.store import Store
from publish_channels import NOW, channel
from sample_digests import DAY, HOSTILE_TITLES, digest, entry, hostile, usual


@pytest.fixture
def feed(tmp_path: Path) -> AtomPublisher:
    return AtomPublisher(path=f"{tmp_path}/public/feed.xml", link="https://kim.example/feed.xml", keep=5)


@pytest.fixture
def at(store: Store) -> Channel:
    return channel(store, {})


def day(number: int, **changes: Any) -> Digest:
    return digest(entry(f"제목 {number}"), date=DAY + dt.timedelta(days=number), **changes)


def after(at: Channel, **time: int) -> Channel:
    """The same channel so much later."""
    return replace(at, clock=lambda: NOW + dt.timedelta(**time))


def read(feed: AtomPublisher) -> Any:
    parsed = feedparser.parse(Path(feed.path).read_bytes())
    assert not parsed.bozo
    return parsed


def test_a_feed_is_valid_and_complete(feed: AtomPublisher, at: Channel) -> None:
    assert deliver(usual(), feed, at).state == "sent"
    parsed = read(feed)
    assert parsed.version == "atom10"
    assert parsed.feed.title == "데일리 트렌드"
    assert parsed.feed.id.startswith("urn:uuid:")
    assert parsed.feed.updated == parsed.entries[0].updated == "2024-08-18T22:30:00Z"
    assert parsed.feed.author == "digest"
    assert {link.rel: link.href for link in parsed.feed.links}["self"] == "https://kim.example/feed.xml"
    assert parsed.entries[0].title == "데일리 트렌드 · 2024년 8월 19일 월요일 · 5건"
    assert "LongVILA" in parsed.entries[0].content[0].value
    assert parsed.entries[0].content[0].type == "text/html"


def test_a_reader_is_told_the_language(feed: AtomPublisher, at: Channel) -> None:
    deliver(usual(), feed, at)
    assert ET.parse(feed.path).getroot().get("{http://www.w3.org/XML/1998/namespace}lang") == "ko"


def test_days_stay_newest_first_up_to_the_limit(feed: AtomPublisher, at: Channel) -> None:
    for number in (3, 1, 4, 0, 5, 2, 6):
        deliver(day(number), feed, after(at, days=number))
    entries = zip(read(feed).entries, (6, 5, 4, 3, 2), strict=True)
    assert all(f"제목 {number}" in one.content[0].value for one, number in entries)


def test_nothing_is_updated_before_it_was_published(feed: AtomPublisher, at: Channel) -> None:
    """07:30 in Seoul is the evening before in UTC; a later update leaves the first moment as it was."""
    deliver(day(0), feed, at)
    (first,) = read(feed).entries
    assert first.published == first.updated == "2024-08-18T22:30:00Z"
    deliver(usual(), feed, after(at, hours=2))
    (later,) = read(feed).entries
    assert (later.published, later.updated) == ("2024-08-18T22:30:00Z", "2024-08-19T00:30:00Z")


def test_the_same_day_is_one_entry_with_one_id(feed: AtomPublisher, at: Channel) -> None:
    deliver(day(0), feed, at)
    deliver(day(1), feed, after(at, hours=24))
    before = read(feed)
    bytes_before = Path(feed.path).read_bytes()
    later = after(at, hours=26)
    deliver(day(0), feed, later)
    assert Path(feed.path).read_bytes() == bytes_before
    deliver(usual(), feed, later)
    now = read(feed)
    assert [one.id for one in now.entries] == [one.id for one in before.entries]
    assert now.feed.id == before.feed.id
    assert [one.updated for one in now.entries] == ["2024-08-19T22:30:00Z", "2024-08-20T00:30:00Z"]
    assert now.feed.updated == "2024-08-20T00:30:00Z"


def test_names_have_entries_of_their_own(feed: AtomPublisher, at: Channel) -> None:
    deliver(day(0), feed, at)
    deliver(day(0, name="vision"), feed, at)
    assert len({one.id for one in read(feed).entries}) == 2


def test_two_feeds_share_no_id(tmp_path: Path, at: Channel) -> None:
    feeds = [AtomPublisher(path=f"{tmp_path}/{name}.xml") for name in "ab"]
    for one in feeds:
        deliver(usual(), one, at)
    first, second = map(read, feeds)
    assert first.feed.id != second.feed.id
    assert first.entries[0].id != second.entries[0].id


def test_hostile_titles_arrive_literally(feed: AtomPublisher, at: Channel) -> None:
    deliver(hostile(), feed, at)
    stored = ET.parse(feed.path).findtext(".//{*}content")
    text = "".join(ET.fromstring(f"<div>{stored}</div>").itertext())
    assert all(visible(title) in text for title in HOSTILE_TITLES)


@pytest.mark.parametrize(
    "content",
    [
        "# notes",
        "<?xml version='1.0' encoding='UTF-82024'?><feed/>",
        "<rss version='2.0'><channel/></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>x</id></feed>",
    ],
)
def test_a_file_that_is_no_feed_of_ours_is_refused(feed: AtomPublisher, at: Channel, content: str) -> None:
    path = Path(feed.path)
    path.parent.mkdir()
    path.write_text(content)
    outcome = deliver(usual(), feed, at)
    assert outcome.state == "failed"
    assert "digest가 만든 피드가 아니라서" in outcome.detail
    assert path.read_text() == content


def test_a_day_can_be_taken_out_again(feed: AtomPublisher, at: Channel) -> None:
    deliver(day(0), feed, at)
    outcome = deliver(day(1), feed, at)
    assert feed.retract("main", outcome.receipt, at)
    assert feed.retract("main", outcome.receipt, at)
    assert ["제목 0" in one.content[0].value for one in read(feed).entries] == [True]


def test_test_changes_nothing(feed: AtomPublisher, at: Channel) -> None:
    assert "새 피드" in feed.test(at)
    assert not Path(feed.path).exists()
    deliver(usual(), feed, at)
    before = Path(feed.path).read_bytes()
    assert "1일치" in feed.test(at)
    assert Path(feed.path).read_bytes() == before


def test_a_link_must_be_a_web_address() -> None:
    with pytest.raises(ValidationError):
        AtomPublisher(path="feed.xml", link="feed.xml")


def test_days_that_are_written_at_the_same_moment_all_stay(
    any_store: Store, feed: AtomPublisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_feed = AtomPublisher._read

    def slowly(self: AtomPublisher) -> Any:
        found = read_feed(self)
        time.sleep(0.05)  # the others read the same feed meanwhile, if nothing keeps them from it
        return found

    monkeypatch.setattr(AtomPublisher, "_read", slowly)
    outcomes: list[Any] = []
    threads = [
        threading.Thread(target=lambda n=n: outcomes.extend(deliver_all(day(n), [feed], channel(any_store, {}), True)))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.state for outcome in outcomes] == ["sent"] * 4
    assert len(read(feed).entries) == 4
