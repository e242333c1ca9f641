"""Feeds: what belongs to the window, what it is about, and what the report says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import httpx
import pytest
from pydantic import ValidationError

from digest.calendar.window import Window
from digest.collect.feed import format as feed_format
from digest.collect.feed.format import plain_text
from digest.collect.feed.source import FeedSource, parse, sightings_of
from digest.errors import SkippableError
from digest.models import Collected
from digest.store import Store
from makers import NOW
from source_kit import check_golden, context_for, golden_inputs, window_of

SOURCE = FeedSource(name="예제", url="https://news.example.kr/rss.xml")
THURSDAY = window_of("2024-08-22")
LATER = window_of("2024-08-22", "2024-08-30T07:30:00+09:00")
INSIDE = "Wed, 21 Aug 2024 22:10:00 +0900"


def item(title: str = "글", link: str = "https://news.example.kr/1", date: str = INSIDE, text: str = "") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>{title}</title><link>{link}</link>{dated}<description>{text}</description></item>"


def rss(*items: str, built: str = "") -> bytes:
    made = f"<lastBuildDate>{built}</lastBuildDate>" if built else ""
    return f'<rss version="2.0"><channel><title>t</title>{made}{"".join(items)}</channel></rss>'.encode()


def read(*items: str, window: Window = THURSDAY, source: FeedSource = SOURCE, **options: Any) -> Collected:
    built = options.pop("built", "")
    return parse(rss(*items, built=built), source, window, **options)


@pytest.mark.parametrize("path", golden_inputs("feed"), ids=lambda p: p.stem)
def test_golden_feeds(path: Path) -> None:
    role = "papers" if path.stem.endswith("papers") else "posts"
    found = parse(path.read_bytes(), SOURCE.model_copy(update={"role": role}), THURSDAY)
    check_golden(path, found.model_dump(mode="json", exclude_defaults=True))


@pytest.mark.shared
def test_recorded_bridges_parse(shared: Path) -> None:
    folder = shared / "data" / "x_feeds"
    window = window_of("2026-08-05", "2026-08-05T07:30:00+09:00")
    nitter = parse((folder / "nitter_2026_shapes.xml").read_bytes(), SOURCE, window)
    assert [(s.key, s.account) for s in nitter.sightings] == [
        ("url:https://x.com/i/status/2084665356703195433", "shuai_bai_")
    ]
    rsshub = parse((folder / "rsshub_twitter_shapes.xml").read_bytes(), SOURCE, window_of("2026-09-02"))
    assert [s.key for s in rsshub.sightings] == ["url:https://x.com/i/status/1001"]


@pytest.mark.shared
def test_recorded_nitter_items_give_their_papers(shared: Path) -> None:
    recorded = json.loads((shared / "data" / "x_feeds" / "nitter_akhaliq_2023-05.json").read_text("utf-8"))
    posts = [post for post in recorded if "link" in post]
    assert posts
    items = [item(escape(p["title_raw"]), p["link"], text=escape(p["description_raw"])) for p in posts]
    found = read(*items)
    assert found.report.state == "ok"
    keys = {s.post_url.rpartition("/")[2].partition("#")[0] or "post": s.key for s in found.sightings}
    assert keys["1661583348521918464"] == "arxiv:2305.14540"  # the others mention no paper
    assert len(found.sightings) == len(posts)


def test_a_page_that_is_only_a_refusal_is_a_failure() -> None:
    refusal = item("RSS reader not yet whitelisted!", "https://rss.xcancel.com/QwenDevs/rss", date="")
    with pytest.raises(SkippableError, match="허용하지 않음"):
        read(refusal)


def test_only_the_window_counts() -> None:
    before, after = "Wed, 21 Aug 2024 06:59:59 +0900", "Thu, 22 Aug 2024 07:00:00 +0900"
    first = "Wed, 21 Aug 2024 07:00:00 +0900"
    found = read(
        item("a", "https://e.kr/a", before), item("b", "https://e.kr/b", first), item("c", "https://e.kr/c", after)
    )
    assert [s.title for s in found.sightings] == ["b"]


def test_nothing_after_now_is_taken() -> None:
    early = window_of("2024-08-22", "2024-08-21T12:00:00+09:00")
    found = read(item(), window=early)
    assert found.report.state == "empty"


@pytest.mark.parametrize("day", ["2024-08-22", "2024-08-23"])
def test_a_date_without_time_is_shown_once_and_never_lost(day: str) -> None:
    """Dated the 21st only; it may have appeared at any hour, so Thursday's window, which holds its end, has it."""
    shown = read(item(date="2024년 8월 21일"), window=window_of(day)).sightings
    assert len(shown) == (1 if day == "2024-08-22" else 0)


def test_undated_entries_are_new_once(store: Store) -> None:
    body = rss(item(date=""), item("둘", "https://news.example.kr/2", date=""))
    source, window = SOURCE, THURSDAY
    first = source.collect(window, context_for(store, lambda _r: httpx.Response(200, content=body)))
    assert (first.report.count, first.sightings[0].published) == (2, None)
    store.sightings.add(first.sightings, window.date)
    again = source.collect(window, context_for(store, lambda _r: httpx.Response(200, content=body)))
    assert again.sightings == first.sightings
    friday = window_of("2024-08-23")
    grown = rss(item("셋", "https://news.example.kr/3", date="")) + b"<!-- -->"
    more = grown.replace(b"</channel>", item(date="").encode() + b"</channel>")
    next_day = source.collect(friday, context_for(store, lambda _r: httpx.Response(200, content=more)))
    assert [s.title for s in next_day.sightings] == ["셋"]


def test_undated_entries_never_fill_a_past_day() -> None:
    found = read(item(date=""), window=LATER)
    assert (found.report.state, found.sightings) == ("not_for_this_day", ())
    assert found.report.detail == "글에 날짜가 없어 지난 날은 알 수 없음"


def test_a_past_day_before_the_feeds_reach_says_so() -> None:
    found = read(item(date="Sun, 25 Aug 2024 12:00:00 +0900"), window=LATER)
    assert found.report.state == "not_for_this_day"
    assert found.report.detail == "피드가 2024-08-25 이후 글만 담고 있음"


def test_a_past_day_that_is_half_reached_is_partial() -> None:
    found = read(item(), item("나중", "https://e.kr/2", "Sun, 25 Aug 2024 12:00:00 +0900"), window=LATER)
    assert (found.report.state, found.report.count) == ("partial", 1)


def test_a_past_day_inside_the_feeds_reach_is_answered() -> None:
    found = read(item(), item("전", "https://e.kr/2", "Mon, 19 Aug 2024 12:00:00 +0900"), window=LATER)
    assert (found.report.state, found.report.count) == ("ok", 1)


def test_a_silent_feed_is_stale() -> None:
    found = read(item(date="Fri, 05 Jul 2024 09:00:00 +0900"))
    assert found.report.state == "stale"
    assert found.report.detail == "가장 새 글이 47일 전(2024-07-05)"
    patient = SOURCE.model_copy(update={"stale_days": None})
    assert read(item(date="Fri, 05 Jul 2024 09:00:00 +0900"), source=patient).report.state == "empty"


def test_an_archive_stamped_with_the_build_time_is_not_news() -> None:
    stamped = [item(f"글 {n}", f"https://e.kr/{n}") for n in range(4)]
    found = read(*stamped, built=INSIDE, known={f"url:https://e.kr/{n}" for n in range(3)})
    assert [s.title for s in found.sightings] == ["글 3"]
    assert found.sightings[0].published is None


def test_an_old_address_with_a_fresh_date_is_refused() -> None:
    found = read(item(link="https://e.kr/2021/03/old"), item("새 글", "https://e.kr/2024/08/new"))
    assert [s.title for s in found.sightings] == ["새 글"]


def test_an_edited_old_entry_is_not_new_again() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>글</title><id>tag:1</id>'
        '<link href="https://e.kr/1"/><updated>2024-08-21T13:00:00Z</updated></entry></feed>'
    ).encode()
    assert parse(atom, SOURCE, THURSDAY).report.count == 1
    assert parse(atom, SOURCE, THURSDAY, known={"url:https://e.kr/1"}).report.count == 0


def test_the_newest_of_too_many_are_kept_and_the_cap_is_said() -> None:
    many = [item(f"글 {n}", f"https://e.kr/{n}", f"Wed, 21 Aug 2024 {10 + n}:00:00 +0900") for n in range(9)]
    found = read(*many, source=SOURCE.model_copy(update={"max_items": 2}))
    assert [s.title for s in found.sightings] == ["글 8", "글 7"]
    assert (found.report.state, found.report.detail) == ("capped", "새 글 9개 중 2개만 읽음")


def test_the_same_entry_many_times_is_one() -> None:
    assert read(*[item()] * 50).report.count == 1


def test_an_empty_feed() -> None:
    found = read()
    assert (found.report.state, found.report.detail) == ("empty", "글이 하나도 없는 피드")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "빈 응답"),
        (b"<!DOCTYPE html><html><body>Page not found</body></html>", "HTML 페이지"),
        (b"\xef\xbb\xbf<html>", "HTML 페이지"),
        (b'<?xml version="1.0"?>' + b"<!-- a --> " * 100 + b"<!doctype html>", "HTML 페이지"),
        (b'{"error": 1}', "피드가 아닌 응답"),
        (b"<urlset><url/></urlset>", "피드가 아닌 응답"),
        (b"<rss version='2.0'><channel><title>t", "깨진 XML"),
        (b"/etc/passwd", "피드가 아닌 응답"),
    ],
)
def test_what_is_no_feed_fails_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(SkippableError, match=reason):
        parse(body, SOURCE, THURSDAY)


@pytest.mark.parametrize("cut", [-20, -60])
def test_a_truncated_feed_gives_what_it_has(cut: int) -> None:
    found = parse(rss(item(), item("둘", "https://e.kr/2"))[:cut], SOURCE, THURSDAY)
    assert found.report.state == "partial"
    assert found.report.detail == "피드가 중간에 끊겨 있어 앞부분만 읽음"
    assert found.report.count >= 1


@pytest.mark.parametrize(
    ("declared", "actual", "content_type"),
    [
        ("euc-kr", "euc-kr", "application/rss+xml"),
        ("cp949", "cp949", "text/html"),
        ("utf-8", "utf-8", "text/xml; charset=us-ascii"),
        ("utf-8", "utf-8", "text/html; charset=utf-8"),
        ("iso-8859-1", "utf-8", "application/rss+xml; charset=utf-8"),
    ],
)
def test_charsets(declared: str, actual: str, content_type: str) -> None:
    body = f'<?xml version="1.0" encoding="{declared}"?>'.encode() + rss(item("확산 모델")).decode().encode(actual)
    found = parse(body, SOURCE, THURSDAY, content_type=content_type)
    assert [s.title for s in found.sightings] == ["확산 모델"]


def test_hostile_text_stays_text() -> None:
    nasty = "&lt;img src=x onerror=alert(1)&gt; {{ site.x }} &lt;!channel&gt; [a](javascript:x)"
    found = read(item(nasty, text="&lt;a href='javascript:x'&gt;x&lt;/a&gt;"), item("b", "javascript:alert(1)"))
    (one,) = found.sightings
    assert one.title.endswith("{{ site.x }} [a](javascript:x)") or "<!channel>" in one.title
    assert one.url == "https://news.example.kr/1"


def youtube_404(request: httpx.Request) -> httpx.Response:
    return httpx.Response(404, html="<html>Error 404</html>")


def test_a_404_of_youtube_is_no_verdict(store: Store) -> None:
    source = FeedSource(name="채널", url="https://www.youtube.com/feeds/videos.xml?channel_id=UCx")
    with pytest.raises(SkippableError, match="YouTube는 멀쩡한 채널에도"):
        source.collect(THURSDAY, context_for(store, youtube_404))


def test_a_user_agent_for_sites_with_rules(store: Store) -> None:
    agents = []

    def handler(request: httpx.Request) -> httpx.Response:
        agents.append(request.headers["user-agent"])
        return httpx.Response(200, content=rss(item()))

    SOURCE.model_copy(update={"user_agent": "linux:d:1.0 (by /u/me)"}).collect(THURSDAY, context_for(store, handler))
    SOURCE.collect(THURSDAY, context_for(store, handler))
    assert agents == ["linux:d:1.0 (by /u/me)", "digest/test (mailto:reader@example.com)"]


@pytest.mark.parametrize("wrong", [{"url": "file:///etc/passwd"}, {"name": ""}, {"timezone": "Seoul"}, {"role": "x"}])
def test_wrong_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FeedSource.model_validate({"name": "a", "url": "https://e.kr/rss", **wrong})


@pytest.mark.parametrize("text", ["?", "\x00", "&#0;", "<![CDATA[", "]]>", "&undefined;", "<b><i>", "<!ENTITY x 'y'>"])
def test_an_odd_title_of_the_feed_never_costs_the_entries_or_a_clear_reason(text: str) -> None:
    body = rss(item()).replace(b"<title>t", b"<title>" + text.encode())
    try:
        count = parse(body, SOURCE, THURSDAY).report.count
    except SkippableError as error:
        count = 0 if error.message == "깨진 XML 응답" else -1
    assert count in (0, 1)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["<!--", "<!", "<a ", "<a href='", "</", "<script>", "<![CDATA[", "&", "<div a="])
def test_html_without_end_costs_little(piece: str) -> None:
    for end in ("", ">", "'>"):
        assert plain_text("<p>글 <!-- x --> 둘</p>" + piece * (190_000 // len(piece)) + end).startswith("글 둘")


JOURNAL = SOURCE.model_copy(update={"role": "papers"})
ADA = "0000-0002-1825-0097"


def test_the_ids_of_authors_are_read_where_a_feed_gives_them() -> None:
    people = f"""<author><name>Ada Example</name><uri>https://orcid.org/{ADA}</uri></author>
    <author><name>Bo Beispiel</name><uri>https://bo.example/</uri></author>"""
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>t</id><entry><title>A paper</title>
    <id>https://journal.example/1</id><link href="https://journal.example/1"/>{people}
    <published>2024-08-21T12:00:00Z</published></entry></feed>"""
    told = {"version": "https://jsonfeed.org/version/1.1", "title": "t"}
    by = [{"name": "Ada Example", "url": f"https://orcid.org/{ADA}"}, {"name": "Bo Beispiel", "url": 7}, {"url": ADA}]
    page = {"id": "1", "url": "https://journal.example/1", "title": "A paper", "authors": by}
    json_feed = json.dumps(told | {"items": [page | {"date_published": "2024-08-21T12:00:00Z"}]})
    for body in (atom, json_feed):
        (found,) = parse(body.encode(), JOURNAL, THURSDAY).sightings
        assert found.authors == ("Ada Example", "Bo Beispiel")
        assert found.orcids == (ADA, "")


def test_a_feed_without_ids_gives_none() -> None:
    entry = item().replace("</item>", "<author>ada@example.org (Ada Example, Bo Beispiel)</author></item>")
    (found,) = parse(rss(entry), JOURNAL, THURSDAY).sightings
    assert (found.authors, found.orcids) == (("Ada Example", "Bo Beispiel"), ())


def test_the_base_of_one_entry_holds_for_no_other() -> None:
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom">'
        b'<entry xml:base="v2/"><title>a</title><link href="notes.html"/></entry>'
        b'<entry><title>b</title><link href="other.html"/></entry>'
        b'<entry><title>c</title><link rel="alternate" href=""/></entry></feed>'
    )
    links = [entry.link for entry in feed_format.read_feed(body, url="https://a.example/blog/feed.xml").entries]
    assert links == ["https://a.example/blog/v2/notes.html", "https://a.example/blog/other.html", ""]


def test_a_post_about_a_doi_lends_it_its_title() -> None:
    item = "<item><title>Why {0}</title><link>https://a.example/{0}</link><description>{1}</description></item>"
    body = "".join(
        [
            item.format("one", "see doi:10.1109/5.771073."),
            item.format("two", "doi:10.1109/5.771073 doi:10.1145/3580305"),
            item.format("three", "arXiv:2408.08152"),
        ]
    )
    entries = feed_format.read_feed(f"<rss version='2.0'><channel>{body}</channel></rss>".encode()).entries
    source = FeedSource(name="예제", url="https://a.example/rss")
    found = [[(one.key, one.title) for one in sightings_of(entry, source, NOW)] for entry in entries]
    assert found == [
        [("doi:10.1109/5.771073", "Why one")],
        [("doi:10.1109/5.771073", ""), ("doi:10.1145/3580305", "")],
        [("arxiv:2408.08152", "")],
    ]
