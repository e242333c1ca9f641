"""Atom (RFC 4287), JSON Feed 1.1 and a sitemap of the archive; only where its address on the web is known."""

from __future__ import annotations

import datetime as dt
import json
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from digest.models import Value
from digest.publish.site.cards import Card

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Post(Value):
    """One entry of a feed."""

    path: str
    title: str
    day: dt.date
    html: str


def post_of_day(path: str, title: str, day: dt.date, cards: Sequence[Card]) -> Post:
    """A day as an entry: its papers with their lines."""
    return Post(path=path, title=title, day=day, html="\n".join(map(_paragraph, cards)))


def post_of_paper(path: str, day: dt.date, card: Card) -> Post:
    """A paper as an entry of a topic's feed."""
    return Post(path=path, title=card.title, day=day, html=_paragraph(card))


def atom(base: str, path: str, title: str, posts: Sequence[Post]) -> bytes:
    """A feed, newest entry first. base: the archive's address with a slash at its end."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "ko"})
    _text(feed, "id", uuid.uuid5(uuid.NAMESPACE_URL, base + path).urn)
    _text(feed, "title", title)
    _text(feed, "updated", _instant(posts[0].day) if posts else "1970-01-01T00:00:00Z")
    _text(ET.SubElement(feed, "author"), "name", "digest")
    ET.SubElement(feed, "link", rel="self", href=base + quote(path))
    ET.SubElement(feed, "link", rel="alternate", href=base)
    for post in posts:
        entry = ET.SubElement(feed, "entry")
        _text(entry, "id", uuid.uuid5(uuid.NAMESPACE_URL, base + post.path).urn)
        _text(entry, "title", post.title)
        _text(entry, "updated", _instant(post.day))
        ET.SubElement(entry, "link", href=base + quote(post.path))
        _text(entry, "content", post.html).set("type", "html")
    return _xml(feed)


def json_feed(base: str, path: str, title: str, posts: Sequence[Post]) -> bytes:
    """The same as JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "language": "ko",
        "home_page_url": base,
        "feed_url": base + quote(path),
        "items": [
            {
                "id": base + quote(post.path),
                "url": base + quote(post.path),
                "title": post.title,
                "content_html": post.html,
                "date_published": _instant(post.day),
            }
            for post in posts
        ],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def sitemap(base: str, paths: Iterable[str]) -> bytes:
    """Every page's address (https://www.sitemaps.org/protocol.html)."""
    pages = ET.Element("urlset", {"xmlns": SITEMAP})
    for path in paths:
        _text(ET.SubElement(pages, "url"), "loc", base + quote(path))
    return _xml(pages)


def _paragraph(card: Card) -> str:
    title = escape(card.title)
    rows = [f'<b><a href="{escape(card.url)}">{title}</a></b>' if card.url else f"<b>{title}</b>"]
    if card.line:
        rows.append(escape(card.line) + (f" <small>[{escape(card.label)}]</small>" if card.label else ""))
    return "<p>" + "<br/>".join(rows) + "</p>"


def _instant(day: dt.date) -> str:
    return f"{day}T00:00:00Z"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"
