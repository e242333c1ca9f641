"""Feed bytes → entries, whatever the dialect: RSS 0.9–2.0, RDF, Atom, JSON Feed, whole or damaged."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin

from digest.collect.feed.dates import read_date
from digest.collect.feed.markup import CONTROL, attributes_of, events, pieces
from digest.errors import SkippableError
from digest.lazy import pattern_of
from digest.net.charset import decode, label_of

BLOCKS = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
)
LONGEST_TEXT = 200_000
"""Characters of one entry that are read; some feeds hold whole books."""
MOST_ENTRIES = 10_000
HIDDEN = frozenset({"script", "style"})
WEB_PAGE = pattern_of(r"(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*<(?:!doctype\s+)?html", re.DOTALL | re.IGNORECASE)
"""How a page begins. A comment is read once (`?>`): as one that may stretch over the next it takes 2^n steps."""
DECLARED = pattern_of(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
"""`<?xml version="1.0" encoding="euc-kr"?>`."""
MARKED_UP = pattern_of(r"</(\w+)\s*>|<(?:br|hr|img)\b[^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d?);", re.IGNORECASE)
"""What a plain title would hardly hold: `a <b>word</b>`, `R&amp;D` written twice; `<think>` alone is a word."""
FORMATTING = frozenset({"a", "abbr", "b", "code", "em", "font", "i", "p", "small", "span", "strong", "sub", "sup", "u"})

ROOTS = frozenset({"rss", "rdf:rdf", "rdf", "feed", "channel"})
ENTRIES = frozenset({"entry", "item"})
UNRELATED = frozenset({"source", "image", "textinput", "media:credit", "contributor"})
"""Elements whose own titles and links are not the entry's."""
TITLES = ("title", "dc:title", "media:title")
CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
SUMMARIES = ("summary", "description", "dc:description", "itunes:summary", "media:description")
PUBLISHED = ("published", "pubdate", "issued", "dcterms:issued")
EDITED = ("updated", "modified", "dcterms:modified", "dc:date", "lastbuilddate", "created", "dcterms:created")
AUTHORS = ("author", "dc:creator", "itunes:author", "dc:author")
CATEGORIES = ("category", "dc:subject")
LINKS = ("feedburner:origlink", "pheedo:origlink")
"""Where a link service put the entry's own address."""
OTHERS = (
    "id",
    "guid",
    "link",
    "arxiv:announce_type",
    "arxiv:comment",
    "arxiv:primary_category",
    "opensearch:totalresults",
)
FIELDS = frozenset((*TITLES, *CONTENTS, *SUMMARIES, *PUBLISHED, *EDITED, *AUTHORS, *CATEGORIES, *LINKS, *OTHERS))


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

    url: where relative links start. zone: for dates that name none. plain: texts are not HTML whatever the feed says
    (arXiv writes TeX there). Raises SkippableError (Korean) for what is no feed.
    """
    declared = DECLARED.search(body[:1000])
    text, lost = decode(body, label_of(content_type), declared[1].decode("ascii", "replace") if declared else "")
    wrong = _wrong(text)
    if wrong:
        raise SkippableError(wrong)
    if text.lstrip()[:1] == "{":
        return _read_json(text, url, zone)
    whole, controls = CONTROL.subn("", text)
    reader = _Reader(url, zone, plain)
    for event in events(whole):
        getattr(reader, event.kind)(event)
    if not reader.root:
        raise SkippableError("피드가 아닌 응답")
    if reader.broken and not any(entry.link for entry in reader.entries):
        raise SkippableError("깨진 XML 응답")
    made = _first(reader.head, EDITED) or _first(reader.head, PUBLISHED)
    total = _first(reader.head, ("opensearch:totalresults",))
    return Feed(
        entries=tuple(reader.entries),
        updated=read_date(made, zone),
        broken=reader.broken,
        mended=_told(lost, controls),
        total=int(total) if re.fullmatch(r"[0-9]{1,9}", total) else None,
    )


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


@dataclass
class _Field:
    """One element of an entry or of the feed's head, as it is being read."""

    name: str
    attributes: Mapping[str, str]
    depth: int
    base: str
    parts: list[str] = field(default_factory=list)
    anchors: list[list[str]] = field(default_factory=list)
    nested: bool = False
    """Whether it holds elements of its own (XHTML, or HTML that nobody escaped)."""
    linking: bool = False
    person: str = ""
    """Of an author: the name."""

    @property
    def text(self) -> str:
        """What stands in it, on one line."""
        return _one_line("".join(self.parts))


class _Reader:
    """Takes the events of a document one by one; `entries`, `head` and `broken` are what it found."""

    def __init__(self, url: str, zone: dt.tzinfo, plain: bool) -> None:
        self.root = ""
        self.broken = False
        self.head: dict[str, list[_Field]] = {}
        self.entries: list[FeedEntry] = []
        self._url, self._zone, self._plain = url, zone, plain
        self._depth = 0
        self._bases: list[tuple[int, str]] = [(0, url)]
        self._entry: dict[str, list[_Field]] | None = None
        self._entry_depth = 0
        self._about = ""
        self._field: _Field | None = None
        self._unrelated = 0
        """Depth of an element that is not looked into; 0 for none."""

    def start(self, event: Any) -> None:
        self._depth += 1
        _, name, attributes = event
        if "xml:base" in attributes:
            self._bases.append((self._depth, _joined(self._bases[-1][1], attributes["xml:base"])))
        if self._depth == 1:
            self.root = name if name in ROOTS else ""
        elif not self.root or self._unrelated:
            return
        elif self._field:
            self._nested(self._field, name, attributes)
        elif name in ENTRIES and self._entry is None:
            self._entry, self._entry_depth, self._about = {}, self._depth, attributes.get("rdf:about", "")
        elif name in UNRELATED:
            self._unrelated = self._depth
        elif name in FIELDS and (self._entry is not None or self._depth <= 3):
            self._field = _Field(name, attributes, self._depth, self._bases[-1][1])

    def text(self, event: Any) -> None:
        if self._field:
            self._field.parts.append(event.name)
            if self._field.linking:
                self._field.anchors[-1][1] += event.name

    def end(self, event: Any) -> None:
        reading = self._field
        if reading and self._depth == reading.depth:
            found = self.head if self._entry is None else self._entry
            found.setdefault(reading.name, []).append(reading)
            self._field = None
        elif reading:
            if event.name in ("name", "a", "xhtml:a"):
                reading.person = reading.person or (reading.text if event.name == "name" else "")
                reading.linking = False
            elif event.name.removeprefix("xhtml:") in BLOCKS:
                reading.parts.append(" ")
        elif self._unrelated == self._depth:
            self._unrelated = 0
        elif self._entry is not None and self._depth == self._entry_depth:
            if self._entry and len(self.entries) < MOST_ENTRIES:
                self.entries.append(self._made(self._entry))
            self._entry = None
        if self._bases[-1][0] == self._depth:
            self._bases.pop()
        self._depth -= 1

    def cut(self, _event: Any) -> None:
        self.broken = bool(self.root)

    def _nested(self, outer: _Field, name: str, attributes: Mapping[str, str]) -> None:
        outer.nested = True
        name = name.removeprefix("xhtml:")
        if name == "name" and outer.name == "author":
            outer.parts.clear()
        if name in BLOCKS:
            outer.parts.append(" ")
        if name == "a" and attributes.get("href"):
            outer.anchors.append([attributes["href"], ""])
            outer.linking = True

    def _made(self, fields: dict[str, list[_Field]]) -> FeedEntry:
        texts = [self._read(one) for name in (*CONTENTS, *SUMMARIES) for one in fields.get(name, ()) if _is_text(one)]
        told = list(dict.fromkeys(text for text, _ in texts if text))
        anchors = dict.fromkeys((href, text) for _, links in texts for href, text in links)
        published = _first(fields, PUBLISHED)
        edited = "" if published else _first(fields, EDITED)
        identity = _first(fields, ("id", "guid")) or self._about
        title = next((one for name in TITLES for one in fields.get(name, ()) if one.parts), None)
        primary = [one.attributes.get("term", "") for one in fields.get("arxiv:primary_category", ())]
        terms = [one.attributes.get("term") or one.text for name in CATEGORIES for one in fields.get(name, ())]
        return FeedEntry(
            id=identity,
            link=self._address(fields),
            title=self._read_title(title) if title else "",
            text=told[0] if told else "",
            summary=told[1] if len(told) > 1 else "",
            anchors=tuple(anchors),
            published=read_date(published or edited, self._zone),
            edited_only=bool(edited),
            authors=_people(fields),
            categories=tuple(dict.fromkeys(term for term in (*primary, *terms) if term)),
            announce_type=_first(fields, ("arxiv:announce_type",)),
            comment=_first(fields, ("arxiv:comment",)),
        )

    def _address(self, fields: dict[str, list[_Field]]) -> str:
        """The entry's own page: the link service's source, `alternate`, the text of `<link>`, a guid that is one."""
        links = fields.get("link", ())
        asked = [(one.text, one) for name in LINKS for one in fields.get(name, ())]
        for html_first in (True, False):
            asked += [
                (one.attributes.get("href", ""), one)
                for one in links
                if one.attributes.get("rel", "alternate") == "alternate"
                and (not html_first or "html" in one.attributes.get("type", "html"))
            ]
        asked += [(one.text, one) for one in links if "href" not in one.attributes]
        asked += [
            (one.text, one)
            for one in fields.get("guid", ())
            if one.attributes.get("ispermalink", "true").lower() != "false"
        ]
        for href, one in asked:
            address = _joined(one.base, href.strip()) if href.strip() else ""
            if address and urldefrag(address)[0] != urldefrag(self._url)[0]:
                return address
        return self._about

    def _read_title(self, title: _Field) -> str:
        kind = title.attributes.get("type", "")
        if self._plain or title.nested or kind in ("text", "xhtml", "text/plain"):
            return title.text
        if "html" in kind or _looks_marked_up(title.text):
            return plain_text("".join(title.parts))
        return title.text

    def _read(self, one: _Field) -> tuple[str, Sequence[tuple[str, str]]]:
        """(text, links) of a content or summary."""
        raw = "".join(one.parts)[:LONGEST_TEXT]
        if one.nested:
            return _one_line(raw), [(_joined(one.base, href), _one_line(text)) for href, text in one.anchors]
        if self._plain or one.attributes.get("type") in ("text", "text/plain"):
            return _one_line(raw), ()
        text, anchors = _read_html(raw)
        return text, [(_joined(one.base, href), said) for href, said in anchors]


def _is_text(one: _Field) -> bool:
    """Whether a content is read: `type="video/mp4"` and what lies elsewhere (`src=`) is not."""
    kind = one.attributes.get("type", "html")
    return kind in ("text", "html", "xhtml") or kind.startswith("text/") or "html" in kind


def _first(fields: Mapping[str, Sequence[_Field]], names: Sequence[str]) -> str:
    """The first text that any of the elements has."""
    return next((one.text for name in names for one in fields.get(name, ()) if one.text), "")


def _people(fields: Mapping[str, Sequence[_Field]]) -> tuple[str, ...]:
    """Names of `<author>`, of `mail@example.org (Name)` and of `dc:creator`, where arXiv puts everybody into one."""
    for element in AUTHORS:
        named = [one.person if one.nested else _person(one.text) for one in fields.get(element, ())]
        if len(named) == 1 and not fields[element][0].nested:
            named = [name.strip() for name in named[0].split(",")]
        if any(named):
            return tuple(name for name in named if name)
    return ()


def _person(text: str) -> str:
    """`mail@example.org (Name)`, `Name (mail@example.org)`, `Name <mail@example.org>` → `Name`."""
    found = re.fullmatch(r"[^\s()@]+@[^\s()]+\s*\((.+)\)", text)
    return found[1].strip() if found else re.sub(r"\s*[(<][^\s()<>@]+@[^\s()<>]+[)>]$", "", text)


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:  # http://[
        return href


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
    texts = list(dict.fromkeys(filter(None, (text, *map(_one_line, (told("content_text"), told("summary")))))))
    people = item.get("authors")
    named = people if isinstance(people, list) else [item.get("author")]
    names = (one.get("name") for one in named if isinstance(one, dict))
    tags = item.get("tags")
    published = told("date_published")
    edited = "" if published else told("date_modified")
    number = item.get("id")
    about = told("external_url")
    return FeedEntry(
        id=told("id") or (str(number) if isinstance(number, int) else ""),
        link=_joined(url, told("url")) if told("url") else about,
        title=_one_line(told("title")),
        text=texts[0] if texts else "",
        summary=texts[1] if len(texts) > 1 else "",
        anchors=(*((_joined(url, href), said) for href, said in anchors), *([(about, "")] if about else [])),
        published=read_date(published or edited, zone),
        edited_only=bool(edited),
        authors=tuple(_one_line(name) for name in names if isinstance(name, str) and name.strip()),
        categories=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        announce_type="",
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


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
    return _one_line("".join(text)), tuple((href, _one_line(said)) for href, said in anchors)
