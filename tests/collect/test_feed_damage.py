"""Feeds as they are really served: damaged but whole is whole, wrong labels are read right, nobody's entry is lost."""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any

import pytest

from digest.collect.feed.format import read_feed
from digest.collect.feed.markup import DEEPEST, MOST_ATTRIBUTES, events
from digest.collect.feed.source import FeedSource, parse
from digest.errors import SkippableError
from digest.models import Collected
from source_kit import window_of

SOURCE = FeedSource(name="예제", url="https://blog.example.kr/feed.xml")
WINDOW = window_of("2024-08-22")
DATE = "<pubDate>Wed, 21 Aug 2024 22:10:00 +0900</pubDate>"


def item(title: str, number: int = 1, inside: str = "") -> str:
    return f"<item><title>{title}</title><link>https://blog.example.kr/{number}</link>{DATE}{inside}</item>"


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>블로그</title>{"".join(items)}</channel></rss>'


def atom(*entries: str) -> bytes:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>' + "".join(entries) + "</feed>"
    ).encode()


def entry(number: int, inside: str) -> str:
    dates = "<published>2024-08-21T10:00:00Z</published><updated>2024-08-21T10:00:00Z</updated>"
    return f"<entry><id>urn:{number}</id><title>글 {number}</title>{dates}{inside}</entry>"


def read(body: bytes | str, content_type: str = "application/xml") -> Collected:
    raw = body.encode() if isinstance(body, str) else body
    return parse(raw, SOURCE, WINDOW, content_type=content_type, url=SOURCE.url)


def titles(found: Collected) -> list[str]:
    return [sighting.title for sighting in found.sightings]


@pytest.mark.parametrize(
    ("damage", "title"),
    [
        ("분산 학습 \x08R&amp;D", "분산 학습 R&D"),
        ("질문 & 답", "질문 & 답"),
        ("A&B?x=1&copy=2", "A&B?x=1&copy=2"),
        ("3월&nbsp;정리&middot;끝", "3월 정리·끝"),
        ("수식 a < b", "수식 a < b"),
        ("정리&#x8; 둘", "정리 둘"),
        ("반쪽 &#55357;&#56832;", "반쪽 😀"),
        ("<![CDATA[생각 <think> 토큰]]>", "생각 <think> 토큰"),
    ],
)
def test_damaged_but_whole_is_whole(damage: str, title: str) -> None:
    found = read(rss(item("첫 글", 1), item(damage, 2), item("끝 글", 3)))
    assert titles(found) == ["첫 글", title, "끝 글"]
    assert found.report.state == "ok"


@pytest.mark.parametrize("around", ["\n\n  {}", "{}<script>track()</script>", "{}<!-- cached -->\n", "\ufeff{}"])
def test_what_stands_around_the_document_is_no_damage(around: str) -> None:
    body = '<?xml version="1.0" encoding="utf-8"?>' + rss(item("글"))
    found = read(around.format(body))
    assert (titles(found), found.report.state, found.report.detail) == (["글"], "ok", "")


def test_one_bad_byte_costs_one_letter_and_is_told() -> None:
    body = rss(item("한국어 제목", 1), item("깨진 카페 글", 2)).encode().replace("페".encode(), b"\xed\x8e")
    found = read(body)
    assert titles(found) == ["한국어 제목", "깨진 카\ufffd 글"]
    assert (found.report.state, found.report.detail) == ("ok", "읽을 수 없는 글자 1개를 �로 바꿈")
    controlled = read(rss(item("제어\x1c문자")))
    assert controlled.report.detail == "제어 문자 1개를 뺌"


KOREAN = rss(item("햏자의 글 똠방각하"))


@pytest.mark.parametrize("label", ["euc-kr", "EUC-KR", "ks_c_5601-1987", "windows-949", "cp949", "korean", "utf-8", ""])
@pytest.mark.parametrize("where", ["header", "declaration"])
def test_every_korean_label_means_cp949(label: str, where: str) -> None:
    declared = f'<?xml version="1.0" encoding="{label}"?>' if label and where == "declaration" else ""
    body = (declared + KOREAN).encode("cp949")
    content_type = f"text/xml; charset={label}" if label and where == "header" else "text/xml"
    found = read(body, content_type)
    assert (titles(found), found.report.detail) == (["햏자의 글 똠방각하"], "")


@pytest.mark.parametrize("label", ["euc-kr", "iso-8859-1", "us-ascii", "bz2", "rot13", "no-such-charset"])
def test_utf8_is_utf8_whatever_the_header_says(label: str) -> None:
    assert titles(read(KOREAN, f"text/xml; charset={label}")) == ["햏자의 글 똠방각하"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_with_and_without_a_mark(codec: str) -> None:
    assert titles(read(KOREAN.encode(codec))) == ["햏자의 글 똠방각하"]


def test_one_guid_for_several_entries_loses_none() -> None:
    guid = '<guid isPermaLink="false">https://blog.example.kr/</guid>'
    found = read(rss(*(item(f"글 {n}", n, guid) for n in (1, 2, 3))))
    assert titles(found) == ["글 1", "글 2", "글 3"]
    again = read(rss(item("같은 글", 1, guid), item("같은 글", 1, guid)))
    assert titles(again) == ["같은 글"]


def test_a_guid_that_is_used_again_does_not_make_the_feed_stale() -> None:
    guid = '<guid isPermaLink="false">post-7</guid>'
    old = item("옛 글", 1, guid).replace("21 Aug 2024", "21 Aug 2017")
    found = read(rss(item("새 글", 9, guid), old))
    assert (titles(found), found.report.state) == (["새 글"], "ok")


def test_links_that_differ_by_their_fragment_are_different_entries() -> None:
    notes = [
        f"<item><title>변경 {n}</title><link>https://blog.example.kr/changes#v{n}</link>{DATE}</item>" for n in (1, 2)
    ]
    found = read(rss(*notes))
    assert [(s.key, s.url) for s in found.sightings] == [
        ("url:https://blog.example.kr/changes#v1", "https://blog.example.kr/changes#v1"),
        ("url:https://blog.example.kr/changes#v2", "https://blog.example.kr/changes#v2"),
    ]
    assert [s.key for s in read(rss(notes[0])).sightings] == ["url:https://blog.example.kr/changes"]


@pytest.mark.parametrize("href", ["", " ", "#top", "https://blog.example.kr/feed.xml"])
def test_no_item_leads_to_the_feed_itself(href: str) -> None:
    good = entry(2, '<link rel="alternate" href="https://blog.example.kr/2"/>')
    found = read(atom(entry(1, f'<link rel="alternate" href="{href}"/>'), good))
    assert [s.url for s in found.sightings] == ["https://blog.example.kr/2"]


def test_the_page_of_an_entry_is_neither_its_comments_nor_its_sound() -> None:
    links = (
        '<link rel="replies" href="https://blog.example.kr/c"/><link rel="enclosure" href="https://blog.example.kr/a.mp3"/>'
        '<link rel="alternate" type="application/json" href="https://blog.example.kr/1.json"/>'
        '<link rel="alternate" type="text/html" href="/1"/>'
    )
    assert [s.url for s in read(atom(entry(1, links))).sightings] == ["https://blog.example.kr/1"]


def test_a_link_service_does_not_hide_the_address() -> None:
    origin = (
        '<feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        "https://blog.example.kr/real</feedburner:origLink>"
    )
    assert [s.url for s in read(rss(item("글", 1, origin))).sightings] == ["https://blog.example.kr/real"]


PAPER = "https://arxiv.org/abs/2408.08152"


@pytest.mark.parametrize(
    "inside",
    [
        f"<summary>논문 {PAPER} 을 읽었다</summary><content type='text/html' src='https://blog.example.kr/full'/>",
        f"<summary type='html'>&lt;a href='{PAPER}'&gt;논문&lt;/a&gt;</summary><content type='html'></content>",
        f"<content type='video/mp4' src='https://blog.example.kr/v.mp4'/><summary>{PAPER}</summary>",
        f"<content type='html'>유료 글입니다</content><summary>{PAPER}</summary>",
        f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><a href='{PAPER}'>논문</a></div></content>",
    ],
)
def test_both_texts_of_an_entry_are_read(inside: str) -> None:
    page = '<link href="https://blog.example.kr/1"/>'
    assert [s.key for s in read(atom(entry(1, page + inside))).sightings] == ["arxiv:2408.08152"]


def test_mail_addresses_of_authors_are_nobodys_business() -> None:
    for written in ("kim@example.org (김 하나)", "김 하나 &lt;kim@example.org&gt;", "김 하나 (kim@example.org)"):
        (found,) = read_feed(rss(item("글", 1, f"<author>{written}</author>")).encode()).entries
        assert found.authors == ("김 하나",)


JSON: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [
        {
            "id": "1",
            "url": "/1",
            "title": "첫 글",
            "content_html": f"<p>읽은 것: <a href='{PAPER}'>논문</a></p>",
            "date_published": "2024-08-21T10:00:00Z",
            "authors": [{"name": "김 하나"}],
        },
        {
            "id": 2,
            "external_url": "https://else.example.kr/2",
            "content_text": "글",
            "date_published": "2024-08-21T10:00:00Z",
        },
        None,
        {"id": "4", "title": 7, "url": None},
    ],
}


def test_a_json_feed_is_a_feed() -> None:
    found = read(json.dumps(JSON), "application/feed+json")
    assert [(s.key, s.post_url) for s in found.sightings] == [
        ("arxiv:2408.08152", "https://blog.example.kr/1"),
        ("url:https://else.example.kr/2", ""),
    ]


@pytest.mark.parametrize(
    "body", ['{"error": "down"}', '{"version": "https://jsonfeed.org/version/1"}', '{"items": [', "{}"]
)
def test_other_json_is_none(body: str) -> None:
    with pytest.raises(SkippableError):
        read(body)


def test_what_is_cut_in_the_middle_is_partial() -> None:
    whole = rss(item("첫 글", 1), item("둘째", 2))
    found = read(whole[: whole.index("<title>둘째") + 9])
    assert (titles(found)[0], found.report.state) == ("첫 글", "partial")


def test_entities_of_a_document_are_never_expanded() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    assert titles(read(bomb + rss(item("&b; &f; 글")))) == ["&b; &f; 글"]


HOSTILE = {
    "attributes": "<item " + "".join(f'a{n}="" ' for n in range(20_000)) + ">",
    "html attributes": "<item><description>&lt;a " + "".join(f"a{n}=&quot;&quot; " for n in range(20_000)),
    "depth": "<a>" * 100_000,
    "closing": "<a>" * 100 + "</b>" * 100_000,
    "namespaces": "<a xmlns:b='c'>" * 30_000,
    "bases": "<a xml:base='b/'>" * 30_000,
    "comments": "<!--" * 100_000,
    "declarations": "<!D[" * 100_000,
    "quotes": "<a '" * 50_000 + '<a "' * 50_000,
    "references": "&#1" * 100_000,
    "dates": "<item><link>https://blog.example.kr/9</link><pubDate>" + "1 " * 200_000,
    "entries": "<item><guid>x</guid></item>" * 30_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_structure_is_read_or_refused(kind: str) -> None:
    with contextlib.suppress(SkippableError):
        found = read('<rss version="2.0"><channel>' + item("글") + HOSTILE[kind])
        assert titles(found)[0] == "글"
        assert found.report.state == "partial"


@pytest.mark.soak
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_structure_takes_linear_time(kind: str) -> None:
    """Twice as much of it takes about twice as long; a square would take four times."""

    def cost(body: bytes) -> float:
        began = time.process_time()
        with contextlib.suppress(SkippableError):
            read(body)
        return time.process_time() - began

    half = '<rss version="2.0"><channel>' + HOSTILE[kind]
    double = half + HOSTILE[kind]
    once = min(cost(half.encode()) for _ in range(2))
    assert min(cost(double.encode()) for _ in range(2)) < 3.2 * once + 0.05


def test_depth_and_attributes_are_limited() -> None:
    deep = list(events("<rss>" + "<a>" * 1000))
    assert sum(event.kind == "start" for event in deep) == DEEPEST == sum(event.kind == "end" for event in deep)
    (start, *_) = events("<rss " + "".join(f'a{n}="1" ' for n in range(1000)) + "/>")
    assert len(start.attributes) == MOST_ATTRIBUTES
