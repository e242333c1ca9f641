"""The person's own links: put aside with `digest add`, shown on their day with the note.

Facts about the service: docs/services.md: KakaoTalk.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from pydantic import AwareDatetime, Field

from digest.calendar.window import Window
from digest.collect.base import Context, SourceSettings
from digest.collect.inbox.oembed import look_up, post_id
from digest.collect.inbox.page_title import fetch_title
from digest.identity import canonical_key, clean_link, find_links, paper_url
from digest.models import Collected, Sighting, Value
from digest.net.answer import HttpFailure
from digest.store import Store
from digest.store.memory import Link

if TYPE_CHECKING:
    from digest.net.client import HttpClient

OEMBED_URL = "https://publish.x.com/oembed"
# arxiv:2408.10188
PAPERS = ("arxiv:", "doi:")


class NewLink(Value):
    """A link to put aside."""

    url: str
    added_at: AwareDatetime
    for_date: dt.date | None = None
    note: str = ""


class InboxSource(SourceSettings):
    """다루는 기간에, 또는 그 날짜로 직접 담은 링크(`digest add`)."""

    own = True

    trust = 40

    kind: Literal["inbox"] = "inbox"
    oembed_url: str = OEMBED_URL
    timeout_s: float = Field(default=8.0, gt=0)
    """제목을 찾으려고 페이지 하나를 여는 데 쓸 시간(초)."""
    looking_up_s: float = Field(default=60.0, ge=0)
    """하루치 제목을 모두 찾는 데 쓸 시간(초). 못 찾은 것은 주소가 제목이 됩니다."""

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return "직접 담은 링크"

    @property
    def source(self) -> str:
        """The name in reports."""
        return "inbox"

    def collect(self, window: Window, context: Context) -> Collected:
        """Papers by canonical key, pages as posts; titles that are still unknown are looked up once."""
        links = context.store.inbox.within(window.start, window.end, window.date)
        deadline = context.deadline.part(self.looking_up_s)
        unread = 0
        sightings: dict[str, Sighting] = {}
        for link in links:
            found = self._recalled(link, context)
            if found is None and deadline.remaining() > 0:
                found = resolve(
                    context.http, link.address or link.url, self.oembed_url, min(self.timeout_s, deadline.remaining())
                )
                if found:
                    context.store.source_memory.put(self.source, link.url, list(found))
            unread += found is None
            url, title = found or (link.address or link.url, link.title)
            sighting = _sighting(link, url, title)
            known = sightings.get(sighting.key)
            if known and known.note and sighting.note and known.note != sighting.note:
                sighting = sighting.model_copy(update={"note": f"{known.note} / {sighting.note}"})
            sightings[sighting.key] = sighting if sighting.note or not known else known
        detail = f"링크 {unread}개는 제목을 읽지 못함" if unread else ""
        state: Literal["ok", "empty"] = "ok" if sightings else "empty"  # every link is shown, if only by its address
        return Collected(sightings=tuple(sightings.values()), report=self.report(state, len(sightings), detail))

    def _recalled(self, link: Link, context: Context) -> tuple[str, str] | None:
        """(URL, title) that need no looking up: a paper (its sources know the title) or one seen before."""
        if link.title or (canonical_key(link.url) or "").startswith(PAPERS):
            return link.address or link.url, link.title
        known = context.store.source_memory.get(self.source, link.url)
        return (str(known[0]), str(known[1])) if known else None


class NotALink(ValueError):
    """What was typed names no paper and no page; says so in Korean."""


def resolve(http: HttpClient, url: str, oembed_url: str = OEMBED_URL, timeout_s: float = 8.0) -> tuple[str, str] | None:
    """(URL, title) of what a link is about: a paper, an X post or a page; None when it cannot be had.

    The title is "" for papers, whose sources know it better, and for what has none (a PDF).

    url: any http(s) URL. An X post that links one paper becomes that paper.
    """
    key = canonical_key(url) or ""
    if key.startswith(PAPERS):
        return paper_url(key), ""
    try:
        if post_id(url):
            post = look_up(http, oembed_url, url, timeout_s=timeout_s)
            if len(post.papers) == 1:
                return paper_url(post.papers[0]), ""
            return paper_url(key), f"@{post.account}의 글" if post.account else "X에 올라온 글"
        return url, fetch_title(http, url, timeout_s=timeout_s)
    except HttpFailure:
        return None


def add_links(
    store: Store, http: HttpClient | None, entries: Iterable[NewLink], oembed_url: str = OEMBED_URL
) -> tuple[tuple[Link, bool], ...]:
    """Put links aside; gives each stored link, oldest first, and whether it was new.

    One thing is one link, however its URL is written; of several the earliest time and the last note are kept.
    http: looks titles up at once; None leaves that to the day they are shown. Raises NotALink
    for text that is no URL, paper id or DOI, before anything is stored.
    """
    earliest: dict[str, Link] = {}
    for entry in entries:
        link = _link(entry)
        old = earliest.get(link.url, link)
        first = min(old, link, key=lambda known: known.added_at)
        latest = {"note": link.note or old.note, "for_date": link.for_date or old.for_date}
        earliest[link.url] = first.model_copy(update=latest)
    stored = []
    for link in sorted(earliest.values(), key=lambda known: (known.added_at, known.url)):
        found = resolve(http, link.address, oembed_url) if http else None
        if found:
            key = canonical_key(found[0]) or ""
            same = {"url": paper_url(key), "address": found[0], "title": found[1]}
            link = link.model_copy(update=same)
        stored.append((link, store.inbox.add(link)))
    return tuple(stored)


def repeated(urls: Iterable[str]) -> tuple[str, ...]:
    """Those that mean the same as an earlier one, e.g. another version of a paper. Raises NotALink as `add_links`."""
    seen: set[str] = set()
    again = []
    for url in urls:
        key = _identity(url)[0]
        if key in seen:
            again.append(url)
        seen.add(key)
    return tuple(again)


def _identity(url: str) -> tuple[str, str]:
    """(canonical key, cleaned URL) of what a person typed. Raises NotALink."""
    given = clean_link(url)
    if canonical_key(given) is None and find_links(given) and " " not in given:  # arxiv.org/abs/… as people type it
        given = find_links(given)[0]
    key = canonical_key(given)
    if key is None:
        raise NotALink(f"http(s) 주소나 논문 번호가 아님: {url[:80]}")
    return key, given


def _link(entry: NewLink) -> Link:
    """A paper is kept under its own page, anything else under its normalised URL. Raises NotALink."""
    key, given = _identity(entry.url)
    address = paper_url(key) if key.startswith(PAPERS) or post_id(given) else given
    return Link(
        url=paper_url(key), address=address, added_at=entry.added_at, for_date=entry.for_date, note=one_line(entry.note)
    )


def one_line(text: str) -> str:
    """A note without line breaks and control characters, at most 200 letters."""
    # `first\nsecond\tthird → first second third`
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:200]


def _sighting(link: Link, url: str, title: str) -> Sighting:
    key = canonical_key(url) or f"url:{url}"
    kind: Literal["paper", "post"] = "paper" if key.startswith(PAPERS) else "post"
    if kind == "post" and not title:
        title = _readable(url)
    return Sighting(key=key, source="inbox", kind=kind, title=title, url=url, seen_at=link.added_at, note=link.note)


def _readable(url: str) -> str:
    """An address as a person reads it, for a page without a title."""
    if post_id(url):
        return "X에 올라온 글"
    bare = one_line(unquote(url.split("://", 1)[-1])).rstrip("/")
    return bare if len(bare) <= 80 else bare[:79] + "…"
