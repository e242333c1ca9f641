"""Atom (RFC 4287), JSON Feed 1.1 and a sitemap of the archive; only where its address on the web is known."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from digest.publish.site.cards import Card

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Post(NamedTuple):
    """One entry of both feeds, as text."""

    day: dt.date
    atom: str
    json: str


def post_of_day(base: str, path: str, title: str, day: dt.date, cards: Sequence[Card]) -> Post:
    """A day as an entry: its papers with their lines. base: the archive's address with a slash at its end."""
    return _post(base, path, title, day, "\n".join(map(_paragraph, cards)))


def post_of_paper(base: str, path: str, day: dt.date, card: Card) -> Post:
    """A paper as an entry of a topic's feed."""
    return _post(base, path, card.title, day, _paragraph(card))


def _post(base: str, path: str, title: str, day: dt.date, html: str) -> Post:
    address = base + quote(path)
    atom = (
        f"<entry><id>{uuid.uuid5(uuid.NAMESPACE_URL, base + path).urn}</id><title>{escape(title)}</title>"
        f'<updated>{_instant(day)}</updated><link href="{escape(address)}"/>'
        f'<content type="html">{escape(html)}</content></entry>'
    )
    told = {"id": address, "url": address, "title": title, "content_html": html, "date_published": _instant(day)}
    return Post(day, atom, json.dumps(told, ensure_ascii=False))


def atom(base: str, path: str, title: str, posts: Sequence[Post]) -> bytes:
    """A feed, newest entry first. base: the archive's address with a slash at its end."""
    head = (
        f"<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns=\"{ATOM}\" xml:lang=\"ko\">"
        f"<id>{uuid.uuid5(uuid.NAMESPACE_URL, base + path).urn}</id><title>{escape(title)}</title>"
        f"<updated>{_instant(posts[0].day) if posts else '1970-01-01T00:00:00Z'}</updated>"
        f'<author><name>digest</name></author><link rel="self" href="{escape(base + quote(path))}"/>'
        f'<link rel="alternate" href="{escape(base)}"/>'
    )
    return "\n".join((head, *(post.atom for post in posts), "</feed>\n")).encode()


def json_feed(base: str, path: str, title: str, posts: Sequence[Post]) -> bytes:
    """The same as JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "language": "ko",
        "home_page_url": base,
        "feed_url": base + quote(path),
    }
    items = ",\n".join(post.json for post in posts)
    return f'{json.dumps(told, ensure_ascii=False)[:-1]}, "items": [\n{items}\n]}}\n'.encode()


def sitemap(base: str, paths: Iterable[str]) -> bytes:
    """Every page's address (https://www.sitemaps.org/protocol.html)."""
    rows = (f"<url><loc>{escape(base + quote(path))}</loc></url>" for path in paths)
    head = f"<?xml version='1.0' encoding='utf-8'?>\n<urlset xmlns=\"{SITEMAP}\">"
    return "\n".join((head, *rows, "</urlset>\n")).encode()


def _paragraph(card: Card) -> str:
    title = escape(card.title)
    rows = [f'<b><a href="{escape(card.url)}">{title}</a></b>' if card.url else f"<b>{title}</b>"]
    if card.line:
        rows.append(escape(card.line) + (f" <small>[{escape(card.label)}]</small>" if card.label else ""))
    return "<p>" + "<br/>".join(rows) + "</p>"


def _instant(day: dt.date) -> str:
    return f"{day}T00:00:00Z"
