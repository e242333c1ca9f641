"""One odd entry in an answer costs itself at most: any member may be of a wrong type, null, huge or nested."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from arxiv_answers import entry, page
from digest.collect import deadlines, huggingface
from digest.collect.arxiv import rss as arxiv_rss
from digest.collect.arxiv import source as arxiv
from digest.collect.feed import source as feed
from digest.collect.huggingface import HuggingFaceSource
from digest.collect.x import posts as x_posts
from digest.errors import SkippableError
from digest.models import Sighting
from digest.store import Store
from makers import NOW
from source_kit import context_for, golden_inputs, window_of

ODD: list[Any] = [
    *(None, True, False, 0, -1, 10**30, 1.5, float("inf"), "", " ", "x", "\x00\x1b[2J", "9" * 400),
    *([], {}, [None], [[]], [{}], [0], ["x"], {"url": "x"}, {"a": {"b": [{}]}}, "0001-01-01T00:00:00+23:59"),
    *("9999-12-31T23:59:59-12:00", "\u0663", "../../etc", "https://[", "javascript:alert(1)"),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in decoded JSON."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        yield (*path, name)
        yield from places(inner, (*path, name))


def bent(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """A copy with something else in one place."""
    value = copy.deepcopy(value)
    at = value
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = odd
    return value


def storable(store: Store, found: Any) -> None:
    store.sightings.add([s for s in found if isinstance(s, Sighting)], NOW.date())


HF, X = golden_inputs("huggingface"), golden_inputs("x")


@pytest.mark.parametrize("path", HF, ids=lambda path: path.stem)
def test_hugging_face_keeps_all_other_entries(path: Any, store: Store) -> None:
    entries = json.loads(path.read_bytes())[:3]
    whole = {s.key for s in huggingface.parse_entries(entries, NOW.date(), NOW)}
    for place in places(entries):
        for odd in ODD:
            found = huggingface.parse_entries(bent(entries, place, odd), NOW.date(), NOW)
            assert len(whole & {s.key for s in found}) >= len(whole) - 1, (place, odd)
        storable(store, found)


@pytest.mark.slow
@pytest.mark.parametrize("path", X, ids=lambda path: path.stem)
def test_x_keeps_all_other_posts(path: Any, store: Store) -> None:
    answer = json.loads(path.read_bytes())
    whole = {post.id for post in x_posts.read_page(answer).posts}
    for place in places(answer):
        for odd in ODD:
            try:
                posts = x_posts.read_page(bent(answer, place, odd)).posts
            except ValueError:
                assert place == ("data",) or len(whole) < 2, (place, odd)
                continue
            found = x_posts.sightings_of(posts, "x", NOW)
            if place[0] == "data" and len(place) > 1:
                assert len(whole & {post.id for post in posts}) >= len(whole) - 1, (place, odd)
        storable(store, found)


@pytest.mark.parametrize("name", ["id", "title", "updated", "published", "summary", "name"])
def test_arxiv_keeps_all_other_papers(name: str, store: Store) -> None:
    for odd in (*filter(lambda odd: isinstance(odd, str) and "\x00" not in odd, ODD), "<b/>", "<b>x</b>y"):
        head, _, tail = entry(2).partition(f"<{name}>")
        body = page(entry(1), f"{head}<{name}>{odd}{tail[tail.index('</') :]}", entry(3)).content
        found = arxiv.parse(body, NOW)
        assert {"arxiv:2408.00001", "arxiv:2408.00003"} <= {s.key for s in found}, odd
        storable(store, found)


def test_the_report_counts_unreadable_entries_of_hugging_face(store: Store) -> None:
    good = {"paper": {"id": "2408.08152", "title": "ok"}}
    odd = {"paper": {"id": "2408.08153", "title": "odd", "githubRepo": {"url": "x"}, "authors": 7, "ai_keywords": "a"}}
    bad: list[Any] = [None, 7, {}, {"paper": {"id": "2408.08154", "title": None}}, {"paper": {"id": 1, "title": "a"}}]

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=[good, odd, *bad])

    found = HuggingFaceSource().collect(window_of("2024-08-20"), context_for(store, handler, now=NOW))
    assert [(s.key, s.code_url, s.keywords) for s in found.sightings] == [
        ("arxiv:2408.08152", "", ()),
        ("arxiv:2408.08153", "", ()),
    ]
    assert (found.report.state, found.report.detail) == ("partial", "읽을 수 없는 항목 5개를 건너뜀")


def test_x_counts_what_is_no_post() -> None:
    good = {"id": "1825000000000000001", "text": "a", "created_at": "2024-08-18T20:00:00.000Z"}
    page_read = x_posts.read_page(
        {"data": [good, None, {"id": 5}, {"id": "x", "text": "b"}, {"id": "9" * 400, "text": "c"}]}
    )
    assert ([post.id for post in page_read.posts], page_read.unreadable) == (["1825000000000000001"], 4)


ANNOUNCED = window_of("2024-08-20").announcements[0]


def texts(body: str) -> Iterator[tuple[int, int]]:
    """Where the texts between tags stand, after the feed's own head."""
    start = min((at for at in (body.find("<item"), body.find("<entry")) if at >= 0), default=len(body))
    while (opened := body.find(">", start) + 1) and (closed := body.find("<", opened)) >= 0:
        if body[opened:closed].strip():
            yield opened, closed
        start = closed


@pytest.mark.parametrize("path", golden_inputs("feed"), ids=lambda path: path.stem)
def test_feeds_keep_all_other_entries(path: Any, store: Store) -> None:
    source, chance = feed.FeedSource(name="예제", url="https://news.example.kr/rss", max_items=100), random.Random(1)
    body = path.read_text("utf-8")
    window = window_of("2024-08-22")
    wide = window.model_copy(update={"start": window.start.replace(year=1991), "live": False})
    count = len(feed.parse(body.encode(), source, wide).sightings)
    odd_texts = [odd for odd in ODD if isinstance(odd, str) and "\x00" not in odd] + ["<b/>", "가" * 3000]
    for opened, closed in texts(body):
        odd = chance.choice(odd_texts)
        found = feed.parse((body[:opened] + odd + body[closed:]).encode(), source, wide).sightings
        assert len(found) >= count - 8, (body[opened:closed], odd)  # an entry may link several papers
        storable(store, found)


def test_an_undated_entry_does_not_cost_the_feed_of_arxiv() -> None:
    path = next(path for path in golden_inputs("arxiv") if path.suffix == ".atom")
    body = path.read_bytes()
    whole = {s.key for s in arxiv_rss.parse(body, ANNOUNCED, NOW)}
    start = body.index(b"<published>", body.index(b"<entry")) + len(b"<published>")
    undated = body[:start] + b"soon" + body[body.index(b"</published>", start) :]
    assert len(whole) > 1
    assert {s.key for s in arxiv_rss.parse(undated, ANNOUNCED, NOW)} == whole


@pytest.mark.slow
@pytest.mark.parametrize("path", golden_inputs("deadlines"), ids=lambda path: path.stem)
def test_conference_lists_keep_all_other_conferences(path: Any) -> None:
    import yaml

    listed = yaml.safe_load(path.read_bytes())
    listed = json.loads(json.dumps(listed, default=str))
    listed = [one for one in listed if "title" in one][:3]
    ones = [len(deadlines.parse(json.dumps([one]).encode())[0]) for one in listed]
    for place in places(listed):
        for odd in ODD:
            try:
                found, _ = deadlines.parse(json.dumps(bent(listed, place, odd)).encode())
            except SkippableError:
                assert len(listed) == 1
                continue
            assert len(found) >= sum(ones) - ones[place[0]], (place, odd)
