"""The title of a web page that somebody linked: fetched with care, decoded whatever the charset."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from digest.lazy import pattern_of
from digest.net.answer import Reply
from digest.net.charset import decode, label_of

if TYPE_CHECKING:
    from digest.net.client import HttpClient

MAX_BYTES = 3_000_000
MAX_LETTERS = 300
HEAD = 100_000
"""Characters in which a title must stand."""
# <meta charset="euc-kr">
CHARSET = pattern_of(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
# <title>A paper</title>
TITLE = pattern_of(r"<title\b[^>]{0,500}>(.{0,2000}?)</title\s*>", re.IGNORECASE | re.DOTALL)
META = pattern_of(r"<meta\b[^>]{0,3000}>", re.IGNORECASE)  # <meta property="og:title" content="A paper">
ATTRIBUTE = pattern_of(r"([\w:-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")  # property="og:title"
# <!-- <title>not this one</title> -->
COMMENT = pattern_of(r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
# Just a moment... · 404 Not Found · 로그인
DOORS = pattern_of(
    r"just a moment|attention required|access denied|are you a robot|security check|verify you are human|"
    r"[45]\d\d\b.*|(?:page )?not found|forbidden|log ?in|sign ?in|로그인|untitled|error",
    re.IGNORECASE,
)
"""Titles of the door, not of the page behind it."""


def fetch_title(http: HttpClient, url: str, *, timeout_s: float = 8.0) -> str:
    """The page's own title in one line, or "" when it has none worth showing.

    The URL came from content: no private addresses at any hop, size and time caps. Raises HttpFailure.
    """
    reply = http.get(
        url,
        headers={"Accept": "text/html,*/*;q=0.5"},
        untrusted=True,
        retries=1,
        timeout_s=timeout_s,
        max_bytes=MAX_BYTES,
    )
    return title_of(reply)


def title_of(reply: Reply) -> str:
    """The title of an answer that was fetched already; "" for anything but HTML."""
    media = reply.headers.get("content-type", "text/html").lower()
    return parse(reply.content, media) if "html" in media else ""


def parse(body: bytes, content_type: str = "") -> str:
    """`og:title`, else `<title>`, unescaped, in one line of at most 300 letters."""
    text = COMMENT.sub(" ", _decoded(body, content_type)[:HEAD])
    plain = TITLE.search(text)
    found = _og_title(text) or (plain[1] if plain else "")
    title = " ".join(html.unescape(re.sub(r"<[^>]{0,500}>", " ", found)).split())
    if DOORS.fullmatch(title.rstrip(".! ")) or "\ufffd" in title:
        return ""
    return title if len(title) <= MAX_LETTERS else title[: MAX_LETTERS - 1].rstrip() + "…"


def _og_title(text: str) -> str:
    for tag in META.finditer(text):
        said = {name.lower(): a or b or c for name, a, b, c in ATTRIBUTE.findall(tag[0])}
        if "og:title" in (said.get("property"), said.get("name")):
            return str(said.get("content", ""))
    return ""


def _decoded(body: bytes, content_type: str) -> str:
    """The head of the page, by byte order mark, header, meta, UTF-8, and at last the old Korean encoding."""
    meta = CHARSET.search(body[:4096])
    return decode(body[: HEAD * 4], label_of(content_type), meta[1].decode("ascii") if meta else "")[0]
