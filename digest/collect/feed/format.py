"""Feed bytes → entries, whatever the dialect: RSS 0.9–2.0, RDF, Atom, JSON Feed, whole or damaged.

The document is repaired first (markup.py), so that feedparser, which knows the dialects, is handed whole XML in UTF-8:
with such it is quick, while a start tag with 20,000 attributes or one bad byte would cost it minutes or the letters.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from digest.collect.base import one_line
from digest.collect.feed.dates import read_date
from digest.collect.feed.markup import CONTROL, attributes_of, pieces, repaired
from digest.errors import SkippableError
from digest.identity import orcid_of
from digest.lazy import pattern_of
from digest.net.charset import decode, label_of

# `<p>one</p><p>two</p>` is `one two`, `<b>o</b>ne` is `one`
BLOCKS = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
)
LONGEST_TEXT = 200_000
"""Characters of one entry that are read; some feeds hold whole books."""
MOST_ENTRIES = 10_000
# `<script>track()</script>` is no text
HIDDEN = frozenset({"script", "style"})
# `<!doctype html>` where a feed should be
WEB_PAGE = pattern_of(r"(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*<(?:!doctype\s+)?html", re.DOTALL | re.IGNORECASE)
"""How a page begins. A comment is read once (`?>`): as one that may stretch over the next it takes 2^n steps."""
DECLARED = pattern_of(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
"""`<?xml version="1.0" encoding="euc-kr"?>`."""
MARKED_UP = pattern_of(r"</(\w+)\s*>|<(?:br|hr|img)\b[^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d?);", re.IGNORECASE)
"""What a plain title would hardly hold: `a <b>word</b>`, `R&amp;D` written twice; `<think>` alone is a word."""
# `R<sup>2</sup>` is marked up, Vec<T> is not
FORMATTING = frozenset({"a", "abbr", "b", "code", "em", "font", "i", "p", "small", "span", "strong", "sub", "sup", "u"})


@dataclass(frozen=True)
class FeedEntry:
    """One entry as the feed has it; every text is plain and untrusted."""

    id: str
    link: str
    """Absolute where the feed's own address is known; "" when it has none, or only the feed itself."""
    title: str
    text: str
    """The content, else the summary."""
    summary: str
    """The summary, where it is another text than `text`."""
    anchors: tuple[tuple[str, str], ...]
    """(href, text) of the links inside the texts."""
    published: dt.datetime | None
    """None when the feed gives no date that can be believed."""
    edited_only: bool
    """True when the date is the last edit's, because the feed has no other."""
    authors: tuple[str, ...]
    orcids: tuple[str, ...]
    """ORCID iDs of the authors, "" for who has none; empty where none is given."""
    categories: tuple[str, ...]
    announce_type: str
    """arXiv's `new`, `cross`, `replace`, `replace-cross`, else empty."""
    comment: str = ""
    """arXiv's comment by the authors."""


@dataclass(frozen=True)
class Feed:
    """A whole feed."""

    entries: tuple[FeedEntry, ...]
    updated: dt.datetime | None
    """When it says it was made."""
    broken: bool
    """True when it ends in the middle; the entries are those before."""
    mended: str = ""
    """What was damaged and could be read all the same, in Korean; "" when nothing was."""
    total: int | None = None
    """How many entries a search found in all, where it says so."""


def read_feed(
    body: bytes, *, content_type: str = "", url: str = "", zone: dt.tzinfo = dt.UTC, plain: bool = False
) -> Feed:
    """The entries of any RSS, Atom or JSON feed, in the feed's order; in time linear to its size.

    url: where relative links start. zone: for dates that name none. plain: texts are not HTML whatever the feed says,
    and midnight is midnight (arXiv). Raises SkippableError (Korean) for what is no feed.
    """
    declared = DECLARED.search(body[:1000])
    text, lost = decode(body, label_of(content_type), declared[1].decode("ascii", "replace") if declared else "")
    wrong = _wrong(text)
    if wrong:
        raise SkippableError(wrong)
    if text.lstrip()[:1] == "{":
        return _read_json(text, url, zone)
    whole, controls = CONTROL.subn("", text)
    document, broken = repaired(whole)
    parsed = _parsed(document, url)
    if not parsed.get("version"):
        raise SkippableError("피드가 아닌 응답")
    entries = tuple(_entry(entry, url, zone, plain) for entry in parsed.entries[:MOST_ENTRIES])
    if broken and not any(entry.link for entry in entries):
        raise SkippableError("깨진 XML 응답")
    made = _given(parsed.feed, "updated") or _given(parsed.feed, "published")
    total = _given(parsed.feed, "opensearch_totalresults")
    return Feed(
        entries=entries,
        updated=read_date(made, zone),
        broken=broken,
        mended=_told(lost, controls),
        total=int(total) if re.fullmatch(r"[0-9]{1,9}", total) else None,  # 1423
    )


def _parsed(document: str, url: str) -> Any:
    """What feedparser makes of a document that was repaired: whole XML in UTF-8, read in time linear to its size.

    It is told where the document is from: without a base of its own, an entry's `xml:base` would hold for all after it.
    Raises SkippableError where feedparser itself trips, as over `<item><link>a<item/></link></item>`: what the end of
    an element looks for stands in another entry by then.
    """
    import feedparser

    try:
        return feedparser.parse(
            io.BytesIO(document.encode()),  # bytes alone would be tried as a file name
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,  # nothing of it is ever used as HTML; the sanitiser eats LaTeX
            resolve_relative_uris=False,
        )
    except (LookupError, AttributeError, TypeError, ValueError) as error:
        raise SkippableError("깨진 XML 응답") from error


def wrong_with(body: bytes, content_type: str = "") -> str | None:
    """Why a body cannot be a feed, in Korean, or None: empty, or a web page that says 200."""
    return _wrong(decode(body[:4000], label_of(content_type))[0])


def plain_text(html: str) -> str:
    """The text of an HTML fragment on one line."""
    return _read_html(html)[0]


def _wrong(text: str) -> str | None:
    start = text[:2000].lstrip("\ufeff \t\r\n\0")
    if not start:
        return "빈 응답"
    if WEB_PAGE.match(start):
        return "피드가 아니라 HTML 페이지"
    if "<" not in start and start[0] != "{":
        return "피드가 아닌 응답"
    return None


def _told(lost: int, controls: int) -> str:
    said = [
        f"읽을 수 없는 글자 {lost}개를 �로 바꿈" if lost else "",
        f"제어 문자 {controls}개를 뺌" if controls else "",
    ]
    return " · ".join(filter(None, said))


def _entry(entry: Any, url: str, zone: dt.tzinfo, plain: bool) -> FeedEntry:
    details = [*(entry.get("content") or []), entry.get("summary_detail") or {}, entry.get("subtitle_detail") or {}]
    read = [_read(detail, url, plain) for detail in details if _is_text(detail)]
    told = list(dict.fromkeys(text for text, _ in read if text))
    anchors = dict.fromkeys(anchor for _, links in read for anchor in links)
    published = _given(entry, "published")
    edited = "" if published else _given(entry, "updated") or _given(entry, "created")
    category = entry.get("arxiv_primary_category")
    primary = category.get("term") if isinstance(category, dict) else None  # a text, where it stands without a term
    terms = [primary, *(tag.get("term") for tag in entry.get("tags") or [])]
    authors, orcids = _people(entry)
    return FeedEntry(
        id=_given(entry, "id"),
        link=_address(entry, url),
        title=_read_title(entry.get("title_detail") or {}, plain),
        text=told[0] if told else "",
        summary=told[1] if len(told) > 1 else "",
        anchors=tuple(anchors),
        published=read_date(published or edited, zone, exact=plain),
        edited_only=bool(edited),
        authors=authors,
        orcids=orcids,
        categories=tuple(dict.fromkeys(term for term in terms if term)),
        announce_type=_given(entry, "arxiv_announce_type"),
        comment=one_line(_given(entry, "arxiv_comment")),
    )


def _given(entry: Any, name: str) -> str:
    """A field as the feed has it; feedparser's own `get` gives `published` for a missing `updated`, and warns."""
    return str(dict.get(entry, name) or "").strip()


def _address(entry: Any, url: str) -> str:
    """The entry's own page: the link service's source, `alternate` (HTML first), `<link>`, a guid that is one."""
    links = [link for link in entry.get("links") or [] if link.get("rel", "alternate") == "alternate"]
    links.sort(key=lambda link: "html" not in link.get("type", "html"))
    asked = [_given(entry, "feedburner_origlink"), *(link.get("href", "") for link in links), _given(entry, "link")]
    base = (entry.get("title_detail") or entry.get("summary_detail") or {}).get("base") or ""
    for href in asked:
        address = _joined(_joined(url, base), href.strip()) if href.strip() else ""
        if address and urldefrag(address)[0] != urldefrag(url)[0]:
            return address
    return ""


def _read_title(title: Mapping[str, Any], plain: bool) -> str:
    text = str(title.get("value") or "")
    marked_up = "html" in (title.get("type") or "") or _looks_marked_up(text)
    return one_line(text) if plain or not marked_up else plain_text(text)


def _read(detail: Mapping[str, Any], url: str, plain: bool) -> tuple[str, Sequence[tuple[str, str]]]:
    """(text, links) of a content or summary."""
    raw = str(detail.get("value") or "")[:LONGEST_TEXT]
    if plain:
        return one_line(raw), ()
    base = _joined(url, detail.get("base") or "")
    text, anchors = _read_html(raw)
    return text, [(_joined(base, href), said) for href, said in anchors]


def _is_text(detail: Mapping[str, Any]) -> bool:
    """Whether a content is read: `type="video/mp4"` is not."""
    kind = detail.get("type") or "text/html"
    return kind.startswith("text/") or "html" in kind


def _people(entry: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of `<author>`, of `mail@example.org (Name)` and of `dc:creator`, where arXiv puts everybody into one.

    Beside them their ORCID iDs, where an Atom author's `<uri>` is one.
    """
    people = [(one.get("name") or "", one.get("href") or "") for one in entry.get("authors") or []]
    people = [(_person(name), uri) for name, uri in people or [(entry.get("author") or "", "")] if name.strip()]
    if len(people) == 1 and "," in people[0][0]:
        people = [(name, "") for name in people[0][0].split(",")]
    return _with_orcids(people)


def _with_orcids(people: Iterable[tuple[str, object]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(names, iDs) of people and what their address says of them."""
    named = [(one_line(name), orcid_of(uri) if isinstance(uri, str) else "") for name, uri in people if name.strip()]
    orcids = tuple(orcid for _, orcid in named)
    return tuple(name for name, _ in named), orcids if any(orcids) else ()


def _person(text: str) -> str:
    """`mail@example.org (Name)`, `Name (mail@example.org)`, `Name <mail@example.org>` → `Name`."""
    found = re.fullmatch(r"[^\s()@]+@[^\s()]+\s*\((.+)\)", text)
    return found[1].strip() if found else re.sub(r"\s*[(<][^\s()<>@]+@[^\s()<>]+[)>]$", "", text)


def _joined(base: str, href: str) -> str:
    """An address from where it stands, or "" for one that cannot be read (`http://[`)."""
    try:
        return urlsplit(urljoin(base, href)).geturl()
    except ValueError:
        return ""


def _looks_marked_up(text: str) -> bool:
    return any((mark[1] or "b").lower() in FORMATTING for mark in MARKED_UP.finditer(text))


# JSON Feed (https://www.jsonfeed.org/version/1.1/)


def _read_json(text: str, url: str, zone: dt.tzinfo) -> Feed:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SkippableError("깨진 JSON 응답") from error
    items = feed.get("items") if "jsonfeed.org/version/" in str(feed.get("version")) else None
    if not isinstance(items, list):
        raise SkippableError("피드가 아닌 응답")
    entries = (_json_entry(item, url, zone) for item in items[:MOST_ENTRIES] if isinstance(item, dict))
    return Feed(tuple(entries), None, broken=False)


def _json_entry(item: Mapping[str, Any], url: str, zone: dt.tzinfo) -> FeedEntry:
    def told(name: str) -> str:
        value = item.get(name)
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""

    text, anchors = _read_html(told("content_html"))
    texts = list(dict.fromkeys(filter(None, (text, *map(one_line, (told("content_text"), told("summary")))))))
    people = item.get("authors")
    named = people if isinstance(people, list) else [item.get("author")]
    listed = ((one.get("name"), one.get("url")) for one in named if isinstance(one, dict))
    authors, orcids = _with_orcids((name, uri) for name, uri in listed if isinstance(name, str))
    tags = item.get("tags")
    published = told("date_published")
    edited = "" if published else told("date_modified")
    number = item.get("id")
    about = _joined(url, told("external_url")) if told("external_url") else ""
    return FeedEntry(
        id=told("id") or (str(number) if isinstance(number, int) else ""),
        link=_joined(url, told("url")) if told("url") else about,
        title=one_line(told("title")),
        text=texts[0] if texts else "",
        summary=texts[1] if len(texts) > 1 else "",
        anchors=(*((_joined(url, href), said) for href, said in anchors), *([(about, "")] if about else [])),
        published=read_date(published or edited, zone),
        edited_only=bool(edited),
        authors=authors,
        orcids=orcids,
        categories=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        announce_type="",
    )


def _read_html(html: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """(text on one line, (href, text) of its links) of an HTML fragment."""
    text: list[str] = []
    anchors: list[list[str]] = []
    hidden, linking = 0, False
    for kind, told, rest in pieces(html[:LONGEST_TEXT]):
        name = told.lower()
        if kind == "text":
            said = told if rest else unescape(told)
            text.append("" if hidden else said)
            if linking and not hidden:
                anchors[-1][1] += said
        elif name in HIDDEN:
            hidden = max(0, hidden + (1 if kind == "start" else -1))
        elif name in BLOCKS:
            text.append(" ")
        elif name == "a":
            href = attributes_of(rest).get("href", "") if kind == "start" else ""
            linking = bool(href)
            if href:
                anchors.append([href, ""])
    return one_line("".join(text)), tuple((href, one_line(said)) for href, said in anchors)
