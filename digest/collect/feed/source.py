"""Any RSS or Atom feed: blogs, Reddit, YouTube, RSSHub and Nitter bridges."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field

from digest.calendar.window import Window
from digest.collect.base import Context, SourceSettings
from digest.collect.feed.format import Feed, FeedEntry, read_feed, wrong_with
from digest.collect.withdrawn import is_withdrawn
from digest.errors import SkippableError
from digest.identity import canonical_key, find_papers, paper_url
from digest.lazy import pattern_of
from digest.models import Collected, Sighting, SourceState
from digest.net.answer import HttpFailure, Reply

MAX_BYTES = 5_000_000
ABSTRACT_CHARS = 1500
PAPERS_PER_ENTRY = 20
"""A weekly round-up may link more; the first ones are enough."""
SAME_DATE_ENTRIES = 3
"""So many entries, all of one second near the build time, carry the build's date and not their own."""
URL_DATE = pattern_of(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?:[/-]|$)")  # https://blog.example/2024/08/a-post
REFUSED_READER = pattern_of(r"^RSS reader not yet whitelisted", re.IGNORECASE)  # RSS reader not yet whitelisted
# `submitted by /u/someone [link] [comments]`
REDDIT_FOOT = pattern_of(r"\s*(?:submitted by\s+/u/\S+\s*)?(?:\[link\]\s*)?\[comments\]$")
REDDIT = pattern_of(r"(?:[a-z0-9-]+\.)?(?:reddit\.com|redd\.it)")  # www.reddit.com · redd.it


class FeedSource(SourceSettings):
    """다루는 기간에 피드에 올라온 글."""

    trust = 30
    voice = "feed"

    kind: Literal["feed"] = "feed"
    name: str = Field(min_length=1)
    """다이제스트에서 부를 이름. 예: `GeekNews`"""
    url: str = Field(pattern=r"^https?://")
    """주소. velog는 `https://v2.velog.io/rss/아이디`, 티스토리는 `https://아이디.tistory.com/rss`, YouTube는
    `https://www.youtube.com/feeds/videos.xml?channel_id=채널번호`입니다."""
    role: Literal["papers", "posts"] = "posts"
    """`papers`: 글 하나하나가 논문입니다(학술지의 피드). `posts`: 무언가를 이야기하는 글입니다. 글이 논문을 링크하면
    그 논문의 언급으로 세고, 논문이 없는 글은 그 자체로 실릴 수 있습니다."""
    only_matching: bool = False
    """관심사에 맞는 글만 후보로 삼을지. 인공지능만 다루지 않는 피드에 좋습니다."""
    max_items: int = Field(default=20, ge=1)
    """다루는 기간에서 읽을 글 수의 한도. 새것부터 읽습니다."""
    stale_days: int | None = Field(default=30, ge=1)
    """가장 새 글이 이 날수보다 오래되면 알립니다. 몇 달씩 쉬는 피드라면 null."""
    max_age_days: int = Field(default=365, ge=1)
    """주소로 보아 이 날수보다 오래된 글은, 날짜가 새로 적혀 있어도 받지 않습니다."""
    timezone: ZoneInfo = ZoneInfo("UTC")
    """시간대가 적혀 있지 않은 날짜에 씁니다. 한국어 날짜(`2026년 10월 6일`)는 어차피 서울 시간으로 봅니다."""
    user_agent: str = ""
    """따로 규칙이 있는 사이트에 보낼 User-Agent. 예를 들어 Reddit: `linux:my-digest:1.0 (by /u/me)`"""
    timeout_s: float = Field(default=20.0, gt=0)

    @property
    def label(self) -> str:
        """How a reader knows it."""
        return self.name

    @property
    def source(self) -> str:
        """The name in reports."""
        return f"feed:{self.name}"

    def collect(self, window: Window, context: Context) -> Collected:
        """The feed's entries of the window. Raises SkippableError (Korean) when it cannot be had or read."""
        try:
            reply = context.http.get(
                self.url,
                headers={"User-Agent": self.user_agent} if self.user_agent else None,
                timeout_s=self.timeout_s,
                max_bytes=MAX_BYTES,
                conditional=True,
                check=_not_a_feed,
            )
        except HttpFailure as failure:
            if failure.status == 404 and urlsplit(self.url).hostname in ("www.youtube.com", "youtube.com"):
                raise SkippableError("없는 주소(404) – YouTube는 멀쩡한 채널에도 가끔 이렇게 답함") from failure
            raise
        known = context.store.sightings.keys_before(self.source, window)
        content_type = reply.headers.get("content-type", "")
        return parse(reply.content, self, window, known=known, content_type=content_type, url=reply.url)


def parse(
    body: bytes,
    source: FeedSource,
    window: Window,
    *,
    known: Set[str] = frozenset(),
    content_type: str = "",
    url: str = "",
) -> Collected:
    """What a feed's bytes hold for a window, with the report.

    known: keys that earlier digests saw in this feed; only they tell whether an undated entry is new.
    Raises SkippableError (Korean) for what is no feed.
    """
    feed = read_feed(body, content_type=content_type, url=url or source.url, zone=source.timezone)
    entries = [entry for entry in feed.entries if not REFUSED_READER.match(entry.title)]
    if feed.entries and not entries:
        raise SkippableError("RSS 브리지가 이 프로그램의 접근을 허용하지 않음")
    entries = _honestly_dated(_different(entries), feed, source)
    pages = Counter(canonical_key(_page(entry)) for entry in entries)
    fresh: list[tuple[Sighting, ...]] = []
    for entry in _chosen(entries, window):
        sightings = sightings_of(entry, source, window.now, alone=pages[canonical_key(_page(entry))] < 2)
        if entry.published is None or entry.edited_only:
            sightings = tuple(s for s in sightings if s.key not in known)
        if sightings:
            fresh.append(sightings)
    found = {(s.key, s.post_url): s for sightings in fresh[: source.max_items] for s in sightings}
    state, detail = _judge(entries, len(fresh), feed, source, window)
    return Collected(report=source.report(state, len(found), detail), sightings=tuple(found.values()))


def sightings_of(
    entry: FeedEntry, source: FeedSource, seen_at: dt.datetime, *, alone: bool = True
) -> tuple[Sighting, ...]:
    """The papers an entry is or links; else the entry itself; nothing for an entry without an address.

    alone: whether the feed has no other entry on the same page; where it has, the part of the page (`#v2`) tells them
    apart.
    """
    page = _page(entry)
    if not page:
        return ()
    target, text = _outgoing(entry, page), REDDIT_FOOT.sub("", entry.text)
    own = canonical_key(target) or ""
    creator = entry.authors[0] if entry.authors and entry.authors[0].startswith("@") else ""
    common: dict[str, Any] = {"source": source.source, "published": entry.published, "seen_at": seen_at}
    common |= {"account": creator[1:], "needs_keyword": source.only_matching}
    if source.role == "papers":
        described = {"title": entry.title, "abstract": text[:ABSTRACT_CHARS], "authors": entry.authors}
        described["orcids"] = entry.orcids
        address = target if own.startswith("url:") else paper_url(own)
        gone = is_withdrawn("", text)
        return (Sighting(key=own, url=address, withdrawn=gone, **common, **described),)
    links = " ".join([target, *(href for href, _ in entry.anchors), entry.title, entry.text, entry.summary])
    papers = find_papers(links)[:PAPERS_PER_ENTRY]
    if papers:
        said_at = "" if page == target and own in papers else page
        # nobody is asked for the title of a DOI, and a bare number tells a reader nothing
        title = entry.title if len(papers) == 1 and papers[0].startswith("doi:") else ""
        return tuple(Sighting(key=key, url=paper_url(key), title=title, post_url=said_at, **common) for key in papers)
    part = urlsplit(page).fragment if page == target and not alone else ""
    return (
        Sighting(
            key=f"{own}#{quote(part)}" if part else own,
            kind="post",
            title=entry.title or text[:80],
            url=target,
            abstract=text[:ABSTRACT_CHARS],
            post_url="" if page == target else page,
            **common,
        ),
    )


def _page(entry: FeedEntry) -> str:
    """The address of an entry; an id may be one."""
    return next((link for link in (entry.link, entry.id) if canonical_key(link) and link.startswith("http")), "")


def _different(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Each entry once. An id is a key only if the feed gives it once; else id and link together, with its fragment."""
    given = Counter(entry.id for entry in entries)

    def key(entry: FeedEntry) -> tuple[object, ...]:
        if entry.id and given[entry.id] == 1:
            return (entry.id,)
        return (entry.id, entry.link, "" if entry.link else entry.title, None if entry.link else entry.published)

    return list({key(entry): entry for entry in entries}.values())


def _outgoing(entry: FeedEntry, page: str) -> str:
    """What the entry is about: on Reddit the `[link]` of a link post, else its own page."""
    if REDDIT.fullmatch(urlsplit(page).hostname or ""):
        target = next((href for href, text in entry.anchors if text == "[link]"), "")
        if canonical_key(target) and not REDDIT.fullmatch(urlsplit(target).hostname or ""):
            return target
    return page


def _honestly_dated(entries: Sequence[FeedEntry], feed: Feed, source: FeedSource) -> list[FeedEntry]:
    """Entries without dates that are the build's, and without those whose own address says they are old."""
    dates = {entry.published for entry in entries}
    if len(entries) >= SAME_DATE_ENTRIES and len(dates) == 1 and feed.updated:
        (date,) = dates
        if date and abs(date - feed.updated) < dt.timedelta(minutes=2):
            entries = [replace(entry, published=None) for entry in entries]
    oldest = dt.timedelta(days=source.max_age_days)
    honest = []
    for entry in entries:
        match = URL_DATE.search(urlsplit(entry.link).path)
        written = dt.datetime(int(match[1]), int(match[2]), 28, tzinfo=dt.UTC) if match else None
        claimed = entry.published or feed.updated
        if not (written and claimed and claimed - written > oldest):
            honest.append(entry)
    return honest


def _chosen(entries: Sequence[FeedEntry], window: Window) -> list[FeedEntry]:
    """Entries of the window, the newest first; undated ones count as seen now, so only a live run takes them."""
    dated = [e for e in entries if e.published and window.holds(e.published) and e.published <= window.now]
    dated.sort(key=lambda e: e.published or window.start, reverse=True)
    return dated + ([e for e in entries if e.published is None] if window.live else [])


def _judge(
    entries: Sequence[FeedEntry], fresh: int, feed: Feed, source: FeedSource, window: Window
) -> tuple[SourceState, str]:
    """The report's state and its Korean reason."""
    dates = [entry.published for entry in entries if entry.published and entry.published <= window.now]
    zone = window.end.tzinfo
    if not entries:
        return "empty", "글이 하나도 없는 피드"
    if feed.broken:
        return "partial", "피드가 중간에 끊겨 있어 앞부분만 읽음"
    if not window.live and (not dates or min(dates) > window.start):
        if not dates:
            return "not_for_this_day", "글에 날짜가 없어 지난 날은 알 수 없음"
        detail = f"피드가 {min(dates).astimezone(zone):%Y-%m-%d} 이후 글만 담고 있음"
        return ("partial" if fresh else "not_for_this_day"), detail
    if fresh > source.max_items:
        return "capped", f"새 글 {fresh}개 중 {source.max_items}개만 읽음"
    if window.live and source.stale_days and dates and not fresh:
        age = window.end - max(dates)
        if age > dt.timedelta(days=source.stale_days):
            return "stale", f"가장 새 글이 {age.days}일 전({max(dates).astimezone(zone):%Y-%m-%d})"
    return ("ok" if fresh else "empty"), feed.mended


def _not_a_feed(reply: Reply) -> str | None:
    return wrong_with(reply.content, reply.headers.get("content-type", ""))
