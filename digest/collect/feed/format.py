"""Feed bytes → entries, whatever the dialect (contracts §4.4). The only module that imports `feedparser`."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from digest.collect.feed.dates import read_date
from digest.errors import SkippableError
from digest.lazy import pattern_of

BLOCKS = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
)
LONGEST_TEXT = 200_000
"""Characters of one entry that are read; some feeds hold whole books."""
HIDDEN = frozenset({"script", "style"})
COMMENT = pattern_of(r"<!--.*?(?:-->|\Z)", re.DOTALL)
"""The HTML parser looks for the end of every comment and tag anew: n open ones take n² steps."""
WEB_PAGE = pattern_of(rb"(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*<(?:!doctype\s+)?html", re.DOTALL)
"""How a page begins. A comment is read once (`?>`): as one that may stretch over the next it takes 2^n steps."""

SURROGATE = pattern_of(
    rb"&#(?:x([dD][89abAB][0-9a-fA-F]{2})|(5[56][0-9]{3}));&#(?:x([dD][c-fC-F][0-9a-fA-F]{2})|(5[67][0-9]{3}));"
    rb"|&#(?:x[dD][89a-fA-F][0-9a-fA-F]{2}|5529[6-9]|55[3-9][0-9]{2}|56[0-9]{3}|57[0-2][0-9]{2}|573[0-3][0-9]|5734[0-3]);"
)
"""Halves of an emoji as two character references, which no XML parser takes; and single ones."""


@dataclass(frozen=True)
class FeedEntry:
    """One entry as the feed has it; every text is plain and untrusted."""

    id: str
    link: str
    title: str
    text: str
    anchors: tuple[tuple[str, str], ...]
    """(href, text) of the links inside the text."""
    published: dt.datetime | None
    """None when the feed gives no date that can be believed."""
    edited_only: bool
    """True when the date is the last edit's, because the feed has no other."""
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    announce_type: str
    """arXiv's `new`, `cross`, `replace`, `replace-cross`, else empty."""


@dataclass(frozen=True)
class Feed:
    """A whole feed."""

    entries: tuple[FeedEntry, ...]
    updated: dt.datetime | None
    """When it says it was made."""
    broken: bool
    """True when the XML stops making sense somewhere; the entries are those before."""


def read_feed(
    body: bytes, *, content_type: str = "", url: str = "", zone: dt.tzinfo = dt.UTC, plain: bool = False
) -> Feed:
    """The entries of any RSS or Atom dialect, in the feed's order.

    url: where relative links start. zone: for dates that name none. plain: texts are not HTML whatever the feed says
    (arXiv, contracts §4.4). Raises SkippableError (Korean) for what is no feed.
    """
    wrong = wrong_with(body)
    if wrong:
        raise SkippableError(wrong)
    import feedparser

    charset = re.search(r"charset=[\w\"'.:-]+", content_type)  # of the type itself nothing is believed
    headers = {"content-type": f"application/xml; {charset[0]}" if charset else "application/xml"}
    if url:
        headers["content-location"] = url
    try:
        parsed = feedparser.parse(
            io.BytesIO(SURROGATE.sub(_whole_character, body)),  # bytes alone would be tried as a file name
            response_headers=headers,
            sanitize_html=False,  # nothing of it is ever used as HTML; the sanitiser eats LaTeX
            resolve_relative_uris=not plain,
        )
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError) as error:
        raise SkippableError("깨진 XML 응답") from error  # seen: names with a blank, unknown codecs, NUL in a charset
    broken = _is_broken(parsed)
    if not parsed.get("version"):  # not bozo: a web page is well-formed enough for feedparser
        raise SkippableError("깨진 XML 응답" if broken else "피드가 아닌 응답")
    entries = tuple(_entry(entry, zone, plain) for entry in parsed.entries)
    if broken and not any(entry.link for entry in entries):
        raise SkippableError("깨진 XML 응답")
    made = _given(parsed.feed, "updated") or _given(parsed.feed, "published")
    return Feed(entries, read_date(made, zone), broken)


def wrong_with(body: bytes) -> str | None:
    """Why a body cannot be a feed, in Korean, or None: empty, or a web page (soft 404, contracts §4.3)."""
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "빈 응답"
    if WEB_PAGE.match(start):
        return "피드가 아니라 HTML 페이지"
    if b"<" not in start:
        return "피드가 아닌 응답"
    return None


def plain_text(html: str) -> str:
    """The text of an HTML fragment on one line."""
    return _read_html(html)[0]


def _entry(entry: Any, zone: dt.tzinfo, plain: bool) -> FeedEntry:
    content = entry.get("content") or []
    body, detail = (
        (content[0].get("value") or "", content[0])
        if content
        else (
            entry.get("summary") or "",
            entry.get("summary_detail") or {},
        )
    )
    is_html = not plain and "html" in (detail.get("type") or "text/html")
    text, anchors = _read_html(body) if is_html else (_one_line(body), ())
    title = entry.get("title") or ""
    if not plain and "html" in ((entry.get("title_detail") or {}).get("type") or ""):
        title = plain_text(title)
    published = _given(entry, "published")
    edited = "" if published else _given(entry, "updated") or _given(entry, "created")
    return FeedEntry(
        id=entry.get("id") or "",
        link=entry.get("link") or "",
        title=_one_line(title),
        text=text,
        anchors=anchors,
        published=read_date(published or edited, zone),
        edited_only=bool(edited),
        authors=_authors(entry),
        categories=tuple(tag["term"] for tag in entry.get("tags") or [] if tag.get("term")),
        announce_type=entry.get("arxiv_announce_type") or "",
    )


def _whole_character(match: re.Match[bytes]) -> bytes:
    high, low = (int(match[n] or b"0", 16) or int(match[n + 1] or b"0") for n in (1, 3))
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return b"&#%d;" % (0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)
    return b"&#xFFFD;"


def _given(entry: Any, name: str) -> str:
    """A field as the feed has it; feedparser's own `get` gives `published` for a missing `updated`, and warns."""
    return str(dict.get(entry, name) or "")


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    named = [a.get("name") or "" for a in entry.get("authors") or []] or [entry.get("author") or ""]
    if len(named) == 1:  # arXiv puts everybody into one dc:creator
        named = [name.strip() for name in named[0].split(",")]
    return tuple(_one_line(name) for name in named if name.strip())


def _is_broken(parsed: Any) -> bool:
    """Whether the XML itself is damaged; a wrong media type or charset label is not."""
    return bool(parsed.get("bozo")) and type(parsed.get("bozo_exception")).__name__ in (
        "SAXParseException",
        "UndeclaredNamespace",
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _read_html(html: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    reader = _HtmlReader()
    html = COMMENT.sub("", html[:LONGEST_TEXT])
    last = html.rfind(">") + 1
    reader.feed(html[:last] + html[last:].replace("<", "&lt;"))
    reader.close()
    return _one_line("".join(reader.text)), tuple((href, _one_line(text)) for href, text in reader.anchors)


class _HtmlReader(HTMLParser):
    """Collects text and links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.anchors: list[list[str]] = []
        self._hidden = 0
        self._in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self._hidden += 1
        if tag in BLOCKS:
            self.text.append(" ")
        href = dict(attrs).get("href") if tag == "a" else None
        if href:
            self.anchors.append([href, ""])
        self._in_link = bool(href) if tag == "a" else self._in_link

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag in BLOCKS:
            self.text.append(" ")
        if tag == "a":
            self._in_link = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)
            if self._in_link:
                self.anchors[-1][1] += data
